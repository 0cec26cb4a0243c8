/// What `gradlane grad` prints: [dev.gradlane.cli.output.Results] collects values and derivatives, and one
/// writer per format sets them down: [dev.gradlane.cli.output.JsonWriter],
/// [dev.gradlane.cli.output.CsvResult], [dev.gradlane.cli.output.TextTable].
package dev.gradlane.cli.output;
