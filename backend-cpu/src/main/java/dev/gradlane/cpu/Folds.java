package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.Reduction;

/// Folds whose order does not matter: greatest and least (`Math.max`, `Math.min`: NaN wins, −0 < +0; of none −∞, +∞ or
/// the extreme integers), integer sums and products (which wrap), all and any.
final class Folds {
    private Folds() {}

    static float f32(Reduction kind, View x, long first, long n) {
        float acc = switch (kind) {
            case MAX -> Float.NEGATIVE_INFINITY;
            case MIN -> Float.POSITIVE_INFINITY;
            case SUM, PROD, ALL, ANY -> throw new BackendException(kind.symbol() + " of f32 is not free of order");
        };
        Block block = new Block(x.dtype(), (int) Math.min(n, BlockProgram.LENGTH));
        for (long done = 0; done < n; done += BlockProgram.LENGTH) {
            int count = (int) Math.min(BlockProgram.LENGTH, n - done);
            x.load(first + done, count, block);
            for (int i = 0; i < count; i++) {
                float e = block.f32[i];
                acc = switch (kind) {
                    case MAX -> Math.max(acc, e);
                    case MIN -> Math.min(acc, e);
                    case SUM, PROD, ALL, ANY -> acc;
                };
            }
        }
        return acc;
    }

    static double f64(Reduction kind, View x, long first, long n) {
        double acc = switch (kind) {
            case MAX -> Double.NEGATIVE_INFINITY;
            case MIN -> Double.POSITIVE_INFINITY;
            case SUM, PROD, ALL, ANY -> throw new BackendException(kind.symbol() + " of f64 is not free of order");
        };
        Block block = new Block(x.dtype(), (int) Math.min(n, BlockProgram.LENGTH));
        for (long done = 0; done < n; done += BlockProgram.LENGTH) {
            int count = (int) Math.min(BlockProgram.LENGTH, n - done);
            x.load(first + done, count, block);
            for (int i = 0; i < count; i++) {
                double e = block.f64[i];
                acc = switch (kind) {
                    case MAX -> Math.max(acc, e);
                    case MIN -> Math.min(acc, e);
                    case SUM, PROD, ALL, ANY -> acc;
                };
            }
        }
        return acc;
    }

    static int i32(Reduction kind, View x, long first, long n) {
        int acc = switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Integer.MIN_VALUE;
            case MIN -> Integer.MAX_VALUE;
            case ALL, ANY -> throw new BackendException(kind.symbol() + " does not take i32");
        };
        Block block = new Block(x.dtype(), (int) Math.min(n, BlockProgram.LENGTH));
        for (long done = 0; done < n; done += BlockProgram.LENGTH) {
            int count = (int) Math.min(BlockProgram.LENGTH, n - done);
            x.load(first + done, count, block);
            for (int i = 0; i < count; i++) {
                int e = block.i32[i];
                acc = switch (kind) {
                    case SUM -> acc + e;
                    case PROD -> acc * e;
                    case MAX -> Math.max(acc, e);
                    case MIN -> Math.min(acc, e);
                    case ALL, ANY -> acc;
                };
            }
        }
        return acc;
    }

    static long i64(Reduction kind, View x, long first, long n) {
        long acc = switch (kind) {
            case SUM -> 0;
            case PROD -> 1;
            case MAX -> Long.MIN_VALUE;
            case MIN -> Long.MAX_VALUE;
            case ALL, ANY -> throw new BackendException(kind.symbol() + " does not take i64");
        };
        Block block = new Block(x.dtype(), (int) Math.min(n, BlockProgram.LENGTH));
        for (long done = 0; done < n; done += BlockProgram.LENGTH) {
            int count = (int) Math.min(BlockProgram.LENGTH, n - done);
            x.load(first + done, count, block);
            for (int i = 0; i < count; i++) {
                long e = block.i64[i];
                acc = switch (kind) {
                    case SUM -> acc + e;
                    case PROD -> acc * e;
                    case MAX -> Math.max(acc, e);
                    case MIN -> Math.min(acc, e);
                    case ALL, ANY -> acc;
                };
            }
        }
        return acc;
    }

    static boolean bool(Reduction kind, View x, long first, long n) {
        boolean acc = switch (kind) {
            case ALL -> true;
            case ANY -> false;
            case SUM, PROD, MAX, MIN -> throw new BackendException(kind.symbol() + " does not take bool");
        };
        Block block = new Block(x.dtype(), (int) Math.min(n, BlockProgram.LENGTH));
        for (long done = 0; done < n; done += BlockProgram.LENGTH) {
            int count = (int) Math.min(BlockProgram.LENGTH, n - done);
            x.load(first + done, count, block);
            for (int i = 0; i < count; i++) {
                boolean e = block.bool[i] != 0;
                acc = switch (kind) {
                    case ALL -> acc && e;
                    case ANY -> acc || e;
                    case SUM, PROD, MAX, MIN -> acc;
                };
            }
        }
        return acc;
    }
}
