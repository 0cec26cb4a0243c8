package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Device;
import dev.gradlane.function.ArcSine;
import dev.gradlane.function.ArcTangent;
import dev.gradlane.function.HalfTurns;
import dev.gradlane.function.Sinc;
import dev.gradlane.function.Tangent;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// What the trigonometric functions keep beside their errors: symmetry to the bit, order across the seams of their
/// expansions, exact values, derivatives at poles and at both ends of the range.
public abstract class TrigonometrySuite {
    private static final long SEED = 20261125;
    private static final List<DType> TYPES = List.of(DType.F32, DType.F64);
    private static final int NEIGHBOURS = 2000;

    /// An open device of the backend under test.
    protected abstract Device open();

    @Test
    void oddFunctionsAreOddAndEvenOnesEven() {
        try (Device device = open()) {
            for (DType type : TYPES) {
                long[] x = anywhere(type, 20_000);
                long[] mirrored = flipped(type, x);
                for (Composite f : List.of(Trig.SIN, Tangent.TAN, HalfTurns.SINPI, ArcSine.ASIN, ArcTangent.ATAN)) {
                    same(f, type, x, flipped(type, value(device, f, type, x)), value(device, f, type, mirrored));
                }
                for (Composite f : List.of(
                        Trig.COS, HalfTurns.COSPI, Sinc.SINC, ArcSine.ASIN_DERIVATIVE, ArcTangent.ATAN_DERIVATIVE)) {
                    same(f, type, x, value(device, f, type, x), value(device, f, type, mirrored));
                }
            }
        }
    }

    @Test
    void monotoneAcrossSeams() {
        try (Device device = open()) {
            for (DType type : TYPES) {
                for (double seam : new double[] {0.5, 1, 0.25, 0.70710678}) {
                    rising(device, ArcSine.ASIN, type, seam, 1);
                    rising(device, ArcSine.ACOS, type, seam, -1);
                    rising(device, ArcTangent.ATAN, type, seam, 1);
                }
                rising(device, ArcTangent.ATAN, type, 2, 1);
                rising(device, Tangent.TAN, type, Math.PI / 4, 1);
                rising(device, HalfTurns.SINPI, type, 0.25, 1);
                rising(device, HalfTurns.COSPI, type, 0.25, -1);
            }
        }
    }

    @Test
    void halfTurnsAreExactAtQuarters() {
        try (Device device = open()) {
            for (DType type : TYPES) {
                long[] x = LongStream.rangeClosed(1, 20_000)
                        .map(n -> type.bitsOf(n * 0.5))
                        .toArray();
                long[] sine = value(device, HalfTurns.SINPI, type, x);
                long[] cosine = value(device, HalfTurns.COSPI, type, x);
                for (int i = 0; i < x.length; i++) {
                    int quarter = (i + 1) % 4;
                    int at = i;
                    assertEquals(type.bitsOf(new double[] {0, 1, 0, -1}[quarter]), sine[i], () -> "sinpi " + type + at);
                    assertEquals(
                            type.bitsOf(new double[] {1, 0, -1, 0}[quarter]), cosine[i], () -> "cospi " + type + at);
                }
            }
        }
    }

    /// sinπ(x + 2k) = sinπ x to the bit wherever x + 2k is a number of the format; zeros are +0.
    @Test
    void halfTurnsRepeat() {
        try (Device device = open()) {
            for (DType type : TYPES) {
                int digits = type == DType.F32 ? 24 : 53;
                var random = new SplittableRandom(SEED);
                long[] base = new long[20_000];
                long[] turned = new long[base.length];
                for (int i = 0; i < base.length; i++) {
                    // n/2^bits below 2, and 2k below 2^(digits − bits)
                    int bits = random.nextInt(digits - 2);
                    double x = Math.scalb((double) random.nextLong(2L << bits), -bits);
                    base[i] = type.bitsOf(x);
                    turned[i] = type.bitsOf(x + 2 * random.nextLong(1L << digits - bits - 2));
                }
                for (Composite f : List.of(HalfTurns.SINPI, HalfTurns.COSPI)) {
                    same(f, type, turned, value(device, f, type, base), value(device, f, type, turned));
                }
            }
        }
    }

    /// The doubles nearest to odd multiples of π/2 and their neighbours, the nearest of all among them.
    @Test
    void slopeOfTheTangentAtItsPoles() {
        List<Double> points = new ArrayList<>(List.of(0x1.6ac5b262ca1ffp849));
        for (long k = 1; k < 1L << 40; k = 3 * k + 2) {
            double pole = BigFunctions.pi().mul(k * 2 + 1).scale(-1).toDouble();
            points.addAll(List.of(pole, Math.nextUp(pole), Math.nextDown(pole)));
        }
        long[] x = points.stream().mapToLong(DType.F64::bitsOf).toArray();
        try (Device device = open()) {
            long[] slopes = new Evaluation(device).derivative(Tangent.TAN, DType.F64, x);
            Measurement error = Measurement.of(DType.F64, x, slopes, Truth.of(BigTrigonometry::tanDerivative));
            assertTrue(error.ulps() <= 4, error::toString);
        }
    }

