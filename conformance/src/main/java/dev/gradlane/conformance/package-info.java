/// The test kit that every backend runs. A *row* ([dev.gradlane.conformance.ConformanceRow]) is one
/// comparison and says whether it differed; rows need no test framework, and
/// [dev.gradlane.conformance.BackendConformance] wraps them for JUnit, so that a backend joins with one
/// small subclass.
///
/// The measure is [dev.gradlane.conformance.Definition]: a direct reading of the numerics contract,
/// formula by formula, which shares no code with any backend, the scalar reference included. Bits are
/// equal or the row differs. What bits cannot show, because every backend runs the same graph, is checked
/// against truth: [dev.gradlane.conformance.GradientRows] compares gradients with forward mode and with
/// finite differences. [dev.gradlane.conformance.Fuzzer] draws random graphs; graph i depends on (seed,
/// i) only.
package dev.gradlane.conformance;
