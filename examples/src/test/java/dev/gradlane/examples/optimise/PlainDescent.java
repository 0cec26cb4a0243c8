package dev.gradlane.examples.optimise;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/// The methods of this package once more, for a point of two numbers, in plain Java.
final class PlainDescent {
    private final Function<double[], Slope> function;
    private int evaluations;

    record Slope(double value, double[] gradient) {}

    record End(double[] at, int steps, int evaluations) {}

    PlainDescent(Function<double[], Slope> function) {
        this.function = function;
    }

    double[] momentum(double[] start, double rate, double momentum, int steps) {
        double[] x = start.clone();
        double[] v = new double[2];
        for (int step = 0; step < steps; step++) {
            double[] g = function.apply(x).gradient();
            for (int i = 0; i < 2; i++) {
                v[i] = v[i] * momentum + g[i];
                x[i] = x[i] - v[i] * rate;
            }
        }
        return x;
    }

    double[] adam(double[] start, double rate, int steps) {
        double[] x = start.clone();
        double[] m = new double[2];
        double[] v = new double[2];
        double first = 1;
        double second = 1;
        for (int step = 0; step < steps; step++) {
            double[] g = function.apply(x).gradient();
            first *= 0.9;
            second *= 0.999;
            for (int i = 0; i < 2; i++) {
                m[i] = m[i] * 0.9 + g[i] * (1 - 0.9);
                v[i] = v[i] * 0.999 + g[i] * g[i] * (1 - 0.999);
                x[i] -= m[i] / (1 - first) * rate / (Math.sqrt(v[i] / (1 - second)) + 1e-8);
            }
        }
        return x;
    }

    /// Unlike the method under test it keeps only what there is, and forms H·g from the textbook.
    End lbfgs(double[] start, int memory, double target, int most) {
        Deque<double[][]> pairs = new ArrayDeque<>();
        double[] x = start.clone();
        Slope here = evaluate(x);
        int steps = 0;
        for (; steps < most && Math.sqrt(inner(here.gradient(), here.gradient())) > target; steps++) {
            double[] ascent = product(pairs, here.gradient());
            double slope = -inner(here.gradient(), ascent);
            double distance = pairs.isEmpty() ? Math.min(1, 1 / Math.sqrt(inner(here.gradient(), here.gradient()))) : 1;
            double near = 0;
            double far = Double.POSITIVE_INFINITY;
            while (true) {
                double[] there = {x[0] + ascent[0] * -distance, x[1] + ascent[1] * -distance};
                Slope next = evaluate(there);
                double left = -inner(next.gradient(), ascent);
                boolean higher = next.value() >= here.value() + 1e-4 * distance * slope;
                boolean hidden = next.value() <= here.value() + 1e-13 * Math.abs(here.value());
                if (higher && !(hidden && left <= (2e-4 - 1) * slope)) {
                    far = distance;
                } else if (left < 0.9 * slope) {
                    near = distance;
                } else {
                    double[] step = {there[0] - x[0], there[1] - x[1]};
                    double[] change = {next.gradient()[0] - here.gradient()[0], next.gradient()[1] - here.gradient()[1]
                    };
                    pairs.addLast(new double[][] {step, change});
                    if (pairs.size() > memory) {
                        pairs.removeFirst();
                    }
                    x = there;
                    here = next;
                    break;
                }
                distance = Double.isInfinite(far) ? 2 * distance : (near + far) / 2;
            }
        }
        return new End(x, steps, evaluations);
    }

    private Slope evaluate(double[] x) {
        evaluations++;
        return function.apply(x);
    }

    private static double[] product(Deque<double[][]> pairs, double[] gradient) {
        double[] q = gradient.clone();
        List<double[][]> newest = new ArrayList<>(pairs).reversed();
        double[] shares = new double[newest.size()];
        double scale = 1;
        for (int k = 0; k < newest.size(); k++) {
            double[] s = newest.get(k)[0];
            double[] y = newest.get(k)[1];
            double curvature = inner(s, y);
            shares[k] = 1 / curvature * inner(s, q);
            for (int i = 0; i < 2; i++) {
                q[i] -= shares[k] * y[i];
            }
            scale = k == 0 ? curvature / inner(y, y) : scale;
        }
        q[0] *= scale;
        q[1] *= scale;
        for (int k = newest.size() - 1; k >= 0; k--) {
            double[] s = newest.get(k)[0];
            double[] y = newest.get(k)[1];
            double back = 1 / inner(s, y) * inner(y, q);
            for (int i = 0; i < 2; i++) {
                q[i] += s[i] * (shares[k] - back);
            }
        }
        return q;
    }

    private static double inner(double[] a, double[] b) {
        return a[0] * b[0] + a[1] * b[1];
    }
}
