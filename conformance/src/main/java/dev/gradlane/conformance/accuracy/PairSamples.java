package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import java.util.SplittableRandom;

/// A function of two arguments at seeded pairs, all judged by the oracle.
final class PairSamples {
    private PairSamples() {}

    static Line line(Evaluation evaluation, BinarySubject subject, DType type, int count, long seed) {
        Composite function = subject.function();
        var random = new SplittableRandom(seed);
        long[] x = new long[count];
        long[] y = new long[count];
        for (int i = 0; i < count; i++) {
            double[] pair = subject.pairs().next(type, random);
            x[i] = type.bitsOf(pair[0]);
            y[i] = type.bitsOf(pair[1]);
        }
        long[] results = evaluation.value(function, type, x, y);
        Measurement worst = new Measurement(0, x[0], count);
        for (int i = 0; i < count; i++) {
            double second = type.toDouble(y[i]);
            Truth truth = Truth.of(first -> subject.value().apply(first, Big.of(second)))
                    .inUlpOfAtLeast(first -> subject.floor().applyAsDouble(first, second));
            double error = truth.error(type, type.toDouble(x[i]), type.toDouble(results[i]));
            if (!(error <= worst.ulps())) {
                worst = new Measurement(error, x[i], count);
            }
        }
        return new Line(function.symbol(), type, worst, function.promise(type).orElseThrow());
    }
}
