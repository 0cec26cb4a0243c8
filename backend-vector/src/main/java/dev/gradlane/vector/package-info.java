/// Runs kernels as JVM bytecode over the Vector API.
package dev.gradlane.vector;
