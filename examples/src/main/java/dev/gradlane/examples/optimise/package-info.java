/// Methods that minimise a function by its derivatives.
///
/// A *model* is whatever the function's user makes of tensors: one tensor, or a record, list or map of them. What a
/// method does to every tensor of it, it does by [dev.gradlane.Tree], so it is written once for all models and types.
///
/// - [dev.gradlane.examples.optimise.Momentum] and [dev.gradlane.examples.optimise.Adam] are functions of tensors from
/// a
///   model, a state and a gradient to the next model and state. [dev.gradlane.examples.optimise.Training] makes one
///   program of the gradient and the step, so a step of training is one run.
/// - [dev.gradlane.examples.optimise.LBfgs] and [dev.gradlane.examples.optimise.NewtonCg] choose how far to go by
/// looking
///   at numbers: what they compute is functions of tensors, what they decide is Java.
///
/// There is no hidden state and no random number: the same start and the same data give the same model, to the bit, on
/// every device.
package dev.gradlane.examples.optimise;
