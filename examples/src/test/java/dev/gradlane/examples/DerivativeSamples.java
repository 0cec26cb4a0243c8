package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.tanh;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Points, directions and a model of several inputs and results, for tests of derivatives.
final class DerivativeSamples {
    private DerivativeSamples() {}

    record In(Tensor w, Tensor x) {}

    record Out(Tensor p, Tensor q, Tensor constant) {}

    static Tensor of(double... x) {
        return Tensor.of(x);
    }

    static double[] point(int n, long seed) {
        return new SplittableRandom(seed).doubles(n, -1.5, 1.5).toArray();
    }

    static double[] unit(int n, int i) {
        double[] e = new double[n];
        e[i] = 1;
        return e;
    }

    static void assertBits(double[] expected, double[] actual) {
        assertArrayEquals(
                Arrays.stream(expected).mapToLong(Double::doubleToLongBits).toArray(),
                Arrays.stream(actual).mapToLong(Double::doubleToLongBits).toArray(),
                () -> Arrays.toString(expected) + " and " + Arrays.toString(actual));
    }

    /// Of a matrix and a vector into a vector, a scalar and a result that depends on nothing.
    static Fn<In, Out> model() {
        return Fn.trace(
                "model",
                new In(f64(3, 4), f64(4)),
                in -> new Out(
                        tanh(in.w().matmul(in.x())),
                        exp(in.x()).prod().plus(in.w().sum()),
                        dev.gradlane.Ops.constant(dev.gradlane.graph.DType.F64, 7)));
    }

    static In at(long seed) {
        return new In(Tensor.of(point(12, seed), 3, 4), of(point(4, seed + 1)));
    }
}
