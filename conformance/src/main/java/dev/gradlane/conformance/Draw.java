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

    List<Integer> shuffled(List<Integer> items) {
        List<Integer> rest = new java.util.ArrayList<>(items);
        List<Integer> order = new java.util.ArrayList<>();
        while (!rest.isEmpty()) {
            order.add(rest.remove(below(rest.size())));
        }
        return order;
    }

    /// A special value, or a number of ordinary size.
    long bits(DType dtype) {
        if (chance(0.3)) {
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

    Value value(TensorType type, Map<String, Long> sizes) {
        return Value.of(type, sizes, _ -> bits(type.dtype()));
    }
}
