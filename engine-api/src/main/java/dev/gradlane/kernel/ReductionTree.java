package dev.gradlane.kernel;

/// The constants of the pinned orders (numerics contract §3, §4): the one place where they stand for
/// compilers. The scalar reference has its own copy on purpose, so that a slip here is a difference
/// there.
public final class ReductionTree {
    /// Lanes of the order `lanes`: element e of a chunk goes to lane e mod 128.
    public static final int LANES = 128;
    /// Elements of a chunk of the order `lanes`.
    public static final int CHUNK = 4096;
    /// Consecutive k that one fma chain of the order `chain` takes.
    public static final int BLOCK = 256;

    private ReductionTree() {}

    /// Levels of chunks that n elements need: 0 for n ≤ 1, 1 for n ≤ 4096, 2 for n ≤ 4096², …
    ///
    /// A loop that meets its elements in order needs no more memory than 128 accumulators per level: the
    /// result of chunk c is element c of the next level, so it goes to lane c mod 128 there.
    public static int levels(long n) {
        int levels = 0;
        for (long left = n; left > 1; left = Math.ceilDiv(left, (long) CHUNK)) {
            levels++;
        }
        return levels;
    }

    /// The half-width h of the first step of the tree over `present` lanes: the greatest power of two
    /// below it (lanes j and j+h are added for j < h where lane j+h is present); 0 when one lane is left.
    public static int firstHalf(int present) {
        return present <= 1 ? 0 : Integer.highestOneBit(present - 1);
    }
}
