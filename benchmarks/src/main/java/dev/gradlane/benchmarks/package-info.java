/// Workloads and their JMH benchmarks.
package dev.gradlane.benchmarks;
