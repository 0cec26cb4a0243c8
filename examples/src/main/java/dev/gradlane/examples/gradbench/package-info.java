/// The models of the GradBench suite (github.com/gradbench/gradbench, folder evals), as functions that
/// `gradlane gradbench` serves. Formulas and the order of parameters are the suite's; how they are computed is ours.
///
/// A function is traced for the arguments it is going to have: only their types count, so prototypes do as well.
package dev.gradlane.examples.gradbench;
