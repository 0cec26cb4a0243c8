package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// A function of two arguments, or its derivative by one, at seeded pairs, all judged by the oracle.
final class PairSamples {
    private PairSamples() {}

    /// The function's line, then one for each derivative.
    static List<Line> lines(Evaluation evaluation, BinarySubject subject, DType type, int count, long seed) {
        var random = new SplittableRandom(seed);
        long[] x = new long[count];
        long[] y = new long[count];
        for (int i = 0; i < count; i++) {
            double[] pair = subject.pairs().next(type, random);
            x[i] = type.bitsOf(pair[0]);
            y[i] = type.bitsOf(pair[1]);
        }
        return IntStream.range(-1, subject.slopes().size())
                .mapToObj(partial -> line(evaluation, subject, type, partial, x, y))
                .toList();
    }

    private static Line line(
            Evaluation evaluation, BinarySubject subject, DType type, int partial, long[] x, long[] y) {
        var quantity = new Quantity(subject.function(), partial);
        long[] results = evaluation.run(quantity.graph(type), type, x, y);
        Measurement worst = new Measurement(0, x[0], x.length);
        for (int i = 0; i < x.length; i++) {
            double first = type.toDouble(x[i]);
            double second = type.toDouble(y[i]);
            if (!subject.holds(partial, type, first, second)) {
                continue;
            }
            double error = subject.along(partial, 0, second).error(type, first, type.toDouble(results[i]));
            if (!(error <= worst.ulps())) {
                worst = new Measurement(error, x[i], x.length);
            }
        }
        return new Line(quantity.name(), type, worst, subject.promise(type, partial));
    }
}
