/// The scalar reference: interprets the frozen graph op by op, in the pinned orders, and so defines the results.
package dev.gradlane.cpu;
