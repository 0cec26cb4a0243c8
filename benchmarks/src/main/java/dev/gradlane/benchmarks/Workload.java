package dev.gradlane.benchmarks;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import java.util.List;

/// A model on data of fixed size: what one row of the main job measures.
interface Workload {
    String name();

    String dtype();

    int batch();

    /// Compiles on `engine` and keeps the data resident there.
    Session open(Engine engine);

    /// What was computed, in a sentence with figures.
    ///
    /// @throws IllegalStateException if the results fail the workload's independent check
    String verify(List<Tensor> results);

    /// A compiled workload.
    interface Session extends AutoCloseable {
        /// One run; the results are in the order that the digest takes.
        List<Tensor> run();

        @Override
        void close();
    }
}
