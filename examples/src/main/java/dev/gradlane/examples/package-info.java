/// Models that people differentiate, each written once, as a user would write it.
package dev.gradlane.examples;
