/// An example from computer vision: cameras and points from where the points were seen.
package dev.gradlane.examples.vision;
