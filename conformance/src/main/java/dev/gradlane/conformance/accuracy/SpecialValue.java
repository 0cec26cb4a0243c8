package dev.gradlane.conformance.accuracy;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import java.util.ArrayList;
import java.util.List;

/// What C99 Annex F, or the same reasoning for functions that it lacks, says of a function at one
/// point.
///
/// @param function the function
/// @param x the arguments
/// @param y the result, to the bit (±0) in both types
record SpecialValue(Composite function, List<Double> x, double y) {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double NAN = Double.NaN;

    static final List<SpecialValue> ALL = all();

    private static List<SpecialValue> all() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, "tanh", 0, 0, INF, 1, Float.MIN_VALUE, Float.MIN_VALUE, Float.MAX_VALUE, 1, 1e-30f, 1e-30f);
        odd(rows, "erf", 0, 0, INF, 1, Float.MAX_VALUE, 1, 7, 1);
        odd(rows, "sign", 0, 0, INF, 1, Float.MIN_VALUE, 1, Float.MAX_VALUE, 1);
        odd(rows, "expm1", 0, 0, Float.MIN_VALUE, Float.MIN_VALUE);
        odd(rows, "log1p", 0, 0, Float.MIN_VALUE, Float.MIN_VALUE);
        odd(rows, "reciprocal", 0, INF, INF, 0, 1, 1);
        table(rows, "sechSquared", 0, 1, -0.0, 1, INF, 0, -INF, 0, Float.MAX_VALUE, 0, Float.MIN_VALUE, 1);
        table(rows, "sigmoid", 0, 0.5, -0.0, 0.5, INF, 1, -INF, 0, Float.MAX_VALUE, 1, -Float.MAX_VALUE, 0);
        table(rows, "softplus", INF, INF, -INF, 0, Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 0);
        table(rows, "relu", 0, 0, -0.0, 0, INF, INF, -INF, 0, -1, 0, Float.MIN_VALUE, Float.MIN_VALUE);
        table(rows, "erfc", 0, 1, -0.0, 1, INF, 0, -INF, 2, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 2);
        table(rows, "erfDerivative", INF, 0, -INF, 0, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 0);
        table(rows, "normalCdf", 0, 0.5, -0.0, 0.5, INF, 1, -INF, 0, Float.MAX_VALUE, 1, -Float.MAX_VALUE, 0);
        table(rows, "normalPdf", INF, 0, -INF, 0, Float.MAX_VALUE, 0, -Float.MAX_VALUE, 0);
        table(rows, "exp", 0, 1, -0.0, 1, INF, INF, -INF, 0, Float.MAX_VALUE, INF, -Float.MAX_VALUE, 0);
        table(rows, "expm1", INF, INF, -INF, -1, Float.MAX_VALUE, INF, -Float.MAX_VALUE, -1);
        table(rows, "log", 0, -INF, -0.0, -INF, 1, 0, INF, INF, -INF, NAN, -1, NAN, -Float.MIN_VALUE, NAN);
        table(rows, "log1p", -1, -INF, INF, INF, -INF, NAN, -2, NAN);
        table(rows, "square", 0, 0, -0.0, 0, INF, INF, -INF, INF, -3, 9);
        power(rows, 0, 3, 0, -0.0, 3, -0.0, -0.0, 2, 0, 0, -1, INF, -0.0, -1, -INF, 0, -INF, INF, -1, INF, 1);
        power(rows, 1, NAN, 1, NAN, 0, 1, NAN, -0.0, 1, NAN, 1, NAN, -2, 3, -8, -2, 0.5, NAN, INF, -1, 0);
        power(rows, -INF, 3, -INF, -INF, -3, -0.0, -INF, 2, INF, 0.5, INF, 0, 0.5, -INF, INF, 2, -INF, 0);
        odd(rows, "sin", 0, 0, Float.MIN_VALUE, Float.MIN_VALUE, INF, NAN);
        table(rows, "cos", 0, 1, -0.0, 1, Float.MIN_VALUE, 1, INF, NAN, -INF, NAN);
        odd(rows, "stopGradient", 0, 0, INF, INF, 3, 3);
        grid(rows);
        for (Composite f : Functions.ALL) {
            if (f.arity() == 1) {
                rows.add(new SpecialValue(f, List.of(NAN), NAN));
            }
        }
        return List.copyOf(rows);
    }

    /// pow at all pairs of simple numbers where the result is 0, ±1, ±∞ or NaN, as Java has it but for the two
    /// cases where C99 F.10.4.4 says 1 and Java NaN.
    private static void grid(List<SpecialValue> rows) {
        double[] points = {0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, INF, -INF, NAN};
        for (double x : points) {
            for (double y : points) {
                boolean one = x == 1 || x == -1 && Double.isInfinite(y);
                double z = one ? 1 : StrictMath.pow(x, y);
                if (!(Double.isFinite(z) && z != 0 && Math.abs(z) != 1)) {
                    power(rows, x, y, z);
                }
            }
        }
    }

    private static void table(List<SpecialValue> rows, String symbol, double... pairs) {
        Composite f = Functions.named(symbol).orElseThrow();
        for (int i = 0; i < pairs.length; i += 2) {
            rows.add(new SpecialValue(f, List.of(pairs[i]), pairs[i + 1]));
        }
    }

    private static void odd(List<SpecialValue> rows, String symbol, double... pairs) {
        table(rows, symbol, pairs);
        double[] mirrored = new double[pairs.length];
        for (int i = 0; i < pairs.length; i++) {
            mirrored[i] = -pairs[i];
        }
        table(rows, symbol, mirrored);
    }

    private static void power(List<SpecialValue> rows, double... triples) {
        Composite f = Functions.named("pow").orElseThrow();
        for (int i = 0; i < triples.length; i += 3) {
            rows.add(new SpecialValue(f, List.of(triples[i], triples[i + 1]), triples[i + 2]));
        }
    }
}
