package dev.gradlane.vector;

import dev.gradlane.backend.Fault;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicReference;

/// The least (sample, node) that met an illegal value so far.
record FaultWord(Fault fault) {
    private static final Comparator<FaultWord> ORDER =
            Comparator.<FaultWord>comparingLong(f -> f.fault.sample()).thenComparingInt(f -> f.fault.node());
    static final FaultWord NONE = new FaultWord(new Fault(Long.MAX_VALUE, Integer.MAX_VALUE));

    static void report(AtomicReference<FaultWord> word, long sample, int node) {
        FaultWord reported = new FaultWord(new Fault(sample, node));
        word.accumulateAndGet(reported, (a, b) -> ORDER.compare(a, b) <= 0 ? a : b);
    }
}
