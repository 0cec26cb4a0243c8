package dev.gradlane.conformance.accuracy;

import java.util.function.DoubleBinaryOperator;
import java.util.function.UnaryOperator;

/// A function of sine and cosine of its argument, far out, where it turns faster than a polynomial can follow.
///
/// @param from for |x| from here on, a power of two
/// @param sin the sine of an exact argument
/// @param cos its cosine
/// @param combine the function by sine and cosine
/// @param steep how the error of sine and cosine, 2⁻⁵¹, acts: by 1 + steep·f²
record Turning(
        double from, UnaryOperator<Big> sin, UnaryOperator<Big> cos, DoubleBinaryOperator combine, double steep) {
    static final double ERROR = 0x1p-51;

    static Turning radians(DoubleBinaryOperator combine, double steep) {
        return new Turning(256, BigFunctions::sin, BigFunctions::cos, combine, steep);
    }

    /// Sines and cosines of `start + k·step`, k = 0 … `count` − 1, by turning from each to the next.
    void fill(Big start, Big step, int count, double[] sines, double[] cosines) {
        boolean still = start.signum() == 0;
        Big s = still ? Big.ZERO : sin.apply(start);
        Big c = still ? Big.ONE : cos.apply(start);
        Big ds = sin.apply(step);
        Big dc = cos.apply(step);
        for (int k = 0; k < count; k++) {
            sines[k] = s.toDouble();
            cosines[k] = c.toDouble();
            Big next = s.mul(dc).add(c.mul(ds));
            c = c.mul(dc).sub(s.mul(ds));
            s = next;
        }
    }
}
