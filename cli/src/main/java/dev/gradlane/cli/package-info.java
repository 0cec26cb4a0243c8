/// The `gradlane` command.
package dev.gradlane.cli;
