package dev.gradlane.benchmarks.constants;

import dev.gradlane.benchmarks.Raw;

/// Sum of any number of floats in the order `lanes` with A accumulators, in chunks.
enum RowSum {
    FOUR(4) {
        @Override
        float chunk(long x, int n) {
            return RowSum4.chunk(x, n);
        }
    },
    EIGHT(8) {
        @Override
        float chunk(long x, int n) {
            return RowSum8.chunk(x, n);
        }
    },
    SIXTEEN(16) {
        @Override
        float chunk(long x, int n) {
            return RowSum16.chunk(x, n);
        }
    };

    private final int accumulators;

    RowSum(int accumulators) {
        this.accumulators = accumulators;
    }

    static RowSum ofLanes(int lanes) {
        for (RowSum sum : values()) {
            if (sum.accumulators * Raw.F32.length() == lanes) {
                return sum;
            }
        }
        throw new IllegalArgumentException(
                "no prototype has " + lanes + " lanes in vectors of " + Raw.F32.length() + " floats");
    }

    /// Σ of n ≤ chunk floats.
    abstract float chunk(long x, int n);

    /// Σ of n floats in chunks of `length`.
    ///
    /// @param partials room for n / length + n / length² … + 2 floats
    float sum(long x, int n, int length, long partials) {
        if (n <= length) {
            return chunk(x, n);
        }
        int chunks = (n + length - 1) / length;
        for (int c = 0; c < chunks; c++) {
            long first = (long) c * length;
            Raw.put(chunk(x + 4 * first, (int) Math.min(length, n - first)), partials + 4L * c);
        }
        return sum(partials, chunks, length, partials + 4L * chunks);
    }
}
