package dev.gradlane.benchmarks;

import static dev.gradlane.benchmarks.Raw.ALL;
import static dev.gradlane.benchmarks.Raw.F32;
import static dev.gradlane.benchmarks.Raw.ORDER;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromMemorySegment;
import static jdk.incubator.vector.VectorOperators.ADD;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;

/// Sums in whatever order is fastest, as a person writes them who does not promise bits.
public final class FreeSums {
    private static final long BYTES = 4L * F32.length();

    private FreeSums() {}

    /// Σ of n floats, a multiple of eight vectors.
    public static float sum(long x, int n) {
        FloatVector a = FloatVector.zero(F32);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (long at = x; at < x + 4L * n; at += 8 * BYTES) {
            a = a.add(fromMemorySegment(F32, ALL, at, ORDER));
            b = b.add(fromMemorySegment(F32, ALL, at + BYTES, ORDER));
            c = c.add(fromMemorySegment(F32, ALL, at + 2 * BYTES, ORDER));
            d = d.add(fromMemorySegment(F32, ALL, at + 3 * BYTES, ORDER));
            e = e.add(fromMemorySegment(F32, ALL, at + 4 * BYTES, ORDER));
            f = f.add(fromMemorySegment(F32, ALL, at + 5 * BYTES, ORDER));
            g = g.add(fromMemorySegment(F32, ALL, at + 6 * BYTES, ORDER));
            h = h.add(fromMemorySegment(F32, ALL, at + 7 * BYTES, ORDER));
        }
        return a.add(b).add(c.add(d)).add(e.add(f).add(g.add(h))).reduceLanes(ADD);
    }

    /// Σ of a few floats, a multiple of one vector.
    public static float sumFew(long x, int n) {
        FloatVector a = FloatVector.zero(F32);
        for (long at = x; at < x + 4L * n; at += BYTES) {
            a = a.add(fromMemorySegment(F32, ALL, at, ORDER));
        }
        return a.reduceLanes(ADD);
    }

    /// Σ eˣ of n floats, a multiple of two vectors, by the engine's own expansion of the exponential.
    public static float sumExp(long x, int n) {
        FloatVector a = FloatVector.zero(F32);
        FloatVector b = a;
        for (long at = x; at < x + 4L * n; at += 2 * BYTES) {
            a = a.add(inlineExp(fromMemorySegment(F32, ALL, at, ORDER)));
            b = b.add(inlineExp(fromMemorySegment(F32, ALL, at + BYTES, ORDER)));
        }
        return a.add(b).reduceLanes(ADD);
    }

    /// eˣ of n floats one by one, for the verification.
    public static void exp(long x, int n, long to) {
        for (long i = 0; i < 4L * n; i += BYTES) {
            inlineExp(fromMemorySegment(F32, ALL, x + i, ORDER)).intoMemorySegment(ALL, to + i, ORDER);
        }
    }

    /// The steps of `dev.gradlane.function.Exp` in f32.
    private static FloatVector inlineExp(FloatVector x) {
        FloatVector below = x.blend(89f, x.compare(GT, 89f));
        FloatVector clamped = below.blend(-105f, below.compare(LT, -105f));
        FloatVector shifted = clamped.fma(broadcast(F32, 0x1.715476p0f), broadcast(F32, 0x1.8001fcp23f));
        FloatVector n = shifted.sub(0x1.8001fcp23f);
        var biased = shifted.viewAsIntegralLanes();
        var half = biased.lanewise(LSHR, 1);
        var first = half.lanewise(LSHL, 23).viewAsFloatingLanes();
        var second = biased.sub(half).lanewise(LSHL, 23).viewAsFloatingLanes();
        FloatVector high = n.fma(broadcast(F32, -0x1.62e43p-1f), clamped);
        FloatVector low = n.mul(0x1.05c61p-29f);
        FloatVector r = high.add(low);
        FloatVector p = broadcast(F32, 0x1.6a624cp-10f)
                .fma(r, broadcast(F32, 0x1.123abcp-7f))
                .fma(r, broadcast(F32, 0x1.55589ep-5f))
                .fma(r, broadcast(F32, 0x1.55549p-3f))
                .fma(r, broadcast(F32, 0x1.fffffcp-2f));
        return r.mul(r).fma(p, low).add(high).add(1f).mul(first).mul(second);
    }
}
