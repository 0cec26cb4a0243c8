/// The protocol of the GradBench suite (github.com/gradbench/gradbench, CONTRIBUTING.md): one message per line in, one
/// answer per line out.
///
/// A [Session] reads messages and answers each with its id. A message `evaluate` names a function of [Modules], which
/// makes a [Job] of the message's [Input]; [Evaluation] compiles it for the first of the [Engines] that has its kinds
/// and runs it as often as was asked. The functions themselves are the models in `dev.gradlane.examples.gradbench`.
package dev.gradlane.cli.gradbench;
