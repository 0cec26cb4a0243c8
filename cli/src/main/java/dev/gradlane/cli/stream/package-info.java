/// Runs a graph over a table that need not fit in memory, with the bits of one run over the whole table.
///
/// A value with the batch axis is a *row value*. Where a reduction over the batch makes a value for all
/// rows of it, the graph is *cut*: [dev.gradlane.cli.stream.Staging] sorts the cuts into *stages*, such
/// that the cuts of a stage need only cuts of earlier stages. [dev.gradlane.cli.stream.Streaming] reads
/// the table once per stage, computes the row values again from the columns and hands on the result of
/// each chunk of 4096 rows, which [dev.gradlane.cli.stream.ChunkTree] combines as the order `lanes` says;
/// a last reading computes the results that have a number per row.
package dev.gradlane.cli.stream;
