package dev.gradlane.conformance.accuracy;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// A polynomial of degree 15 in f64 through the oracle's values at the Chebyshev nodes of a short interval, and how far
/// it may be from the oracle: measured at points between the nodes, where an interpolant is worst, times four.
final class Interpolation {
    static final int NODES = 16;

    /// A polynomial that misses by more than this in ulp of f32 is too coarse.
    private static final double TOLERANCE = 0x1p-18;

    /// Beyond these bounds a number is infinite, or 0, in f32.
    private static final double HUGE = 0x1p130;

    private static final double TINY = 0x1p-190;

    private static final double[] NODE = new double[NODES];
    private static final double[] BETWEEN = {-0.9995, -0.98, -0.7071, -0.19, 0.195, 0.7072, 0.981, 0.9994};
    private static final Big[][] COEFFICIENT_BY_NODE = lagrange();

    private final double[] coefficients;
    private final double bound;

    /// The coefficients that matter: the first ones.
    private final int terms;

    private Interpolation(double[] coefficients, int terms, double bound) {
        this.coefficients = coefficients;
        this.bound = bound;
        this.terms = terms;
    }

    /// On x = middle + t·half, −1 ≤ t ≤ 1; empty where one polynomial of this degree is not enough.
    ///
    /// @param truth the oracle
    /// @param least errors count in ulp of at least this
    static Optional<Interpolation> of(UnaryOperator<Big> truth, Big middle, Big half, double least) {
        try {
            Big[] values = new Big[NODES];
            double[] near = new double[NODES];
            for (int i = 0; i < NODES; i++) {
                values[i] = truth.apply(middle.add(half.mul(NODE[i])));
                near[i] = values[i].toDouble();
            }
            return trivial(near).or(() -> fitted(truth, middle, half, least, values, near));
        } catch (ArithmeticException pole) {
            return Optional.empty();
        }
    }

    /// Results that are all infinite or all 0 in f32.
    private static Optional<Interpolation> trivial(double[] near) {
        double sign = Math.signum(near[0]);
        boolean huge = true;
        boolean tiny = true;
        for (double f : near) {
            huge &= f * sign > HUGE;
            tiny &= Math.abs(f) < TINY;
        }
        if (!huge && !tiny) {
            return Optional.empty();
        }
        double[] constant = new double[NODES];
        constant[0] = huge ? sign * HUGE : 0;
        return Optional.of(new Interpolation(constant, 1, huge ? 1 : TINY));
    }

    private static Optional<Interpolation> fitted(
            UnaryOperator<Big> truth, Big middle, Big half, double least, Big[] values, double[] near) {
        double[] coefficients = new double[NODES];
        double sum = 0;
        for (int k = 0; k < NODES; k++) {
            coefficients[k] = coefficient(k, values).toDouble();
            sum += Math.abs(coefficients[k]);
        }
        if (!(sum < 0x1p900)) {
            return Optional.empty();
        }
        // dropped terms show in what is measured, as rounding errors do
        int terms = NODES;
        while (terms > 1 && Math.abs(coefficients[terms - 1]) < 0x1p-56 * sum) {
            coefficients[--terms] = 0;
        }
        double measured = 0;
        var candidate = new Interpolation(coefficients, terms, 0);
        for (double t : BETWEEN) {
            Big f = truth.apply(middle.add(half.mul(t)));
            measured =
                    Math.max(measured, Math.abs(Big.of(candidate.at(t)).sub(f).toDouble()));
        }
        double bound = 4 * measured + 0x1p-52 * sum;
        int coarse = 0;
        for (double f : near) {
            coarse += bound * Misfit.inverseUlp(Math.max(Math.abs(f), least)) > TOLERANCE ? 1 : 0;
        }
        // one node may fall on a zero, whose neighbours the oracle will judge
        return coarse <= 1 ? Optional.of(new Interpolation(coefficients, terms, bound)) : Optional.empty();
    }

    static double node(int i) {
        return NODE[i];
    }

    /// The coefficient of tᵏ of the polynomial with these values at the nodes.
    static Big coefficient(int k, Big[] values) {
        Big sum = Big.ZERO;
        for (int i = 0; i < NODES; i++) {
            sum = sum.add(COEFFICIENT_BY_NODE[k][i].mul(values[i]));
        }
        return sum;
    }

    double bound() {
        return bound;
    }

