package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Seeded choices; equal (seed, index) give equal choices on every machine.
final class Draw {
    private final SplittableRandom random;

    Draw(long seed, int index) {
        // two steps of the generator decorrelate neighbouring indices
        this.random = new SplittableRandom(new SplittableRandom(seed).nextLong() + 0x9e3779b97f4a7c15L * index);
        random.nextLong();
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T from(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /// Some of 0 … `count`−1, in random order.
    List<Integer> some(int count, double probability) {
        return shuffled(IntStream.range(0, count)
                .filter(_ -> chance(probability))
                .boxed()
                .toList());
    }

    <T> List<T> shuffled(List<T> items) {
        List<T> rest = new java.util.ArrayList<>(items);
        List<T> order = new java.util.ArrayList<>();
        while (!rest.isEmpty()) {
            order.add(rest.remove(below(rest.size())));
        }
        return order;
    }

    /// A special value, or a number of ordinary size.
    long bits(DType dtype) {
        return bits(dtype, 0.3);
    }

    private long bits(DType dtype, double specials) {
        if (chance(specials)) {
            long[] special = SpecialValues.of(dtype);
            return special[below(special.length)];
        }
        return switch (dtype) {
            case F32, F64 -> dtype.bitsOf(8 * random.nextDouble() - 4);
            case I32 -> (chance(0.5) ? below(20) - 10 : random.nextInt()) & 0xffffffffL;
            case I64 -> chance(0.5) ? below(20) - 10 : random.nextLong();
            case BOOL -> below(2);
        };
    }

    /// A number in [−2, 2], away from nothing: for checks of derivatives.
    double number() {
        return 4 * random.nextDouble() - 2;
    }

    /// Many special values where the elements are few. Among many a single NaN would reach every sum, and a NaN equals
    /// any NaN: there special values are rare or absent.
    Value value(TensorType type, Map<String, Long> sizes) {
        double special = type.shape().size(sizes) <= 64 ? 0.3 : from(List.of(0.0, 0.0, 0.001, 0.3));
        return Value.of(type, sizes, _ -> bits(type.dtype(), special));
    }
}
