package dev.gradlane;

import dev.gradlane.pass.BatchSum;
import java.util.List;

/// How a function came from one of a single sample; what lets derivatives move inside the batch.
sealed interface Form<A, R> {
    record Plain<A, R>() implements Form<A, R> {}

    record Batched<A, R>(Fn<A, R> sample, BatchAxes axes) implements Form<A, R> {}

    /// `reduced` says per result whether it is summed over the batch, or keeps it.
    record Reduced<A, R>(Fn<A, R> sample, BatchAxes axes, BatchSum.Kind kind, List<Boolean> reduced)
            implements Form<A, R> {
        public Reduced {
            reduced = List.copyOf(reduced);
        }
    }
}
