/// The guard of the frozen numerics: a committed file of digests, one line per program, of the frozen graph
/// and of the bits that it gives. Every device can be held against it, with no other device at hand.
///
/// [dev.gradlane.conformance.golden.GoldenBits] compares and writes the file;
/// [dev.gradlane.conformance.golden.GoldenBitsSuite] is the test that a backend extends. The programs are
/// written out here, models too, so that a change of an example does not change what is guarded; their
/// inputs come from [dev.gradlane.conformance.golden.GoldenNumbers], the same on every machine and JDK.
package dev.gradlane.conformance.golden;
