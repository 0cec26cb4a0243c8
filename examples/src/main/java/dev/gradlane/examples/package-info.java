/// The models, each once: tests, benchmarks and the command line import them.
package dev.gradlane.examples;
