/// Derivatives as transforms from graph to graph, hence of any order: [dev.gradlane.autodiff.Jvp] pushes
/// *tangents* forward, [dev.gradlane.autodiff.Vjp] pulls *cotangents* back.
///
/// An elementwise function gives its partials as linear actions ([dev.gradlane.graph.Partial]); a linear
/// array kind gives its transpose ([dev.gradlane.autodiff.Transpose]); maxima and products say more
/// ([dev.gradlane.autodiff.ReduceRules]). Structural zeros are absent: nothing is ever added to or
/// multiplied by a zero that the rules put there. Cotangents of a value are added in descending order of
/// consumer, then of operand; the first is taken as it is.
package dev.gradlane.autodiff;
