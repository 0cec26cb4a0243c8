package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import java.util.Arrays;

/// The pinned orders of reductions, written from the numerics contract (§4, §5, §6) and not from any backend.
/// Open for the planted faults of the kit's own tests.
class Folds {
    private static final int LANES = 128;
    private static final int CHUNK = 4096;
    private static final int BLOCK = 256;
    private static final int SEGMENT = 32;

    private final Instructions scalar;

    /// One scalar instruction of one element; the measure uses [Scalars].
    @FunctionalInterface
    interface Instructions {
        long apply(ScalarOp op, DType dtype, long... x);
    }

    Folds(Instructions scalar) {
        this.scalar = scalar;
    }

    long reduce(Reduction kind, DType dtype, long[] x) {
        return switch (kind) {
            case SUM -> dtype.isFloat() ? sum(dtype, x) : fold(ScalarOp.ADD, dtype, 0, x);
            case PROD -> dtype.isFloat() ? halves(dtype, x) : fold(ScalarOp.MUL, dtype, 1, x);
            case MAX -> fold(ScalarOp.MAX, dtype, least(dtype), x);
            case MIN -> fold(ScalarOp.MIN, dtype, greatest(dtype), x);
            case ALL -> fold(ScalarOp.AND, dtype, 1, x);
            case ANY -> fold(ScalarOp.OR, dtype, 0, x);
        };
    }

    private static long least(DType dtype) {
        return switch (dtype) {
            case F32, F64 -> dtype.bitsOf(Double.NEGATIVE_INFINITY);
            case I32 -> Integer.MIN_VALUE & 0xffffffffL;
            case I64 -> Long.MIN_VALUE;
            case BOOL -> throw new AssertionError("no max of bool");
        };
    }

    private static long greatest(DType dtype) {
        return switch (dtype) {
            case F32, F64 -> dtype.bitsOf(Double.POSITIVE_INFINITY);
            case I32 -> Integer.MAX_VALUE;
            case I64 -> Long.MAX_VALUE;
            case BOOL -> throw new AssertionError("no min of bool");
        };
    }

    private long fold(ScalarOp op, DType dtype, long empty, long[] x) {
        long result = x.length == 0 ? empty : x[0];
        for (int i = 1; i < x.length; i++) {
            result = scalar.apply(op, dtype, result, x[i]);
        }
        return result;
    }

    /// Order `lanes`.
    long sum(DType dtype, long[] x) {
        if (x.length == 0) {
            return dtype.bitsOf(0.0);
        }
        if (x.length > CHUNK) {
            long[] chunks = new long[(x.length + CHUNK - 1) / CHUNK];
            for (int c = 0; c < chunks.length; c++) {
                chunks[c] = sum(dtype, part(x, c, CHUNK));
            }
            return sum(dtype, chunks);
        }
        long[] lane = Arrays.copyOf(x, Math.min(LANES, x.length));
        for (int i = LANES; i < x.length; i++) {
            lane[i % LANES] = scalar.apply(ScalarOp.ADD, dtype, lane[i % LANES], x[i]);
        }
        return tree(dtype, lane);
    }

    /// For h = 64, 32, …, 1: lane j += lane j+h, where both are present.
    private long tree(DType dtype, long[] lane) {
        for (int h = LANES / 2; h >= 1; h /= 2) {
            for (int j = 0; j < h && j + h < lane.length; j++) {
                lane[j] = scalar.apply(ScalarOp.ADD, dtype, lane[j], lane[j + h]);
            }
        }
        return lane[0];
    }

    long halves(DType dtype, long[] x) {
        if (x.length == 0) {
            return dtype.bitsOf(1);
        }
        long[] level = x;
        while (level.length > 1) {
            int half = (level.length + 1) / 2;
            long[] next = Arrays.copyOf(level, half);
            for (int i = half; i < level.length; i++) {
                next[i - half] = scalar.apply(ScalarOp.MUL, dtype, level[i - half], level[i]);
            }
            level = next;
        }
        return level[0];
    }

    long dot(Order order, DType dtype, long[] a, long[] b) {
        return switch (order) {
            case CHAIN -> chain(dtype, a, b);
            case LANES -> products(dtype, a, b);
            case HALVES, FREE -> throw new AssertionError("a dot has no order " + order);
        };
    }

