package dev.gradlane.vector;

import java.util.concurrent.atomic.AtomicInteger;

/// Runs that use a thing which may be closed at any time: it is freed when it is closed and the last of them has ended.
/// Kernels read memory by its address, so that memory freed under a run would end the process.
final class Holds {
    private static final int CLOSED = 1 << 30;

    private final Runnable free;
    /// Whether runs must be counted.
    private final boolean counts;
    /// Runs that use it, and whether it was closed.
    private final AtomicInteger state = new AtomicInteger();

    Holds(Runnable free) {
        this(free, true);
    }

    private Holds(Runnable free, boolean counts) {
        this.free = free;
        this.counts = counts;
    }

    /// Of a thing that somebody else frees: nobody waits for the runs that use it, so they are not counted, which
    /// would cost each run two atomic steps for each of its buffers.
    static Holds ofBorrowed() {
        return new Holds(() -> {}, false);
    }

    /// Returns false if it was closed.
    boolean take() {
        if (!counts) {
            return !isClosed();
        }
        while (true) {
            int runs = state.get();
            if ((runs & CLOSED) != 0) {
                return false;
            }
            if (state.compareAndSet(runs, runs + 1)) {
                return true;
            }
        }
    }

    void drop() {
        if (counts && state.decrementAndGet() == CLOSED) {
            free.run();
        }
    }

    /// Returns false if it was closed before.
    boolean close() {
        int before = state.getAndUpdate(runs -> runs | CLOSED);
        if (before == 0) {
            free.run();
        }
        return (before & CLOSED) == 0;
    }

    boolean isClosed() {
        return (state.get() & CLOSED) != 0;
    }
}
