package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.erfDerivative;
import static dev.gradlane.conformance.accuracy.BigFunctions.normalPdf;
import static dev.gradlane.conformance.accuracy.BigFunctions.sechSquared;
import static dev.gradlane.conformance.accuracy.BigFunctions.sigmoid;
import static dev.gradlane.conformance.accuracy.BigFunctions.sin;
import static dev.gradlane.conformance.accuracy.BigFunctions.tanh;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// A unary function, the truth about it and about its derivative, and where in f64 it is worth
/// sampling.
///
/// @param function the function under test
/// @param value its truth, for finite x other than 0 in the domain
/// @param derivative the truth of the first derivative
/// @param low the least x whose result is not trivial
/// @param high the greatest
/// @param slopeF32 the derivative is measured in f32 for |x| up to this
/// @param slopeF64 the same in f64
record Subject(
        Composite function,
        UnaryOperator<Big> value,
        UnaryOperator<Big> derivative,
        double low,
        double high,
        double slopeF32,
        double slopeF64) {
    static final List<Subject> ALL = Stream.of(
                    of("erf", BigFunctions::erf, BigFunctions::erfDerivative, -6.1, 6.1),
                    of("erfc", BigFunctions::erfc, x -> erfDerivative(x).neg(), -6, 27.4),
                    of(
                                    "erfDerivative",
                                    BigFunctions::erfDerivative,
                                    x -> x.mul(erfDerivative(x)).mul(-2),
                                    -27.4,
                                    27.4)
                            .map(s -> s.slopeWithin(9.3, 26.6)),
                    of("exp", BigFunctions::exp, BigFunctions::exp, -746, 710),
                    of("expm1", BigFunctions::expm1, BigFunctions::exp, -40, 710),
                    of("log", BigFunctions::log, Big.ONE::div, 0, Double.MAX_VALUE),
                    of("log1p", BigFunctions::log1p, x -> Big.ONE.div(x.add(Big.ONE)), -1, Double.MAX_VALUE),
                    of("normalCdf", BigFunctions::normalCdf, BigFunctions::normalPdf, -38.7, 9),
                    of(
                                    "normalPdf",
                                    BigFunctions::normalPdf,
                                    x -> x.mul(normalPdf(x)).neg(),
                                    -38.7,
                                    38.7)
                            .map(s -> s.slopeWithin(13.1, 37.6)),
                    of("reciprocal", Big.ONE::div, x -> Big.ONE.div(x.square()).neg(), -1e308, 1e308),
                    of("relu", x -> x.signum() < 0 ? Big.ZERO : x, x -> x.signum() < 0 ? Big.ZERO : Big.ONE, -2, 2),
                    of(
                            "sechSquared",
                            BigFunctions::sechSquared,
                            x -> tanh(x).mul(sechSquared(x)).mul(-2),
                            -373,
                            373),
                    of("sigmoid", BigFunctions::sigmoid, x -> sigmoid(x).mul(sigmoid(x.neg())), -746, 40),
                    of("sign", x -> Big.of(x.signum()), x -> Big.ZERO, -2, 2),
                    of("softplus", BigFunctions::softplus, BigFunctions::sigmoid, -746, 60),
                    of("square", Big::square, x -> x.scale(1), -1e155, 1e155),
                    of("stopGradient", x -> x, x -> Big.ZERO, -2, 2),
                    of("tanh", BigFunctions::tanh, BigFunctions::sechSquared, -22, 22),
                    of("sin", BigFunctions::sin, BigFunctions::cos, -1e308, 1e308),
                    of("cos", BigFunctions::cos, x -> sin(x).neg(), -1e308, 1e308))
            .flatMap(Optional::stream)
            .toList();

    /// Empty while the library lacks the function.
    private static Optional<Subject> of(
            String symbol, UnaryOperator<Big> value, UnaryOperator<Big> derivative, double low, double high) {
        return Functions.named(symbol)
                .map(f -> new Subject(f, value, derivative, low, high, Double.MAX_VALUE, Double.MAX_VALUE));
    }

    /// For derivatives that are x times a result: where that is subnormal, it has lost the digits that the
    /// product would show, up to |x| units of the least subnormal.
    private Subject slopeWithin(double f32, double f64) {
        return new Subject(function, value, derivative, low, high, f32, f64);
    }

    /// Whether x is a place where the function is a number; the edges of the domain are special values.
    boolean holds(double x) {
        return high < Double.MAX_VALUE || x > low;
    }
}
