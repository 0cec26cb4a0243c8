package dev.gradlane.vector;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The process's one thread that warms generated code. It ends when there is nothing to do, and keeps no process alive.
final class BackgroundThread {
    static final String NAME = "gradlane-vector-warm-up";

    /// Made when the first program asks.
    static final Executor EXECUTOR = executor();

    private BackgroundThread() {}

    /// Does `work`, whose failure is told: whoever needs the work meets the failure again.
    static void start(String what, Runnable work) {
        EXECUTOR.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                System.getLogger("dev.gradlane.vector").log(System.Logger.Level.WARNING, what + " failed", e);
            }
        });
    }

    private static Executor executor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(NAME).factory());
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
