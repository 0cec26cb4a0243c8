/// The engine's kernels against hand-written ones: each [Contest] verifies both, and [Duel] times them in
/// turns.
package dev.gradlane.benchmarks.kernels;
