package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/// The inputs at which functions are measured, as bits.
final class Samples {
    /// Coprime to every power of two, so all exponents and low bits are met.
    private static final int STRIDE = 4099;

    private static final double[] SPECIAL = {
        0.0, 1.0, 0.5, 2.0, 4.0, Math.PI, Math.E, Float.MIN_VALUE, Float.MIN_NORMAL, Float.MAX_VALUE
    };

    private Samples() {}

    /// Every 4099th of the 2³² patterns, and the special points with their neighbours.
    static long[] f32() {
        LongStream stride = LongStream.iterate(0, b -> b < 1L << 32, b -> b + STRIDE);
        LongStream special = Arrays.stream(SPECIAL)
                .flatMap(x -> DoubleStream.of(x, -x))
                .mapToLong(x -> Float.floatToRawIntBits((float) x))
                .flatMap(b -> LongStream.rangeClosed(b - 3, b + 3))
                .map(b -> b & 0xffffffffL);
        return LongStream.concat(stride, special).toArray();
    }

    /// 10⁴ numbers: half of them even in [low, high], a quarter even in the exponent over all finite
    /// doubles, an eighth even in [−2, 2], the rest within 2⁻²⁰ … 2⁻⁵² of a special point; those in
    /// [low, high].
    static long[] f64(double low, double high, long seed) {
        var random = new SplittableRandom(seed);
        return LongStream.generate(() -> Double.doubleToRawLongBits(next(low, high, random)))
                .filter(b -> within(low, high, DType.F64.toDouble(b)))
                .limit(10_000)
                .toArray();
    }

    private static boolean within(double low, double high, double x) {
        return low < x && x < high && x != 0;
    }

    private static double next(double low, double high, SplittableRandom random) {
        double unit = random.nextDouble();
        return switch (random.nextInt(8)) {
            case 0, 1, 2, 3 -> low * (1 - unit) + high * unit;
            case 4, 5 -> Double.longBitsToDouble(random.nextLong());
            case 6 -> random.nextDouble(-2, 2);
            default -> {
                double point = SPECIAL[random.nextInt(SPECIAL.length)] * (random.nextBoolean() ? 1 : -1);
                yield point + point * Math.scalb(random.nextDouble(-1, 1), -20 - random.nextInt(33));
            }
        };
    }
}
