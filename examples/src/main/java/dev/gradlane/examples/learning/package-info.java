/// Statistics and machine learning, each a program that reads from top to bottom: the model as a record of tensors, its
/// loss for one sample, and what is done with the loss's derivatives.
///
/// A loss is a function of a [dev.gradlane.examples.optimise.Fit], model and data. Batched over the data and averaged
/// it
/// is what the methods of [dev.gradlane.examples.optimise] minimise.
package dev.gradlane.examples.learning;
