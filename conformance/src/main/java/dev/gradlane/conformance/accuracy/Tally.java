package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;

/// The worst of many sampled results, gathered by one thread.
final class Tally {
    private static final double VAGUE = 0x1p-12;
    private static final long PATIENCE = 4_000_000;

    private final DType dtype;
    private final int digits;
    private final int leastExponent;
    private final int mostExponent;
    private long judged;
    private long misrounded;
    private long consulted;
    private double ulps;
    private String worst = "-";

    Tally(DType dtype) {
        this.dtype = dtype;
        boolean narrow = dtype == DType.F32;
        digits = narrow ? 23 : 52;
        leastExponent = narrow ? Float.MIN_EXPONENT : Double.MIN_EXPONENT;
        mostExponent = narrow ? Float.MAX_EXPONENT : Double.MAX_EXPONENT;
    }

    /// Judges y = f(x) by a polynomial evaluated there.
    ///
    /// @param truth of which the polynomial is
    /// @param varying which of the arguments x is
    /// @param arguments all of them
    void judge(FinePolynomial near, Truth truth, double x, double y, int varying, double[] arguments) {
        judged++;
        int exponent = Math.getExponent(near.high()) - near.scale();
        double floor = truth.floor().applyAsDouble(x);
        int least = floor == 0 ? leastExponent : Math.max(leastExponent, Math.getExponent(floor));
        if (Double.isInfinite(y) && exponent > mostExponent + 1 && y > 0 == near.high() > 0) {
            return;
        }
        int unit = Math.min(mostExponent, Math.max(least, exponent)) - digits + near.scale();
        double vague = inUnits(near.bound(), unit);
        double distance = inUnits(Math.abs(Math.scalb(y, near.scale()) - near.high() - near.low()), unit);
        // as close as can be seen: of a result that is exact, the polynomial's rounding is no error
        double error = distance <= vague ? 0 : distance;
        if (vague <= VAGUE && Math.abs(error - 0.5) > vague && Double.isFinite(y)) {
            count(error, varying, arguments, x);
        } else {
            ask(truth, x, y, varying, arguments);
        }
    }

    /// Exact for 0, however small the unit.
    private static double inUnits(double x, int unit) {
        return Math.scalb(x, -unit);
    }

    /// Judges y by the oracle.
    void direct(Truth truth, double x, double y, int varying, double[] arguments) {
        judged++;
        ask(truth, x, y, varying, arguments);
    }

    private void ask(Truth truth, double x, double y, int varying, double[] arguments) {
        if (++consulted > PATIENCE) {
            throw new IllegalStateException("the oracle has been asked too often, last at " + x);
        }
        try {
            count(truth.error(dtype, x, y), varying, arguments, x);
        } catch (ArithmeticException pole) {
            judged--;
        }
    }

    private void count(double error, int varying, double[] arguments, double x) {
        misrounded += error > 0.5 ? 1 : 0;
        if (!(error <= ulps)) {
            ulps = error;
            double[] at = arguments.clone();
            at[varying] = x;
            worst = text(at);
        }
    }

    private String text(double[] at) {
        StringBuilder text = new StringBuilder();
        for (double x : at) {
            text.append(text.isEmpty() ? "" : " ")
                    .append((dtype == DType.F32 ? "%08x" : "%016x").formatted(dtype.bitsOf(x)));
        }
        return text.toString();
    }

    void add(Tally other) {
        judged += other.judged;
        misrounded += other.misrounded;
        consulted += other.consulted;
        if (other.ulps > ulps || other.ulps == ulps && other.worst.compareTo(worst) < 0) {
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

    String worst() {
        return worst;
    }
}
