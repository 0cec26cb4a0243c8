package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Literal;

/// Memory that the kernels of a program share: `count` elements, row-major; bool is one byte.
public record KernelBuffer(int id, DType type, Extent count, Role role) {
    /// What a buffer is for.
    public sealed interface Role {
        /// The graph's input number `index`; read only.
        record Input(int index) implements Role {}

        /// The graph's output number `index`.
        record Output(int index) implements Role {}

        /// Dense data of the graph; read only.
        record Constant(Literal.Dense literal) implements Role {}

        /// Scratch of one run, placed by [BufferPlan].
        record Temporary() implements Role {}
    }
}
