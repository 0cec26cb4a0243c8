package dev.gradlane.conformance.accuracy;

/// A function of sine and cosine of its argument, far out, where it turns faster than a polynomial can follow.
///
/// @param halfTurns whether the argument counts half turns, else radians
/// @param combine the function by sine and cosine
/// @param steep how an error of sine and cosine acts: times 1 + steep·f², over |x| where `combine` divides by it; by
/// half turns an error of steep·f² is all
/// @param falls whether `combine` divides by x
record Turning(boolean halfTurns, Combination combine, double steep, boolean falls) {
    /// For |x| from here on; the numbers of f32 are then multiples of 2⁻¹³.
    static final double FROM = 1024;

    /// The error of sines and cosines in radians.
    static final double ERROR = 0x1p-51;

    private static final int STEPS = 1 << 13;

    /// The function from sine and cosine at x.
    @FunctionalInterface
    interface Combination {
        double of(double sine, double cosine, double x);
    }

    static Turning radians(double steep, Combination combine) {
        return new Turning(false, combine, steep, false);
    }

    static Turning fallingRadians(Combination combine) {
        return new Turning(false, combine, 0, true);
    }

    /// The value is right to 2⁻⁵² of itself and no smaller than `least` unless it is 0: so its error is below
    /// 2⁻⁵²/least of its square.
    static Turning halfTurns(double least, Combination combine) {
        return new Turning(true, combine, 0x1p-52 / least, false);
    }

    /// Sines and cosines of `start + k·step` radians, k = 0, 1, …, by turning from each to the next.
    static void fill(Big start, Big step, double[] sines, double[] cosines) {
        boolean still = start.signum() == 0;
        Big s = still ? Big.ZERO : BigFunctions.sin(start);
        Big c = still ? Big.ONE : BigFunctions.cos(start);
        Big ds = BigFunctions.sin(step);
        Big dc = BigFunctions.cos(step);
        for (int k = 0; k < sines.length; k++) {
            sines[k] = s.toDouble();
            cosines[k] = c.toDouble();
            Big next = s.mul(dc).add(c.mul(ds));
            c = c.mul(dc).sub(s.mul(ds));
            s = next;
        }
    }

    /// sin(πx) for a multiple x of 2⁻¹³, exactly 0 and ±1 where it is.
    static double sinpi(double x) {
        return HalfTurnTable.SINES[index(x)];
    }

    static double cospi(double x) {
        return HalfTurnTable.SINES[index(x) + STEPS / 2 & 2 * STEPS - 1];
    }

    private static int index(double x) {
        double turned = x - 2 * Math.rint(x / 2);
        return (int) (turned * STEPS) & 2 * STEPS - 1;
    }

    private static final class HalfTurnTable {
        static final double[] SINES = new double[2 * STEPS];

        static {
            for (int k = 1; k < 2 * STEPS; k++) {
                boolean corner = k % (STEPS / 2) == 0;
                SINES[k] = corner
                        ? Math.rint(Math.sin(Math.PI * k / STEPS))
                        : BigTrigonometry.sinpi(Big.of((double) k / STEPS)).toDouble();
            }
        }
    }
}
