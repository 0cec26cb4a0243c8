/// Automatic differentiation of functions written once, in plain Java, with the same gradient, to the last bit, on
/// every backend.
package dev.gradlane;
