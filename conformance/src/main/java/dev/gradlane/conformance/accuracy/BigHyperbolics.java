package dev.gradlane.conformance.accuracy;

/// The hyperbolic functions and their inverses to at least 50 digits, as [BigFunctions].
///
/// Source: the definitions by exponential, logarithm and root; the power series of sinh where they cancel, and asinh
/// x = artanh(x/√(1 + x²)).
final class BigHyperbolics {
    private BigHyperbolics() {}

    static Big sinh(Big x) {
        if (x.magnitude() > 0) {
            return BigFunctions.exp(x).sub(BigFunctions.exp(x.neg())).scale(-1);
        }
        Big square = x.square();
        Big sum = x;
        Big term = x;
        for (int i = 2; i < 60; i += 2) {
            term = term.mul(square).div((long) i * (i + 1));
            sum = sum.add(term);
        }
        return sum;
    }

    static Big cosh(Big x) {
        return BigFunctions.exp(x).add(BigFunctions.exp(x.neg())).scale(-1);
    }

    static Big asinh(Big x) {
        Big root = root(x, 1);
        if (x.magnitude() <= -2) {
            return BigFunctions.artanh(x.div(root));
        }
        Big y = BigFunctions.log(x.abs().add(root));
        return x.signum() < 0 ? y.neg() : y;
    }

    static Big acosh(Big x) {
        return BigFunctions.log(x.add(root(x, -1)));
    }

    static Big atanh(Big x) {
        if (x.magnitude() <= -2) {
            return BigFunctions.artanh(x);
        }
        return BigFunctions.log(x.add(Big.ONE).div(Big.ONE.sub(x))).scale(-1);
    }

    static Big asinhSlope(Big x) {
        return Big.ONE.div(root(x, 1));
    }

    static Big acoshSlope(Big x) {
        return Big.ONE.div(root(x, -1));
    }

    static Big atanhSlope(Big x) {
        return Big.ONE.div(Big.ONE.sub(x.square()));
    }

    /// √(x² + c).
    private static Big root(Big x, double c) {
        return x.square().add(Big.of(c)).sqrt();
    }
}
