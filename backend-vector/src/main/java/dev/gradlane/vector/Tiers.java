package dev.gradlane.vector;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Who computes the tiles of one program, which may be closed before all its code was warmed.
final class Tiers implements AutoCloseable {
    /// Time in one tile's loops after which generated code is worth its while: to generate and compile it costs the
    /// machine a second or two of one core, with which a program that runs for a moment would only compete.
    private static final long PATIENCE_NANOS = 30_000_000;

    private final Settings.Tier tier;
    private final long patience;
    private final Executor background;
    private final Warming.Factory warming;
    private volatile boolean closed;

    /// @param patience nanoseconds that a tile's loops take before its generated code is asked for
    /// @param background runs what warms generated code, one thing at a time
    Tiers(Settings.Tier tier, long patience, Executor background, Warming.Factory warming) {
        this.tier = tier;
        this.patience = patience;
        this.background = background;
        this.warming = warming;
    }

    static Tiers of(Settings.Tier tier) {
        // the thread's class is not looked at before somebody needs the thread
        return new Tiers(tier, PATIENCE_NANOS, task -> BackgroundThread.EXECUTOR.execute(task), WarmUp::new);
    }

    /// The tile of straight-line code, and its place in the kernel's listing.
    ///
    /// @param species of the generated code, which proves the contract before it is used
    /// @param most points of a tile
    /// @param fused generates the code
    Tile tile(KernelContext kernel, StraightPlan plan, Species species, int most, Supplier<Generated.Code> fused) {
        return switch (tier) {
            case FUSED -> {
                Generated.Code code = fused.get();
                kernel.list(code.listing());
                yield code.tile();
            }
            case TILE -> {
                Interpreter loops = StripPlan.of(plan);
                kernel.list(loops.listing());
                yield loops;
            }
            case AUTO -> {
                Switching tile = new Switching(
                        kernel.kernel().name(),
                        StripPlan.of(plan),
                        () -> proven(species, fused),
                        (loops, code) -> warming.of(kernel, plan, species.lanes(4), most, loops, code),
                        this);
                kernel.list(tile::listing);
                yield tile;
            }
        };
    }

    private static Generated.Code proven(Species species, Supplier<Generated.Code> fused) {
        SelfTest.failure(species).ifPresent(reason -> {
            throw new IllegalStateException(reason);
        });
        return fused.get();
    }

    long patience() {
        return patience;
    }

    Executor background() {
        return background;
    }

    boolean isClosed() {
        return closed;
    }

    /// Stops what is being warmed.
    @Override
    public void close() {
        closed = true;
    }
}
