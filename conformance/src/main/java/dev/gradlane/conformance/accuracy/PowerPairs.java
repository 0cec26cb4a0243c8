package dev.gradlane.conformance.accuracy;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import java.util.List;
import java.util.SplittableRandom;

/// pow at seeded pairs whose results spread over the whole exponent range: 10⁴ in f64, 2·10⁴ in f32,
/// all judged by the oracle.
final class PowerPairs {
    private PowerPairs() {}

    static List<Line> lines(Evaluation evaluation, long seed) {
        return List.of(
                line(evaluation, DType.F32, 20_000, seed, 128, 150),
                line(evaluation, DType.F64, 10_000, seed, 1024, 1075));
    }

    private static Line line(Evaluation evaluation, DType type, int count, long seed, int highest, int lowest) {
        Composite pow = Functions.named("pow").orElseThrow();
        var random = new SplittableRandom(seed);
        long[] x = new long[count];
        long[] y = new long[count];
        for (int i = 0; i < count; i++) {
            int spread = random.nextBoolean() ? highest - 2 : 1;
            double base = Math.pow(2, random.nextDouble(-spread, spread));
            double power = random.nextDouble(-lowest, highest) / (Math.log(base) / Math.log(2));
            x[i] = type.bitsOf(base);
            y[i] = type.bitsOf(power);
        }
        long[] results = evaluation.value(pow, type, x, y);
        Measurement worst = new Measurement(0, x[0], count);
        for (int i = 0; i < count; i++) {
            Big exponent = Big.of(type.toDouble(y[i]));
            Measurement here = Measurement.of(
                    type, new long[] {x[i]}, new long[] {results[i]}, b -> BigFunctions.pow(b, exponent));
            if (!(here.ulps() <= worst.ulps())) {
                worst = new Measurement(here.ulps(), x[i], count);
            }
        }
        return new Line("pow", type, worst, pow.promise(type).orElseThrow());
    }
}
