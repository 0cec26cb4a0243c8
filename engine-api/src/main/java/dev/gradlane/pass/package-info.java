/// Transforms from graph to graph other than differentiation. The *defining* ones fix what is computed, bit
/// for bit: [dev.gradlane.pass.Batch] turns a program of one sample into one of a batch,
/// [dev.gradlane.pass.BatchSum] sums its results over the batch, [dev.gradlane.pass.Freeze] ends the chain
/// with what backends get. A *preserving* pass ([dev.gradlane.pass.Prune]) may be left out and never
/// changes a bit.
package dev.gradlane.pass;
