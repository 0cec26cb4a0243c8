package dev.gradlane.conformance.accuracy;

import java.math.BigInteger;

/// The number significand · 2^exponent, rounded to 224 bits (67 digits) after each operation: an
/// oracle fast enough for 10⁵ values a second. Rounding is toward −∞, an error of at most 2⁻²²³
/// relative.
///
/// @param significand any integer
/// @param exponent any int that stays far from overflow
record Big(BigInteger significand, int exponent) {
    static final int BITS = 224;
    static final Big ZERO = new Big(BigInteger.ZERO, 0);
    static final Big ONE = of(1);
    static final Big TWO = of(2);

    /// Returns exactly `x`, which is finite.
    static Big of(double x) {
        if (x == 0) {
            return ZERO;
        }
        long bits = Double.doubleToRawLongBits(x);
        int biased = (int) (bits >>> 52) & 0x7ff;
        long fraction = bits & (1L << 52) - 1;
        long significand = biased == 0 ? fraction : fraction | 1L << 52;
        return new Big(BigInteger.valueOf(x < 0 ? -significand : significand), Math.max(biased, 1) - 1075);
    }

    Big add(Big b) {
        if (significand.signum() == 0) {
            return b;
        }
        if (b.significand.signum() == 0) {
            return this;
        }
        int top = Math.max(magnitude(), b.magnitude());
        int unit = Math.max(Math.min(exponent, b.exponent), top - 2 * BITS);
        return new Big(at(unit).add(b.at(unit)), unit).rounded();
    }

    Big sub(Big b) {
        return add(b.neg());
    }

    Big mul(Big b) {
        return new Big(significand.multiply(b.significand), exponent + b.exponent).rounded();
    }

    Big mul(double b) {
        return mul(of(b));
    }

    Big div(Big b) {
        int shift = Math.max(0, BITS + 2 - significand.bitLength() + b.significand.bitLength());
        return new Big(significand.shiftLeft(shift).divide(b.significand), exponent - b.exponent - shift).rounded();
    }

    Big div(long b) {
        return div(new Big(BigInteger.valueOf(b), 0));
    }

    Big neg() {
        return new Big(significand.negate(), exponent);
    }

    Big abs() {
        return new Big(significand.abs(), exponent);
    }

    /// Returns this · 2^n.
    Big scale(int n) {
        return new Big(significand, exponent + n);
    }

    Big square() {
        return mul(this);
    }

    Big sqrt() {
        int shift = 2 * BITS - significand.bitLength();
        shift += (exponent - shift) & 1;
        return new Big(significand.shiftLeft(shift).sqrt(), (exponent - shift) / 2).rounded();
    }

    int signum() {
        return significand.signum();
    }

    boolean less(double b) {
        return sub(of(b)).signum() < 0;
    }

    /// The least m with |this| < 2^m; very small for 0.
    int magnitude() {
        return signum() == 0 ? -1_000_000_000 : significand.abs().bitLength() + exponent;
    }

    /// Rounded to an integer.
    BigInteger round() {
        return exponent >= 0
                ? significand.shiftLeft(exponent)
                : scale(1).add(ONE).floorHalf();
    }

    private BigInteger floorHalf() {
        return at(0).shiftRight(1);
    }

    /// Near this; ±∞ and 0 beyond the range of double.
    double toDouble() {
        if (signum() == 0) {
            return 0;
        }
        int drop = significand.bitLength() - 60;
        long head = (drop >= 0 ? significand.shiftRight(drop) : significand.shiftLeft(-drop)).longValue();
        int power = Math.max(-3000, Math.min(3000, exponent + drop));
        return Math.scalb(Math.scalb((double) head, power / 2), power - power / 2);
    }

    private BigInteger at(int unit) {
        return exponent >= unit ? significand.shiftLeft(exponent - unit) : significand.shiftRight(unit - exponent);
    }

    private Big rounded() {
        int excess = significand.bitLength() - BITS;
        return excess <= 0 ? this : new Big(significand.shiftRight(excess), exponent + excess);
    }
}