    double at(double t) {
        double sum = coefficients[NODES - 1];
        for (int k = NODES - 2; k >= 0; k--) {
            sum = Math.fma(sum, t, coefficients[k]);
        }
        return sum;
    }

    /// The values at t = start + i·step into `values`.
    void fill(double start, double step, double[] index, double[] values, int count) {
        if (terms == 1) {
            Arrays.fill(values, 0, count, coefficients[0]);
        } else if (terms <= 4) {
            fillBy4(start, step, index, values, count);
        } else if (terms <= 8) {
            fillBy8(start, step, index, values, count);
        } else {
            fillBy16(start, step, index, values, count);
        }
    }

    private void fillBy4(double start, double step, double[] index, double[] values, int count) {
        double[] c = coefficients;
        double c0 = c[0];
        double c1 = c[1];
        double c2 = c[2];
        double c3 = c[3];
        for (int i = 0; i < count; i++) {
            double t = Math.fma(index[i], step, start);
            double sum = Math.fma(c3, t, c2);
            sum = Math.fma(sum, t, c1);
            values[i] = Math.fma(sum, t, c0);
        }
    }

    private void fillBy8(double start, double step, double[] index, double[] values, int count) {
        double[] c = coefficients;
        double c0 = c[0];
        double c1 = c[1];
        double c2 = c[2];
        double c3 = c[3];
        double c4 = c[4];
        double c5 = c[5];
        double c6 = c[6];
        double c7 = c[7];
        for (int i = 0; i < count; i++) {
            double t = Math.fma(index[i], step, start);
            double sum = Math.fma(c7, t, c6);
            sum = Math.fma(sum, t, c5);
            sum = Math.fma(sum, t, c4);
            sum = Math.fma(sum, t, c3);
            sum = Math.fma(sum, t, c2);
            sum = Math.fma(sum, t, c1);
            values[i] = Math.fma(sum, t, c0);
        }
    }

    private void fillBy16(double start, double step, double[] index, double[] values, int count) {
        double[] c = coefficients;
        double c0 = c[0];
        double c1 = c[1];
        double c2 = c[2];
        double c3 = c[3];
        double c4 = c[4];
        double c5 = c[5];
        double c6 = c[6];
        double c7 = c[7];
        double c8 = c[8];
        double c9 = c[9];
        double c10 = c[10];
        double c11 = c[11];
        double c12 = c[12];
        double c13 = c[13];
        double c14 = c[14];
        double c15 = c[15];
        for (int i = 0; i < count; i++) {
            double t = Math.fma(index[i], step, start);
            double sum = Math.fma(c15, t, c14);
            sum = Math.fma(sum, t, c13);
            sum = Math.fma(sum, t, c12);
            sum = Math.fma(sum, t, c11);
            sum = Math.fma(sum, t, c10);
            sum = Math.fma(sum, t, c9);
            sum = Math.fma(sum, t, c8);
            sum = Math.fma(sum, t, c7);
            sum = Math.fma(sum, t, c6);
            sum = Math.fma(sum, t, c5);
            sum = Math.fma(sum, t, c4);
            sum = Math.fma(sum, t, c3);
            sum = Math.fma(sum, t, c2);
            sum = Math.fma(sum, t, c1);
            values[i] = Math.fma(sum, t, c0);
        }
    }

    /// Row k: what the value at each node contributes to the coefficient of tᵏ.
    private static Big[][] lagrange() {
        for (int i = 0; i < NODES; i++) {
            NODE[i] = StrictMath.cos((2 * i + 1) * Math.PI / (2 * NODES));
        }
        Big[][] rows = new Big[NODES][NODES];
        for (int i = 0; i < NODES; i++) {
            Big[] product = new Big[NODES];
            Arrays.fill(product, Big.ZERO);
            product[0] = Big.ONE;
            Big scale = Big.ONE;
            for (int j = 0; j < NODES; j++) {
                if (j != i) {
                    Big root = Big.of(NODE[j]);
                    scale = scale.mul(Big.of(NODE[i]).sub(root));
                    for (int k = NODES - 1; k >= 0; k--) {
                        Big shifted = k == 0 ? Big.ZERO : product[k - 1];
                        product[k] = shifted.sub(root.mul(product[k]));
                    }
                }
            }
            for (int k = 0; k < NODES; k++) {
                rows[k][i] = product[k].div(scale);
            }
        }
        return rows;
    }
}
