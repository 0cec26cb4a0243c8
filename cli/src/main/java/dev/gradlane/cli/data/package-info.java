/// Tables of numbers in files: CSV (plain or gzip), `.npy`, `.npz`.
///
/// A [dev.gradlane.cli.data.Table] has named columns and can be read from the start as often as needed, a
/// [dev.gradlane.cli.data.Block] of rows at a time, so that memory does not grow with the file. Every
/// number is rounded once to the element type asked for. What is wrong with a file is told by a
/// [dev.gradlane.cli.data.DataException] that names file, row and column.
package dev.gradlane.cli.data;
