package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/// Inputs that random ones miss: powers of two and their neighbours through the whole range, whole and half numbers,
/// multiples of π/2, and for two arguments every pair of such numbers.
final class Grid {
    private Grid() {}

    /// Of one argument.
    static List<Double> line(DType dtype) {
        int least = dtype == DType.F32 ? -149 : -1074;
        int most = dtype == DType.F32 ? Float.MAX_EXPONENT : Double.MAX_EXPONENT;
        DoubleStream powers = IntStream.rangeClosed(least, most)
                .filter(e -> dtype == DType.F32 || e % 4 == 0 || Math.abs(e) < 64)
                .mapToObj(e -> Math.scalb(1.0, e))
                .flatMapToDouble(x -> DoubleStream.of(below(dtype, x), x, above(dtype, x), 1.5 * x));
        DoubleStream halves = IntStream.rangeClosed(1, 1024).mapToDouble(n -> n / 2.0);
        DoubleStream turns = IntStream.rangeClosed(1, 256)
                .mapToDouble(n -> n * (Math.PI / 2))
                .flatMap(x -> DoubleStream.of(below(dtype, x), x, above(dtype, x)));
        return DoubleStream.concat(powers, DoubleStream.concat(halves, turns))
                .flatMap(x -> DoubleStream.of(x, -x))
                .map(x -> rounded(dtype, x))
                .filter(x -> Double.isFinite(x) && x != 0)
                .distinct()
                .boxed()
                .toList();
    }

    /// Of two arguments.
    static List<double[]> pairs(DType dtype) {
        int most = dtype == DType.F32 ? Float.MAX_EXPONENT : Double.MAX_EXPONENT;
        DoubleStream powers = IntStream.rangeClosed(-8, 7).mapToDouble(k -> Math.scalb(1.0, k * (most + 1) / 8));
        DoubleStream simple = DoubleStream.of(0.1, 1.0 / 3, 0.5, 1, 1.5, 2, 3, 10, 100, Math.PI)
                .flatMap(x -> DoubleStream.of(below(dtype, x), rounded(dtype, x), above(dtype, x)));
        List<Double> all = DoubleStream.concat(powers, simple)
                .flatMap(x -> DoubleStream.of(x, -x))
                .boxed()
                .toList();
        List<double[]> pairs = new ArrayList<>();
        all.forEach(x -> all.forEach(y -> pairs.add(new double[] {x, y})));
        return pairs;
    }

    private static double rounded(DType dtype, double x) {
        return dtype.toDouble(dtype.bitsOf(x));
    }

    private static double below(DType dtype, double x) {
        return dtype == DType.F32 ? Math.nextDown((float) x) : Math.nextDown(x);
    }

    private static double above(DType dtype, double x) {
        return dtype == DType.F32 ? Math.nextUp((float) x) : Math.nextUp(x);
    }
}
