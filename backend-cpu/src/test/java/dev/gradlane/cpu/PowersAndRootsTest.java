package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Cbrt;
import dev.gradlane.function.Exp2;
import dev.gradlane.function.Hypot;
import dev.gradlane.function.LogAddExp;
import dev.gradlane.function.LogBase;
import dev.gradlane.function.Rsqrt;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an error bound does not say of powers, logarithms and roots: exact results, symmetries, and order across the
/// seams of reductions and of subnormal numbers.
class PowersAndRootsTest {
    /// f(at(i)) = y(i) to the bit for all i from `first` to `last`.
    private record Exact(
            Composite f, DType dtype, int first, int last, IntToDoubleFunction at, IntToDoubleFunction y) {}

    static Stream<Exact> exact() {
        return Stream.of(
                new Exact(Exp2.EXP2, DType.F64, -1074, 1023, n -> n, n -> Math.scalb(1.0, n)),
                new Exact(LogBase.LOG2, DType.F64, -1074, 1023, n -> Math.scalb(1.0, n), n -> n),
                new Exact(LogBase.LOG10, DType.F64, 0, 22, n -> Double.parseDouble("1e" + n), n -> n),
                new Exact(LogBase.LOG10, DType.F32, 0, 10, n -> Double.parseDouble("1e" + n), n -> n),
                new Exact(Rsqrt.RSQRT, DType.F64, -511, 537, n -> Math.scalb(1.0, -2 * n), n -> Math.scalb(1.0, n)),
                new Exact(Cbrt.CBRT, DType.F64, 1, 20_000, n -> cube(10 * n + 1), n -> 10 * n + 1),
                new Exact(Cbrt.CBRT, DType.F64, -358, 341, n -> Math.scalb(1.0, 3 * n), n -> Math.scalb(1.0, n)),
                new Exact(Cbrt.CBRT, DType.F64, 1, 70, n -> 0x1p-1074 * cube(n), n -> 0x1p-358 * n));
    }

    private static double cube(int n) {
        return (double) n * n * n;
    }

    @ParameterizedTest
    @MethodSource("exact")
    void resultsThatExistAreExact(Exact row) {
        int[] n = IntStream.rangeClosed(row.first, row.last).toArray();
        double[] x = Arrays.stream(n).mapToDouble(row.at::applyAsDouble).toArray();
        double[] y = Arrays.stream(n).mapToDouble(row.y::applyAsDouble).toArray();
        Bits.requireSame(row.f + "", row.dtype, Bits.of(row.dtype, y), run(row.f, row.dtype, Bits.of(row.dtype, x)));
    }

    /// A function that keeps the order of all f32 numbers of a range: the seam is where two pieces meet.
    private record Ordered(Composite f, boolean rising, double... seams) {}

    static Stream<Ordered> ordered() {
        double min = Float.MIN_NORMAL;
        double root = Math.sqrt(0.5);
        return Stream.of(
                new Ordered(Exp2.EXP2, true, 0.5, 1, 1.5, 2.5, 64.5, 127.5, -125.5, -126, -126.5, -148.5),
                new Ordered(LogBase.LOG2, true, min, root, 2 * root, 1, 2, 0x1p100 * root),
                new Ordered(LogBase.LOG10, true, min, root, 2 * root, 1, 10, 0x1p100 * root),
                new Ordered(Rsqrt.RSQRT, false, min, 1, 2, 4, Float.MAX_VALUE / 2));
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void orderHoldsAcrossSeams(Ordered row) {
        for (double seam : row.seams) {
            // patterns in ascending order of the number, whatever its sign
            long middle = DType.F32.bitsOf(seam);
            long[] x = LongStream.rangeClosed(-2000, 2000)
                    .map(i -> middle + (seam < 0 ? -i : i))
                    .toArray();
            long[] y = run(row.f, DType.F32, x);
            for (int i = 1; i < y.length; i++) {
                double step = DType.F32.toDouble(y[i]) - DType.F32.toDouble(y[i - 1]);
                int at = i;
                assertTrue(row.rising ? step >= 0 : step <= 0, () -> row.f + " turns at %x".formatted(x[at]));
            }
        }
    }

    static List<Composite> symmetric() {
        return List.of(Hypot.HYPOT, LogAddExp.LOG_ADD_EXP);
    }

    @ParameterizedTest
    @MethodSource("symmetric")
    void operandsMayBeExchanged(Composite f) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            long[] x = draws(dtype, 1);
            long[] y = draws(dtype, 2);
            Bits.requireSame(f + "", dtype, run(f, dtype, x, y), run(f, dtype, y, x));
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void signsAreWhereTheyBelong(DType dtype) {
        long[] x = draws(dtype, 3);
        long[] y = draws(dtype, 4);
        long sign = dtype == DType.F32 ? 1L << 31 : Long.MIN_VALUE;
        long[] minusX = Arrays.stream(x).map(b -> b ^ sign).toArray();
        long[] minusRoot =
                Arrays.stream(run(Cbrt.CBRT, dtype, x)).map(b -> b ^ sign).toArray();
        Bits.requireSame("cbrt", dtype, minusRoot, run(Cbrt.CBRT, dtype, minusX));
        Bits.requireSame("hypot", dtype, run(Hypot.HYPOT, dtype, x, y), run(Hypot.HYPOT, dtype, minusX, y));
    }

    static List<DType> types() {
        return List.of(DType.F32, DType.F64);
    }

    /// Any bit patterns.
    private static long[] draws(DType dtype, long seed) {
        return new SplittableRandom(seed)
                .longs(5000)
                .map(b -> dtype == DType.F32 ? b & 0xffffffffL : b)
                .toArray();
    }

    private static long[] run(Composite f, DType dtype, long[]... x) {
        var builder = new GraphBuilder(f.symbol());
        TensorType type = TensorType.of(dtype, x[0].length);
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            inputs.add(builder.input("x" + i, type));
        }
        assertEquals(f.arity(), inputs.size());
        return OnCpu.result(
                Freeze.of(builder.output("y", builder.map(f, inputs)).build()), x);
    }
}
