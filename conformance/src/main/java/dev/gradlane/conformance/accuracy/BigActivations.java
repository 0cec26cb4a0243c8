package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.normalCdf;
import static dev.gradlane.conformance.accuracy.BigFunctions.normalPdf;
import static dev.gradlane.conformance.accuracy.BigFunctions.sigmoid;

import java.math.BigInteger;

/// Activations, terms of losses and remainders to at least 50 digits, by their definitions.
final class BigActivations {
    private BigActivations() {}

    static Big silu(Big x) {
        return x.mul(sigmoid(x));
    }

    static Big siluSlope(Big x) {
        return sigmoid(x).mul(Big.ONE.add(x.mul(sigmoid(x.neg()))));
    }

    static Big gelu(Big x) {
        return x.mul(normalCdf(x));
    }

    static Big geluSlope(Big x) {
        return normalCdf(x).add(x.mul(normalPdf(x)));
    }

    static Big mish(Big x) {
        return x.mul(tanhSoftplus(x));
    }

    static Big mishSlope(Big x) {
        return tanhSoftplus(x).add(x.mul(tanhSoftplusSlope(x)));
    }

    static Big tanhSoftplus(Big x) {
        return BigFunctions.tanh(BigFunctions.softplus(x));
    }

    static Big tanhSoftplusSlope(Big x) {
        return BigFunctions.sechSquared(BigFunctions.softplus(x)).mul(sigmoid(x));
    }

    static Big tanhSoftplusCurvature(Big x) {
        Big bend = sigmoid(x.neg()).sub(tanhSoftplus(x).mul(sigmoid(x)).scale(1));
        return tanhSoftplusSlope(x).mul(bend);
    }

    static Big leakyRelu(Big x, Big slope) {
        return x.signum() > 0 ? x : x.mul(slope);
    }

    static Big elu(Big x, Big alpha) {
        return x.signum() > 0 ? x : BigFunctions.expm1(x).mul(alpha);
    }

    static Big copysign(Big x, Big y) {
        return x.signum() == y.signum() ? x : x.neg();
    }

    static Big huber(Big e, Big delta) {
        Big a = e.abs();
        boolean within = a.sub(delta).signum() <= 0;
        return within ? a.square().scale(-1) : delta.mul(a.sub(delta.scale(-1)));
    }

    static Big huberSlope(Big e, Big delta) {
        boolean within = e.abs().sub(delta).signum() <= 0;
        return within ? e : e.signum() > 0 ? delta : delta.neg();
    }

    static Big huberByDelta(Big e, Big delta) {
        Big beyond = e.abs().sub(delta);
        return beyond.signum() > 0 ? beyond : Big.ZERO;
    }

    static Big sigmoidCrossEntropy(Big z, Big y) {
        return BigFunctions.softplus(z.neg())
                .mul(y)
                .add(BigFunctions.softplus(z).mul(Big.ONE.sub(y)));
    }

    /// σ(z) − y, so that σ(z) − 1 is not lost.
    static Big sigmoidCrossEntropySlope(Big z, Big y) {
        return z.signum() > 0
                ? Big.ONE.sub(y).sub(sigmoid(z.neg()))
                : sigmoid(z).sub(y);
    }

    /// By integer division of the two as multiples of one unit.
    static Big fmod(Big x, Big y) {
        int unit = Math.min(x.exponent(), y.exponent());
        BigInteger a = x.significand().shiftLeft(x.exponent() - unit);
        BigInteger b = y.significand().shiftLeft(y.exponent() - unit);
        return new Big(a.remainder(b), unit);
    }

    /// trunc(x/y).
    static Big quotient(Big x, Big y) {
        return x.sub(fmod(x, y)).div(y);
    }

    /// floor(x/y).
    static Big floorQuotient(Big x, Big y) {
        return x.sub(remainder(x, y)).div(y);
    }

    static Big remainder(Big x, Big y) {
        Big rest = fmod(x, y);
        return rest.signum() * y.signum() < 0 ? rest.add(y) : rest;
    }
}
