package dev.gradlane.vector;

import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Who computes the tiles of one program, which may be closed before all its code was warmed.
final class Tiers implements AutoCloseable {
    private final Settings.Tier tier;
    private final Executor background;
    private volatile boolean closed;

    /// @param background runs what warms generated code, one thing at a time
    Tiers(Settings.Tier tier, Executor background) {
        this.tier = tier;
        this.background = background;
    }

    static Tiers of(Settings.Tier tier) {
        return new Tiers(tier, task -> BackgroundThread.EXECUTOR.execute(task));
    }

    /// The tile of straight-line code, and its place in the kernel's listing.
    ///
    /// @param lanes points that generated code computes at once
    /// @param most points of a tile
    /// @param fused generates the code
    Tile tile(KernelContext kernel, StraightPlan plan, int lanes, int most, Supplier<Generated.Code> fused) {
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
                        fused,
                        (first, second) -> new WarmUp(kernel, plan, lanes, most, first, second),
                        this);
                kernel.list(tile::listing);
                yield tile;
            }
        };
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
