/// The picture of a function: [dev.gradlane.cli.picture.Circuit] has a vertex per input, constant and
/// operation and an edge per use of a value, with the value that flows forward and the gradient that flows
/// back, as [dev.gradlane.cli.picture.EdgeValues] computes them. [dev.gradlane.cli.picture.Placement] lays
/// it out from left to right; [dev.gradlane.cli.picture.Svg], [dev.gradlane.cli.picture.Dot] and
/// [dev.gradlane.cli.picture.EdgeList] draw it.
package dev.gradlane.cli.picture;
