package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;

/// The worst of many f32 results, gathered by one thread.
final class Misfit {
    private static final long EXPONENT = 0x7ff0000000000000L;
    private static final long LEAST = 1023L - 126 << 52;
    private static final long MOST = 1023L + 127 << 52;
    private static final long SUM = 2 * 1023L + 23 << 52;

    /// Where two numbers agree to this part of an ulp, the nearer one is not known without the oracle.
    private static final double VAGUE = 0x1p-15;

    private static final double OVERFLOW = 0x1.0001p128;
    private static final double NEARLY_OVERFLOW = 0x1.ffffp127;

    /// Every so many inputs the oracle is asked whether the bound of the fast truth holds.
    private static final int EVERY = 104_729;

    /// More questions than this mean that the fast truth does not suit the function.
    private static final long PATIENCE = 20_000_000;

    private final Truth truth;
    private long judged;
    private long misrounded;
    private long consulted;
    private double ulps;
    private int worst;

    Misfit(Truth truth) {
        this.truth = truth;
    }

    /// 1 / ulp of f32 at a number, of the least subnormal below the normal range.
    static double inverseUlp(double x) {
        long exponent = Math.min(MOST, Math.max(LEAST, Double.doubleToRawLongBits(x) & EXPONENT));
        return Double.longBitsToDouble(SUM - exponent);
    }

    /// Judges results at the inputs `first`, `first` + 1, … by values within `bound` + `steep`·value² of the truth.
    void judge(int first, float[] results, int offset, double[] near, int count, double bound, double steep) {
        double least = truth.floor().applyAsDouble(Float.intBitsToFloat(first + count - 1));
        long lowest = Math.max(LEAST, Double.doubleToRawLongBits(least) & EXPONENT);
        judged += count;
        for (int i = Math.floorMod(-first, EVERY); i < count; i += EVERY) {
            verify(first + i, near[i], bound + steep * near[i] * near[i]);
        }
        if (clearlyRounded(results, offset, near, count, bound, steep, lowest)) {
            return;
        }
        double most = ulps;
        long wrong = 0;
        for (int i = 0; i < count; i++) {
            double p = near[i];
            double y = results[offset + i];
            long exponent = Math.min(MOST, Math.max(lowest, Double.doubleToRawLongBits(p) & EXPONENT));
            double inverse = Double.longBitsToDouble(SUM - exponent);
            double error = Math.abs(y - p) * inverse;
            double vague = (bound + steep * p * p) * inverse;
            // an error as large as the largest is counted too, so that the first input of several is named
            boolean small = error < most || error == 0;
            if (small && !(Math.abs(error - 0.5) <= vague) && vague <= VAGUE) {
                wrong += error > 0.5 ? 1 : 0;
            } else {
                doubt(first + i, y, p, error, vague);
                most = ulps;
            }
        }
        misrounded += wrong;
    }

    /// Whether all truths lie in one binade and each result is the number nearest to its truth, clearly so and no worse
    /// than what was met: most inputs by far are such. Written in loops that compile to vector instructions.
    private boolean clearlyRounded(
            float[] results, int offset, double[] near, int count, double bound, double steep, long lowest) {
        double least = Double.POSITIVE_INFINITY;
        double greatest = 0;
        for (int i = 0; i < count; i++) {
            double magnitude = Math.abs(near[i]);
            least = Math.min(least, magnitude);
            greatest = Math.max(greatest, magnitude);
        }
        if (least >= OVERFLOW) {
            int wrong = 0;
            for (int i = 0; i < count; i++) {
                wrong += results[offset + i] == Math.copySign(Double.POSITIVE_INFINITY, near[i]) ? 0 : 1;
            }
            return wrong == 0;
        }
        long exponent = Math.max(lowest, Double.doubleToRawLongBits(greatest) & EXPONENT);
        if (exponent > MOST || Math.max(lowest, Double.doubleToRawLongBits(least) & EXPONENT) != exponent) {
            return false;
        }
        double inverse = Double.longBitsToDouble(SUM - exponent);
        double error = 0;
        for (int i = 0; i < count; i++) {
            error = Math.max(error, Math.abs(results[offset + i] - near[i]));
        }
        double vague = (bound + steep * greatest * greatest) * inverse;
        return error * inverse + vague < 0.5 && (error == 0 || error * inverse < ulps);
    }

    private void doubt(int bits, double y, double p, double error, double vague) {
        if (Math.abs(p) >= OVERFLOW && y == Math.copySign(Double.POSITIVE_INFINITY, p)) {
            return;
        }
        // of an infinity at the edge of the range the oracle knows how far it is from the truth
        boolean edge = Math.abs(p) > NEARLY_OVERFLOW && Double.isInfinite(y);
        boolean clear = vague <= VAGUE && Math.abs(error - 0.5) > vague && !edge;
        if (clear || Double.isNaN(y)) {
            count(bits, Double.isNaN(y) ? Double.POSITIVE_INFINITY : error);
        } else {
            ask(bits, y);
        }
    }

    /// Judges one result by the oracle; at a pole nothing is said.
    void direct(int bits, float result) {
        try {
            ask(bits, result);
            judged++;
        } catch (ArithmeticException pole) {
            consulted++;
        }
    }

    /// Counts a result that must be NaN.
    void nan(int bits, float result) {
        judged++;
        if (!Float.isNaN(result)) {
            count(bits, Double.POSITIVE_INFINITY);
        }
    }

    private void ask(int bits, double y) {
        if (++consulted > PATIENCE) {
            throw new IllegalStateException("the oracle has been asked too often, last at %08x".formatted(bits));
        }
        count(bits, truth.error(DType.F32, Float.intBitsToFloat(bits), y));
    }

    private void count(int bits, double error) {
        misrounded += error > 0.5 ? 1 : 0;
        if (error > ulps || error == ulps && Integer.compareUnsigned(bits, worst) < 0) {
            ulps = error;
            worst = bits;
        }
    }

    private void verify(int bits, double near, double bound) {
        double x = Float.intBitsToFloat(bits);
        if (x == 0) {
            return;
        }
        consulted++;
        Big exact = truth.of().apply(Big.of(x));
        double difference = Math.abs(Big.of(near).sub(exact).toDouble());
        boolean beyond = Math.abs(near) >= OVERFLOW && exact.abs().toDouble() >= OVERFLOW;
        if (!(difference <= bound) && !beyond) {
            throw new IllegalStateException(
                    "the fast truth at %08x is off by %g, its bound is %g".formatted(bits, difference, bound));
        }
    }

    void add(Misfit other) {
        judged += other.judged;
        misrounded += other.misrounded;
        consulted += other.consulted;
        if (other.ulps > ulps || other.ulps == ulps && Integer.compareUnsigned(other.worst, worst) < 0) {
            ulps = other.ulps;
            worst = other.worst;
        }
    }

    long judged() {
        return judged;
    }

    long misrounded() {
        return misrounded;
    }

    long consulted() {
        return consulted;
    }

    double ulps() {
        return ulps;
    }

    int worst() {
        return worst;
    }
}
