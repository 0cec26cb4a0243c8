package dev.gradlane.vector;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Who computes the tiles of one program, which may be closed before all its code was warmed.
final class Tiers implements AutoCloseable {
    private final Settings.Tier tier;
    private final Executor background;
    private final Warming.Factory warming;
    private volatile boolean closed;

    /// @param background runs what warms generated code, one thing at a time
    Tiers(Settings.Tier tier, Executor background, Warming.Factory warming) {
        this.tier = tier;
        this.background = background;
        this.warming = warming;
    }

    static Tiers of(Settings.Tier tier) {
        // the thread's class is not looked at before somebody needs the thread
        return new Tiers(tier, task -> BackgroundThread.EXECUTOR.execute(task), WarmUp::new);
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
