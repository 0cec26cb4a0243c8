/// Prototypes that measure the constants of the numerics contract: how many lanes a sum has, how long its
/// chunks are, how long the blocks of a matrix product are, and whether short axes deserve a rule of
/// their own.
///
/// Each prototype is written for speed on the Vector API with one constant as a parameter, and its bits
/// are first verified against [Definition], the order said in scalar Java. `docs/numerics.md` has the
/// table.
package dev.gradlane.benchmarks.constants;
