/// How far the functions are from the truth: every composite, and its first derivative, in both float
/// types, against an oracle of more than 50 digits that shares nothing with the expansions.
///
/// Bit equality between backends cannot see a mistake in an expansion, which they all run; this can.
///
/// - [dev.gradlane.conformance.accuracy.Big], [dev.gradlane.conformance.accuracy.BigFunctions]: the oracle;
/// - [dev.gradlane.conformance.accuracy.Subject]: a function, its truth, and where it is interesting;
/// - [dev.gradlane.conformance.accuracy.Measurement]: the largest error and where it was met;
/// - [dev.gradlane.conformance.accuracy.AccuracySuite]: the tests, which a backend joins with a subclass.
package dev.gradlane.conformance.accuracy;
