package dev.gradlane.opencl;

import dev.gradlane.kernel.Extent;

/// An argument of an emitted kernel, in the order of its parameters.
sealed interface Argument {
    /// The run's slab of temporaries.
    record Slab() implements Argument {}

    /// All constants of the program, one after the other.
    record Constants() implements Argument {}

    /// One word per `require` of the program.
    record Faults() implements Argument {}

    record Input(int index) implements Argument {}

    record Output(int index) implements Argument {}

    /// A size, an `idx`.
    record Number(Extent extent) implements Argument {}

    /// Where a temporary lies in the slab, in bytes, a `long`.
    record Offset(int buffer) implements Argument {}
}
