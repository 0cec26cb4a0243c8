package dev.gradlane.vector;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/// A tile that begins as loops over strips and becomes generated code once that has been generated, compiled by HotSpot
/// and found faster, in the background: the next tile of each thread runs it. A tile's bits do not depend on who
/// computes it, so they do not depend on when this happens.
final class Switching implements Tile {
    private final String name;
    private final Interpreter loops;
    private final Supplier<Generated.Code> generator;
    private final BiFunction<Tile, Tile, Warming> warmUps;
    private final Tiers tiers;
    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile Tile current;
    private volatile String state = "tile loops";
    /// Counted without a lock: a thread that misses another's time asks a little later.
    private long nanos;
    private boolean patient = true;

    private Optional<Generated.Code> fused = Optional.empty();

    /// @param name of the kernel
    /// @param loops what computes until the switch
    /// @param generator makes the code
    /// @param warmUps a warm-up of two tiles, the second of which is to become faster than the first
    Switching(
            String name,
            Interpreter loops,
            Supplier<Generated.Code> generator,
            BiFunction<Tile, Tile, Warming> warmUps,
            Tiers tiers) {
        this.name = name;
        this.loops = loops;
        this.generator = generator;
        this.warmUps = warmUps;
        this.tiers = tiers;
        this.current = loops;
    }

    @Override
    public void run(long[] frame, long rows, int count) {
        Tile tile = current;
        if (tile != loops || !patient) {
            tile.run(frame, rows, count);
            return;
        }
        long begin = System.nanoTime();
        tile.run(frame, rows, count);
        nanos += System.nanoTime() - begin;
        if (nanos >= tiers.patience() && asked.compareAndSet(false, true)) {
            patient = false;
            background(this::begin);
        }
    }

    @Override
    public boolean hasCommon() {
        return current.hasCommon();
    }

    /// Called where [#hasCommon] said so: what is generated once stays.
    @Override
    public boolean common(long[] frame, long rows, int count) {
        return current.common(frame, rows, count);
    }

    @Override
    public void segment(int index, long[] frame, long rows, int count) {
        current.segment(index, frame, rows, count);
    }

    private void background(Runnable work) {
        tiers.background().execute(() -> {
            if (!tiers.isClosed()) {
                try {
                    work.run();
                } catch (Throwable e) {
                    state = "tile loops, because generated code failed: " + e;
                    log().log(
                                    System.Logger.Level.WARNING,
                                    "kernel " + name
                                            + " stays with tile loops, which are slower: its generated code failed",
                                    e);
                }
            }
        });
    }

    private void begin() {
        state = "tile loops, while generated code is being warmed";
        go(warmUps.apply(loops, fused().tile()));
    }

    private void go(Warming warmUp) {
        switch (warmUp.slice()) {
            case UNDECIDED -> background(() -> go(warmUp));
            case FASTER -> {
                state = "generated code";
                current = fused().tile();
                loops.retire();
                log().log(System.Logger.Level.DEBUG, () -> "kernel " + name + ": " + warmUp);
            }
            case SLOWER -> {
                state = "tile loops, which generated code did not come up to: " + warmUp;
                log().log(System.Logger.Level.DEBUG, () -> "kernel " + name + ": " + state);
            }
        }
    }

    /// Asked for when there is something to say: the first one of a process costs it tens of milliseconds.
    private static System.Logger log() {
        return System.getLogger("dev.gradlane.vector");
    }

    /// The generated code, made once.
    private synchronized Generated.Code fused() {
        Generated.Code code = fused.orElseGet(generator);
        fused = Optional.of(code);
        return code;
    }

    /// For people: which tier computes, and the generated code.
    String listing() {
        try {
            return "  tier now: " + state + "\n" + loops.listing() + fused().listing();
        } catch (RuntimeException e) {
            return "  tier now: " + state + "\n" + loops.listing() + "  generated code fails: " + e + "\n";
        }
    }
}
