package dev.gradlane.benchmarks.constants;

import static dev.gradlane.benchmarks.Raw.F32;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// The last steps of a tree of halves, inside one vector: lane j += lane j+h for h = length/2, …, 1.
final class Horizontal {
    private static final int LENGTH = F32.length();
    private static final VectorShuffle<Float> BY_8 = by(8);
    private static final VectorShuffle<Float> BY_4 = by(4);
    private static final VectorShuffle<Float> BY_2 = by(2);
    private static final VectorShuffle<Float> BY_1 = by(1);

    private Horizontal() {}

    static VectorShuffle<Float> by(int h) {
        return VectorShuffle.fromOp(F32, i -> i ^ (h % LENGTH));
    }

    static float inlineFold(FloatVector v) {
        FloatVector w = LENGTH > 8 ? v.add(v.rearrange(BY_8)) : v;
        FloatVector x = LENGTH > 4 ? w.add(w.rearrange(BY_4)) : w;
        FloatVector y = x.add(x.rearrange(BY_2));
        return y.add(y.rearrange(BY_1)).lane(0);
    }
}
