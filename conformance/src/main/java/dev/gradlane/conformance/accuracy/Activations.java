package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.SpecialValue.table;
import static dev.gradlane.conformance.accuracy.SpecialValue.triples;

import dev.gradlane.function.Elu;
import dev.gradlane.function.Gated;
import dev.gradlane.function.Kinked;
import dev.gradlane.function.LossTerms;
import dev.gradlane.function.Mish;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// What neural networks make of a number, and the terms of their losses.
final class Activations {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final double GREATEST = Float.MAX_VALUE;

    static final Family FAMILY = new Family(
            List.of(
                    // the derivatives have a root, where a sum in working precision has no digits
                    Subject.of(Gated.SILU, BigActivations::silu, BigActivations::siluSlope, -760, 60)
                            .slope(t -> t.inUlpOfAtLeast(x -> x < -0.6 && x > -2.5 ? 0.2 : 0)),
                    Subject.of(Gated.GELU, BigActivations::gelu, BigActivations::geluSlope, -38.7, 9)
                            .slope(t -> t.within(12.5, 37).inUlpOfAtLeast(x -> x < -0.5 && x > -1.1 ? 0.2 : 0)),
                    Subject.of(Mish.MISH, BigActivations::mish, BigActivations::mishSlope, -760, 60)
                            .slope(t -> t.within(83, 700).inUlpOfAtLeast(x -> x < -0.5 && x > -2.5 ? 0.2 : 0)),
                    Subject.of(
                            Mish.TANH_SOFTPLUS,
                            BigActivations::tanhSoftplus,
                            BigActivations::tanhSoftplusSlope,
                            -746,
                            40),
                    Subject.of(
                                    Mish.TANH_SOFTPLUS_DERIVATIVE,
                                    BigActivations::tanhSoftplusSlope,
                                    BigActivations::tanhSoftplusCurvature,
                                    -746,
                                    360)
                            .slope(t -> t.within(40, 350).inUlpOfAtLeast(x -> x < 0 && x > -1 ? 0.1 : 0))
                            .slopePromise(10)),
            List.of(
                    new BinarySubject(Kinked.LEAKY_RELU, BigActivations::leakyRelu, (_, r) -> pair(r, 30, 0, 2))
                            .slope((x, slope) -> x.signum() > 0 ? Big.ONE : slope, 0, (x, slope) -> 0)
                            .slope((x, slope) -> x.signum() > 0 ? Big.ZERO : x, 0, (x, slope) -> 0),
                    new BinarySubject(Elu.ELU, BigActivations::elu, (_, r) -> pair(r, 20, 0.1, 3))
                            .where((x, alpha) -> x > -1e5)
                            .slope(
                                    (x, alpha) -> x.signum() > 0
                                            ? Big.ONE
                                            : BigFunctions.exp(x).mul(alpha),
                                    4,
                                    (dtype, x, alpha) -> x > 0 || BinarySubject.isNormal(dtype, StrictMath.exp(x)))
                            .slope((x, alpha) -> x.signum() > 0 ? Big.ZERO : BigFunctions.expm1(x)),
                    new BinarySubject(LossTerms.HUBER, BigActivations::huber, (_, r) -> pair(r, 4, 0.1, 3))
                            .where((e, delta) -> delta > 0)
                            .slope(BigActivations::huberSlope, 0, (e, delta) -> 0)
                            .slope(BigActivations::huberByDelta, 0.5, (e, delta) -> 0),
                    new BinarySubject(
                                    LossTerms.SIGMOID_CROSS_ENTROPY,
                                    BigActivations::sigmoidCrossEntropy,
                                    Activations::logit)
                            .where((z, y) -> Math.abs(z) < 1e5 && 0 <= y && y <= 1)
                            .slope(BigActivations::sigmoidCrossEntropySlope, 4, Activations::terms)
                            .slope((z, y) -> z.neg(), 0, (z, y) -> 0)),
            specialValues(),
            List.of(Mish.TANH_SOFTPLUS, Mish.TANH_SOFTPLUS_DERIVATIVE));

    private Activations() {}

    /// The greater of the two terms of σ(z) − y, as they are computed.
    private static double terms(double z, double y) {
        return Math.max(z > 0 ? 1 - y : y, 1 / (1 + StrictMath.exp(Math.abs(z))));
    }

    private static double[] pair(SplittableRandom random, double size, double low, double high) {
        double x = random.nextBoolean()
                ? random.nextDouble(-size, size)
                : Math.scalb(random.nextDouble(-1, 1), -random.nextInt(40));
        return new double[] {x, random.nextDouble(low, high)};
    }

    /// Targets even in (0, 1), 0, 1, and next to both.
    private static double[] logit(DType dtype, SplittableRandom random) {
        double z = random.nextInt(4) == 0 ? random.nextDouble(-700, 700) : random.nextDouble(-20, 20);
        double unit = random.nextDouble();
        double y = switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> 1;
            case 2 -> unit * unit * unit * unit;
            default -> unit;
        };
        return new double[] {dtype == DType.F32 ? z / 8 : z, y};
    }

    private static List<SpecialValue> specialValues() {
        List<SpecialValue> rows = new ArrayList<>();
        table(rows, Gated.SILU, 0, 0, -0.0, -0.0, INF, INF, -INF, -0.0, GREATEST, GREATEST, -GREATEST, -0.0);
        table(rows, Gated.GELU, 0, 0, -0.0, -0.0, INF, INF, -INF, -0.0, GREATEST, GREATEST, -GREATEST, -0.0);
        table(rows, Mish.MISH, 0, 0, -0.0, -0.0, INF, INF, -INF, -0.0, GREATEST, GREATEST, -GREATEST, -0.0);
        table(rows, Mish.TANH_SOFTPLUS, INF, 1, -INF, 0, GREATEST, 1, -GREATEST, 0);
        table(rows, Mish.TANH_SOFTPLUS_DERIVATIVE, INF, 0, -INF, 0, GREATEST, 0, -GREATEST, 0);
        triples(rows, Kinked.LEAKY_RELU, 0, 0.5, 0, -0.0, 0.5, -0.0, INF, 0.5, INF, -INF, 0.5, -INF, -4, 0.5, -2);
        triples(rows, Kinked.LEAKY_RELU, 3, Double.NaN, 3, Double.NaN, 0.5, Double.NaN);
        triples(rows, Elu.ELU, 0, 2, 0, -0.0, 2, -0.0, INF, 2, INF, -INF, 2, -2, -GREATEST, 0.5, -0.5, 3, 7, 3);
        triples(rows, Elu.ELU, -Float.MIN_VALUE, 1, -Float.MIN_VALUE, Double.NaN, 2, Double.NaN);
        triples(rows, LossTerms.HUBER, 0, 1, 0, -0.0, 1, 0, INF, 1, INF, -INF, 1, INF, 1, 1, 0.5, -3, 1, 2.5);
        triples(rows, LossTerms.HUBER, 2, INF, 2);
        triples(rows, LossTerms.SIGMOID_CROSS_ENTROPY, INF, 1, 0, -INF, 0, 0, INF, 0, INF, -INF, 1, INF);
        triples(rows, LossTerms.SIGMOID_CROSS_ENTROPY, INF, 0.5, INF, GREATEST, 1, 0, -GREATEST, 0, 0);
        return rows;
    }
}
