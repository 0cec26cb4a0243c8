/// How far the elementwise functions are from the truth. Equal bits on all backends say nothing about
/// this, because they share the expansions: here every function is compared with an oracle of at least 40
/// digits and must keep its promise.
///
/// A [dev.gradlane.conformance.accuracy.Reference] is a function with its oracle; a new function is a new
/// row in [dev.gradlane.conformance.accuracy.References].
package dev.gradlane.conformance.accuracy;
