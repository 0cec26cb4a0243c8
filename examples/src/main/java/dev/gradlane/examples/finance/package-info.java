/// Examples from finance: prices and their sensitivities.
package dev.gradlane.examples.finance;
