/// Graphs as text: [dev.gradlane.text.GraphText] prints a graph and parses the text back to an equal
/// graph. The grammar stands in [dev.gradlane.graph].
package dev.gradlane.text;
