package dev.gradlane.cuda.emulator;

/// The shape of a launch.
///
/// @param x, y blocks
/// @param threads of a block
public record Grid(int x, int y, int threads) {
    /// Limits of every processor since sm_70.
    static final int MAX_THREADS = 1024;

    static final int MAX_Y = 65_535;

    public Grid {
        if (x < 1 || y < 1 || y > MAX_Y || threads < 1 || threads > MAX_THREADS) {
            throw new PtxException("a grid of " + x + " x " + y + " blocks of " + threads
                    + " threads: blocks need 1 to 1024 threads, grids 1 to 2^31-1 x 65535 blocks");
        }
    }
}
