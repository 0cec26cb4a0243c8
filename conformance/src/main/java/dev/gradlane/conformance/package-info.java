/// The test kit that every backend runs: a backend joins with one small subclass of each suite.
package dev.gradlane.conformance;
