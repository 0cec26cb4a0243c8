/// Functions of one or two arguments, element by element: the engine beside the Vector API's own functions and beside
/// loops over [java.lang.Math], in ns per element out of L1, one thread.
package dev.gradlane.benchmarks.functions;