    long chain(DType dtype, long[] a, long[] b) {
        if (a.length == 0) {
            return dtype.bitsOf(0.0);
        }
        long total = 0;
        for (int start = 0; start < a.length; start += BLOCK) {
            long acc = dtype.bitsOf(-0.0);
            for (int k = start; k < Math.min(a.length, start + BLOCK); k++) {
                acc = scalar.apply(ScalarOp.FMA, dtype, a[k], b[k], acc);
            }
            total = start == 0 ? acc : scalar.apply(ScalarOp.ADD, dtype, total, acc);
        }
        return total;
    }

    /// Order `lanes` with fma as the lane step; chunk results are summed in order `lanes`.
    private long products(DType dtype, long[] a, long[] b) {
        if (a.length > CHUNK) {
            long[] chunks = new long[(a.length + CHUNK - 1) / CHUNK];
            for (int c = 0; c < chunks.length; c++) {
                chunks[c] = products(dtype, part(a, c, CHUNK), part(b, c, CHUNK));
            }
            return sum(dtype, chunks);
        }
        if (a.length == 0) {
            return dtype.bitsOf(0.0);
        }
        long[] lane = new long[Math.min(LANES, a.length)];
        Arrays.fill(lane, dtype.bitsOf(-0.0));
        for (int i = 0; i < a.length; i++) {
            lane[i % LANES] = scalar.apply(ScalarOp.FMA, dtype, a[i], b[i], lane[i % LANES]);
        }
        return tree(dtype, lane);
    }

    /// Operand and sources at `position`: blocks of 4096 sources, each ascending, added ascending.
    long scatterAdd(DType dtype, long operand, int position, long[] positions, long[] updates) {
        long total = operand;
        for (int start = 0; start < positions.length; start += CHUNK) {
            long block = dtype.bitsOf(-0.0);
            boolean any = false;
            for (int k = start; k < Math.min(positions.length, start + CHUNK); k++) {
                if (positions[k] == position) {
                    block = scalar.apply(ScalarOp.ADD, dtype, block, updates[k]);
                    any = true;
                }
            }
            total = any ? scalar.apply(ScalarOp.ADD, dtype, total, block) : total;
        }
        return total;
    }

    /// Running sums: segments of 32 in chunks of 4096, all sequential.
    long[] cumSum(DType dtype, long[] x) {
        long[] inSegment = new long[x.length];
        long[] inChunk = new long[x.length];
        long[] all = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            int segment = i / SEGMENT * SEGMENT;
            int chunk = i / CHUNK * CHUNK;
            inSegment[i] = i == segment ? x[i] : plus(dtype, inSegment[i - 1], x[i]);
            inChunk[i] = segment == chunk ? inSegment[i] : plus(dtype, inChunk[segment - 1], inSegment[i]);
            all[i] = chunk == 0 ? inChunk[i] : plus(dtype, all[chunk - 1], inChunk[i]);
        }
        return all;
    }

    private long plus(DType dtype, long a, long b) {
        return scalar.apply(ScalarOp.ADD, dtype, a, b);
    }

    /// Where the elements in ascending order stand: before an element are those that are less, and its equals with
    /// a smaller index.
    long[] sorted(DType dtype, long[] x) {
        long[] order = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            int place = 0;
            for (int j = 0; j < x.length; j++) {
                int c = compare(dtype, x[j], x[i]);
                place += c < 0 || c == 0 && j < i ? 1 : 0;
            }
            order[place] = i;
        }
        return order;
    }

    /// The total order: numbers, −0 before +0, NaNs equal and last.
    int compare(DType dtype, long a, long b) {
        return dtype.isFloat()
                ? Double.compare(dtype.toDouble(a), dtype.toDouble(b))
                : Long.compare(dtype == DType.I32 ? (int) a : a, dtype == DType.I32 ? (int) b : b);
    }

    private static long[] part(long[] x, int chunk, int size) {
        return Arrays.copyOfRange(x, chunk * size, Math.min(x.length, (chunk + 1) * size));
    }
}