    @Test
    void slopesOfTheAngleOverTheWholeRange() {
        try (Device device = open()) {
            for (DType type : TYPES) {
                var random = new SplittableRandom(SEED);
                long[] y = new long[10_000];
                long[] x = new long[y.length];
                for (int i = 0; i < y.length; i++) {
                    double[] pair = Trigonometry.pairs(type, random);
                    y[i] = type.bitsOf(pair[0]);
                    x[i] = type.bitsOf(pair[1]);
                }
                angle(device, type, y, x, 0, (a, b) -> b.div(a.square().add(b.square())));
                angle(
                        device,
                        type,
                        y,
                        x,
                        1,
                        (a, b) -> a.div(a.square().add(b.square())).neg());
            }
        }
    }

    @Test
    void slopesOfTheAngleAtTheOriginAndAtInfinity() {
        double inf = Double.POSITIVE_INFINITY;
        double[] y = {0, -0.0, inf, -inf, 1, 0, inf};
        double[] x = {0, -0.0, 1, inf, -inf, inf, 0};
        try (Device device = open()) {
            for (DType type : TYPES) {
                long[] rows = Arrays.stream(y).mapToLong(type::bitsOf).toArray();
                long[] columns = Arrays.stream(x).mapToLong(type::bitsOf).toArray();
                for (int operand = 0; operand < 2; operand++) {
                    long[] slopes = new Evaluation(device).partial(ArcTangent.ATAN2, operand, type, rows, columns);
                    for (int i = 0; i < y.length; i++) {
                        double expected = y[i] == 0 && x[i] == 0 ? Double.NaN : 0;
                        assertEquals(expected, Math.abs(type.toDouble(slopes[i])), "row " + i + " " + type);
                    }
                }
            }
        }
    }

    private static void angle(Device device, DType type, long[] y, long[] x, int operand, BinaryOperator<Big> truth) {
        long[] slopes = new Evaluation(device).partial(ArcTangent.ATAN2, operand, type, y, x);
        for (int i = 0; i < y.length; i++) {
            Big exact = truth.apply(Big.of(type.toDouble(y[i])), Big.of(type.toDouble(x[i])));
            double error = Measurement.error(type, type.toDouble(slopes[i]), exact, 0);
            int at = i;
            assertTrue(
                    error <= 4,
                    () -> "atan2′" + operand + " " + type + " at " + type.toDouble(y[at]) + ", " + type.toDouble(x[at])
                            + ": " + error + " ulp");
        }
    }

    private static long[] value(Device device, Composite f, DType type, long[] x) {
        return new Evaluation(device).value(f, type, x);
    }

    private static void rising(Device device, Composite f, DType type, double seam, int direction) {
        for (int sign = -1; sign <= 1; sign += 2) {
            double middle = sign * seam;
            long start = type.bitsOf(middle);
            long[] x = LongStream.rangeClosed(-NEIGHBOURS, NEIGHBOURS)
                    .map(i -> start + i)
                    .filter(b -> f != ArcSine.ASIN && f != ArcSine.ACOS || Math.abs(type.toDouble(b)) <= 1)
                    .toArray();
            long[] y = value(device, f, type, x);
            int order = f == HalfTurns.COSPI ? direction : direction * sign;
            for (int i = 1; i < y.length; i++) {
                double step = (type.toDouble(y[i]) - type.toDouble(y[i - 1])) * order;
                int at = i;
                assertTrue(step >= 0, () -> f + " " + type + " steps back at " + type.toDouble(x[at]));
            }
        }
    }

    private static long[] anywhere(DType type, int n) {
        var random = new SplittableRandom(SEED);
        return LongStream.generate(() -> random.nextBoolean()
                        ? type.bitsOf(random.nextDouble(0, 4))
                        : type == DType.F32 ? random.nextInt() & 0xffffffffL : random.nextLong())
                .limit(n)
                .toArray();
    }

    private static long[] flipped(DType type, long[] x) {
        long sign = type == DType.F32 ? 1L << 31 : Long.MIN_VALUE;
        return Arrays.stream(x).map(b -> b ^ sign).toArray();
    }

    private static void same(Composite f, DType type, long[] x, long[] expected, long[] actual) {
        for (int i = 0; i < x.length; i++) {
            int at = i;
            assertTrue(
                    type.same(expected[i], actual[i]),
                    () -> f + " " + type + " at " + type.toDouble(x[at])
                            + ": %x, %x".formatted(expected[at], actual[at]));
        }
    }
}
