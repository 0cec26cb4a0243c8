package dev.gradlane.conformance.accuracy;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The inverses of the error function and of the normal distribution function to 60 digits: a start in
/// double, then Taylor series of the inverse about the last guess until what is missing is below the
/// precision. With h = 1/erf'(y) the k-th derivative of the inverse is Pₖ(y)·hᵏ, P₁ = 1,
/// Pₖ₊₁ = Pₖ' + 2k·y·Pₖ.
///
/// Values are kept: derivatives, and functions that are derivatives, ask for the same points again.
///
/// Source: derived; the start as Winitzki, *A handy approximation for the error function and its
/// inverse*, 2008, and the asymptotic series of erfc, DLMF 7.12.1.
final class BigInverse {
    private static final int ORDER = 12;
    private static final double[][] DERIVATIVES = derivatives();
    private static final Map<Big, Big> KNOWN = new ConcurrentHashMap<>();
    private static final Big HALF_ROOT_PI = BigFunctions.pi().sqrt().scale(-1);
    private static final Big ROOT_2 = Big.TWO.sqrt();

    private BigInverse() {}

    static Big erfinv(Big x) {
        Big a = x.abs();
        Big y = a.less(0.5) ? KNOWN.computeIfAbsent(a, BigInverse::small) : complement(Big.ONE.sub(a));
        return x.signum() < 0 ? y.neg() : y;
    }

    static Big erfinvDerivative(Big x) {
        return BigFunctions.exp(erfinv(x).square()).mul(HALF_ROOT_PI);
    }

    static Big erfinvSecond(Big x) {
        return erfinvDerivative(x).square().mul(erfinv(x)).scale(1);
    }

    static Big quantile(Big p) {
        if (p.less(0.25)) {
            return complement(p.scale(1)).mul(ROOT_2).neg();
        }
        return erfinv(p.scale(1).sub(Big.ONE)).mul(ROOT_2);
    }

    static Big quantileDerivative(Big p) {
        return Big.ONE.div(BigFunctions.normalPdf(quantile(p)));
    }

    static Big quantileSecond(Big p) {
        return quantileDerivative(p).square().mul(quantile(p));
    }

    /// y > 0 with erf y = x, 0 < x < ½.
    private static Big small(Big x) {
        Big y = Big.of(middle(1 - x.toDouble() * x.toDouble()));
        if (x.magnitude() < -8) {
            y = x.mul(HALF_ROOT_PI);
        }
        for (int i = 0; i < 3; i++) {
            y = improved(y, x.sub(BigFunctions.erf(y)));
        }
        return y;
    }

    /// y ≥ 0 with erfc y = q, 0 < q ≤ ½.
    private static Big complement(Big q) {
        // a key of its own: erf and erfc of the same number are two questions
        return KNOWN.computeIfAbsent(q.neg(), _ -> {
            double near = q.toDouble();
            Big y = Big.of(near < 0.01 ? far(near) : middle(near * (2 - near)));
            for (int i = 0; i < 3; i++) {
                y = improved(y, BigFunctions.erfc(y).sub(q));
            }
            return y;
        });
    }

    /// @param missing what erf has to grow by
    private static Big improved(Big y, Big missing) {
        Big u = missing.div(BigFunctions.erfDerivative(y));
        Big sum = y;
        Big power = Big.ONE;
        for (int k = 1; k <= ORDER; k++) {
            power = power.mul(u).div(k);
            Big value = Big.ZERO;
            for (int i = k - 1; i >= 0; i--) {
                value = value.mul(y).add(Big.of(DERIVATIVES[k][i]));
            }
            sum = sum.add(value.mul(power));
        }
        return sum;
    }

    /// @param product 1 − x²
    private static double middle(double product) {
        double log = StrictMath.log(product);
        double b = 2 / (Math.PI * 0.147) + log / 2;
        return Math.sqrt(Math.sqrt(b * b - log / 0.147) - b);
    }

    private static double far(double q) {
        double m = -StrictMath.log(q);
        double square = m;
        for (int i = 0; i < 8; i++) {
            double z = 1 / (2 * square);
            square = m - 0.5 * StrictMath.log(Math.PI * square) + StrictMath.log1p(-z + 3 * z * z - 15 * z * z * z);
        }
        return Math.sqrt(square);
    }

    private static double[][] derivatives() {
        double[][] p = new double[ORDER + 1][ORDER + 1];
        p[1][0] = 1;
        for (int k = 1; k < ORDER; k++) {
            for (int i = 0; i < k; i++) {
                p[k + 1][i + 1] += 2 * k * p[k][i];
                if (i > 0) {
                    p[k + 1][i - 1] += i * p[k][i];
                }
            }
        }
        return p;
    }
}
