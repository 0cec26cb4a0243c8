/// How far the functions are from the truth: every composite, and its first derivative, in both float
/// types, against an oracle of more than 50 digits that shares nothing with the expansions.
///
/// Bit equality between backends cannot see a mistake in an expansion, which they all run; this can.
///
/// - [dev.gradlane.conformance.accuracy.Big], [dev.gradlane.conformance.accuracy.BigFunctions]: the oracle;
/// - [dev.gradlane.conformance.accuracy.Subject], [dev.gradlane.conformance.accuracy.Truth]: a function, its truth,
///   and where it is interesting; [dev.gradlane.conformance.accuracy.BinarySubject] for two arguments;
/// - [dev.gradlane.conformance.accuracy.Family]: the functions that belong together, with their special values;
/// - [dev.gradlane.conformance.accuracy.Measurement]: the largest error and where it was met;
/// - [dev.gradlane.conformance.accuracy.Exhaustive], [dev.gradlane.conformance.accuracy.Sampled]: all 2³² inputs of
///   f32, and 2²⁶ of f64 and of two arguments, by polynomials through the oracle's values
///   ([dev.gradlane.conformance.accuracy.Interpolation]); what they find stands in `docs/accuracy.tsv`
///   ([dev.gradlane.conformance.accuracy.AccuracyTable]), and tests hold the rows to the present graphs;
/// - [dev.gradlane.conformance.accuracy.Planted]: faults put into real functions, each of which must be caught;
/// - [dev.gradlane.conformance.accuracy.AccuracySuite]: the tests, which a backend joins with a subclass.
///
/// **To add a function**, write its truth with [dev.gradlane.conformance.accuracy.Big], from a definition or
/// a series that the expansion does not use, in a file of its own beside `BigFunctions` (test it against apfloat as
/// `BigFunctionsTest` does), and give its family a row:
///
/// - unary: `Subject.of(F, value, derivative, low, high)`, with `.domain(from, to)` where the result is NaN outside,
///   `.slope(t -> t.within(…))` where a product of subnormals spoils the derivative, `.slopePromise(ulps)` where it is
///   not 4, `.value(t -> t.inUlpOfAtLeast(…))` where a zero is not resolved;
/// - binary: `new BinarySubject(F, value, pairs)`, `pairs` drawing arguments whose results matter, with a `.slope(…)`
/// for
///   each operand, `.where(…)` where it is a number and `.jumping()` where it jumps between neighbours;
/// - special values: `odd`, `table`, `triples`; `flat` where the derivative must be 0 at ±∞.
///
/// A new family is a class with one `FAMILY` and a line in [dev.gradlane.conformance.accuracy.Families]. No other truth
/// is needed: the exhaustive check interpolates the oracle.
package dev.gradlane.conformance.accuracy;
