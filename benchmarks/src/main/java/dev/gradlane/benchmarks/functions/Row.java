package dev.gradlane.benchmarks.functions;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.VectorOperators;

/// A function and what else computes it.
///
/// @param function the engine's
/// @param operator the Vector API's, if it has one
/// @param math that of [Math], if it has one
/// @param low arguments are spread evenly from here
/// @param high to here
record Row(
        Composite function,
        Optional<VectorOperators.Operator> operator,
        Optional<DoubleBinaryOperator> math,
        double low,
        double high) {
    private static final Map<String, Row> KNOWN = new TreeMap<>();

    static {
        unary("exp", VectorOperators.EXP, Math::exp, -80, 80);
        unary("expm1", VectorOperators.EXPM1, Math::expm1, -20, 80);
        unary("log", VectorOperators.LOG, Math::log, 1e-6, 1e6);
        unary("log10", VectorOperators.LOG10, Math::log10, 1e-6, 1e6);
        unary("log1p", VectorOperators.LOG1P, Math::log1p, -0.9, 100);
        unary("cbrt", VectorOperators.CBRT, Math::cbrt, -1000, 1000);
        unary("sin", VectorOperators.SIN, Math::sin, -100, 100);
        unary("cos", VectorOperators.COS, Math::cos, -100, 100);
        unary("tan", VectorOperators.TAN, Math::tan, -100, 100);
        unary("asin", VectorOperators.ASIN, Math::asin, -1, 1);
        unary("acos", VectorOperators.ACOS, Math::acos, -1, 1);
        unary("atan", VectorOperators.ATAN, Math::atan, -100, 100);
        unary("sinh", VectorOperators.SINH, Math::sinh, -20, 20);
        unary("cosh", VectorOperators.COSH, Math::cosh, -20, 20);
        unary("tanh", VectorOperators.TANH, Math::tanh, -10, 10);
        binary("pow", VectorOperators.POW, Math::pow, 0.1, 10);
        binary("atan2", VectorOperators.ATAN2, Math::atan2, -10, 10);
        binary("hypot", VectorOperators.HYPOT, Math::hypot, -10, 10);
    }

    /// Every function of one or two arguments; those without a counterpart over (0.05, 0.95), or (1.05, 20) where that
    /// is
    /// no part of their domain.
    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (Composite f : Functions.ALL) {
            if (f.arity() <= 2) {
                boolean beyondOne = f.symbol().equals("acosh");
                rows.add(KNOWN.getOrDefault(
                        f.symbol(),
                        new Row(
                                f,
                                Optional.empty(),
                                Optional.empty(),
                                beyondOne ? 1.05 : 0.05,
                                beyondOne ? 20 : 0.95)));
            }
        }
        return rows;
    }

    private static void unary(
            String name, VectorOperators.Operator operator, DoubleUnaryOperator math, double low, double high) {
        binary(name, operator, (x, z) -> math.applyAsDouble(x), low, high);
    }

    private static void binary(
            String name, VectorOperators.Operator operator, DoubleBinaryOperator math, double low, double high) {
        Functions.named(name)
                .ifPresent(f -> KNOWN.put(name, new Row(f, Optional.of(operator), Optional.of(math), low, high)));
    }
}
