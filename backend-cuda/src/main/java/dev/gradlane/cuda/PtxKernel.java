package dev.gradlane.cuda;

import dev.gradlane.kernel.Extent;
import java.util.List;

/// A kernel as a PTX module with one entry.
///
/// @param name the entry
/// @param text the whole module
/// @param blockSize threads of a block
/// @param threads threads that have work; a launch rounds up to whole blocks, and none starts where it is 0
/// @param parameters the entry's, in order
public record PtxKernel(String name, String text, int blockSize, Extent threads, List<Parameter> parameters) {
    public PtxKernel {
        parameters = List.copyOf(parameters);
    }

    /// What a launch passes.
    public sealed interface Parameter {
        /// The u64 address of a buffer.
        record Pointer(int buffer) implements Parameter {}

        /// A sum of sizes: s32, in the wide variant s64.
        record Number(List<Extent> sum) implements Parameter {
            public Number {
                sum = List.copyOf(sum);
            }
        }

        /// The u64 address of the run's fault word, a u64 that starts as all ones and becomes the least of
        /// sample · 2^24 + node.
        record FaultWord() implements Parameter {}
    }
}
