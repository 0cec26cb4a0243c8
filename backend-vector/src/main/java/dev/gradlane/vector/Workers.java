package dev.gradlane.vector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/// A fixed crew of daemon threads that shares out the units of a launch by their index: the share of a thread depends
/// on
/// nothing but the counts. A thread waits for its next share first by spinning, which answers within a microsecond,
/// then parked.
final class Workers {
    private static final int SPINS = 4000;

    /// Units `from` to `to` − 1, computed by thread number `worker`.
    @FunctionalInterface
    interface Share {
        void run(int worker, long from, long to);
    }

    private record Job(Share share, long units, int parts, AtomicInteger left, Thread caller, Failure failure) {
        void part(int part) {
            try {
                share.run(part, bound(part), bound(part + 1));
            } catch (RuntimeException | Error e) {
                failure.first().compareAndSet(null, e);
            }
        }

        private long bound(int part) {
            return units / parts * part + Math.min(part, units % parts);
        }
    }

    /// The first failure of a job; holds null until there is one.
    private record Failure(AtomicReference<Throwable> first) {}

    private final int threads;
    private final List<Worker> workers = new ArrayList<>();
    private final ReentrantLock busy = new ReentrantLock();
    private volatile boolean stopped;

    Workers(int threads) {
        this.threads = threads;
    }

    int threads() {
        return threads;
    }

    /// Computes all units; the caller's thread does the first share, or all when the crew is at work for another run.
    void run(long units, Share share) {
        int parts = (int) Math.min(threads, units);
        if (parts < 2 || !busy.tryLock()) {
            share.run(0, 0, units);
            return;
        }
        try {
            start();
            Job job = new Job(
                    share,
                    units,
                    parts,
                    new AtomicInteger(parts - 1),
                    Thread.currentThread(),
                    new Failure(new AtomicReference<>()));
            for (int part = 1; part < parts; part++) {
                workers.get(part - 1).give(job, part);
            }
            job.part(0);
            await(job);
            Throwable failure = job.failure().first().get();
            if (failure instanceof Error e) {
                throw e;
            } else if (failure instanceof RuntimeException e) {
                throw e;
            }
        } finally {
            busy.unlock();
        }
    }

    private static void await(Job job) {
        for (int spins = 0; job.left().get() > 0; spins++) {
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.park(job);
            }
        }
    }

    private void start() {
        while (workers.size() < threads - 1) {
            workers.add(new Worker());
        }
    }

    /// Ends the threads once they are idle.
    void close() {
        stopped = true;
        busy.lock();
        try {
            workers.forEach(worker -> LockSupport.unpark(worker.thread));
        } finally {
            busy.unlock();
        }
    }

    private final class Worker {
        private record Task(Optional<Job> job, int part) {}

        /// No task. Not null, which compiled code would meet with a signal that the JVM has to handle, in all threads
        /// at
        /// once: that ended the process on one machine.
        private static final Task NONE = new Task(Optional.empty(), 0);

        private final AtomicReference<Task> next = new AtomicReference<>(NONE);
        private final Thread thread =
                Thread.ofPlatform().daemon().name("gradlane-vector").unstarted(this::work);
        private volatile boolean parked;

        Worker() {
            thread.start();
        }

        void give(Job job, int part) {
            next.set(new Task(Optional.of(job), part));
            if (parked) {
                LockSupport.unpark(thread);
            }
        }

        private void work() {
            while (!stopped) {
                Task task = await();
                if (task.job().isPresent()) {
                    Job job = task.job().get();
                    job.part(task.part());
                    if (job.left().decrementAndGet() == 0) {
                        LockSupport.unpark(job.caller());
                    }
                }
            }
        }

        private Task await() {
            for (int spins = 0; spins < SPINS; spins++) {
                if (next.get() != NONE) {
                    return next.getAndSet(NONE);
                }
                Thread.onSpinWait();
            }
            parked = true;
            // a task given before `parked` was set sent no wake-up
            if (next.get() == NONE && !stopped) {
                LockSupport.park(this);
            }
            parked = false;
            return next.getAndSet(NONE);
        }
    }
}
