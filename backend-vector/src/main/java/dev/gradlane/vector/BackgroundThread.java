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
