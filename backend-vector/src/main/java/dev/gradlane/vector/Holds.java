package dev.gradlane.vector;

/// Runs that use a thing which may be closed at any time: it is freed when it is closed and the last of them has ended.
/// Kernels read memory by its address, so that memory freed under a run would end the process.
final class Holds {
    private final Runnable free;
    private int runs;
    private boolean closed;

    Holds(Runnable free) {
        this.free = free;
    }

    /// Returns false if it was closed.
    synchronized boolean take() {
        runs += closed ? 0 : 1;
        return !closed;
    }

    void drop() {
        boolean last;
        synchronized (this) {
            runs--;
            last = closed && runs == 0;
        }
        if (last) {
            free.run();
        }
    }

    /// Returns false if it was closed before.
    boolean close() {
        boolean unused;
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            unused = runs == 0;
        }
        if (unused) {
            free.run();
        }
        return true;
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
