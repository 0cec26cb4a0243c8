package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.sechSquared;
import static dev.gradlane.conformance.accuracy.BigFunctions.sigmoid;
import static dev.gradlane.conformance.accuracy.BigFunctions.tanh;
import static dev.gradlane.conformance.accuracy.SpecialValue.odd;
import static dev.gradlane.conformance.accuracy.SpecialValue.table;

import dev.gradlane.function.Hyperbolic;
import dev.gradlane.function.Kinked;
import dev.gradlane.function.Logistic;
import java.util.ArrayList;
import java.util.List;

/// Hyperbolic functions and what neural networks make of them.
final class Hyperbolics {
    private static final double INF = Double.POSITIVE_INFINITY;

    static final Family FAMILY = new Family(
            List.of(
                    Subject.of(
                            Kinked.RELU,
                            x -> x.signum() < 0 ? Big.ZERO : x,
                            x -> x.signum() < 0 ? Big.ZERO : Big.ONE,
                            -2,
                            2),
                    Subject.of(
                            Hyperbolic.SECH_SQUARED,
                            BigFunctions::sechSquared,
                            x -> tanh(x).mul(sechSquared(x)).mul(-2),
                            -373,
                            373),
                    Subject.of(
                            Logistic.SIGMOID,
                            BigFunctions::sigmoid,
                            x -> sigmoid(x).mul(sigmoid(x.neg())),
                            -746,
                            40),
                    Subject.of(Kinked.SIGN, x -> Big.of(x.signum()), x -> Big.ZERO, -2, 2),
                    Subject.of(Logistic.SOFTPLUS, BigFunctions::softplus, BigFunctions::sigmoid, -746, 60),
                    Subject.of(Kinked.STOP_GRADIENT, x -> x, x -> Big.ZERO, -2, 2),
                    Subject.of(Hyperbolic.TANH, BigFunctions::tanh, BigFunctions::sechSquared, -22, 22)),
            List.of(),
            specialValues(),
            List.of(Hyperbolic.TANH, Hyperbolic.SECH_SQUARED, Logistic.SIGMOID));

    private Hyperbolics() {}

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        odd(rows, Hyperbolic.TANH, 0, 0, INF, 1, Float.MIN_VALUE, Float.MIN_VALUE, Float.MAX_VALUE, 1, 1e-30f, 1e-30f);
        odd(rows, Kinked.SIGN, 0, 0, INF, 1, Float.MIN_VALUE, 1, Float.MAX_VALUE, 1);
        table(rows, Hyperbolic.SECH_SQUARED, 0, 1, -0.0, 1, INF, 0, -INF, 0, Float.MAX_VALUE, 0, Float.MIN_VALUE, 1);
        table(rows, Logistic.SIGMOID, 0, 0.5, -0.0, 0.5, INF, 1, -INF, 0, Float.MAX_VALUE, 1, -Float.MAX_VALUE, 0);
        table(rows, Logistic.SOFTPLUS, INF, INF, -INF, 0, Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 0);
        table(rows, Kinked.RELU, 0, 0, -0.0, 0, INF, INF, -INF, 0, -1, 0, Float.MIN_VALUE, Float.MIN_VALUE);
        odd(rows, Kinked.STOP_GRADIENT, 0, 0, INF, INF, 3, 3);
        return rows;
    }
}
