package dev.gradlane.benchmarks;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import org.openjdk.jmh.annotations.Benchmark;

/// The most fused multiply-adds one core does: twelve independent chains in registers, 10 000 steps a
/// call. One call is 12 · 10 000 · lanes · 2 operations.
public class FmaPeak extends Timed {
    private static final int STEPS = 10_000;

    /// Operations of one call, for f32.
    public static final long FLOPS_F32 = 2L * 12 * STEPS * FloatVector.SPECIES_PREFERRED.length();

    /// Operations of one call, for f64.
    public static final long FLOPS_F64 = 2L * 12 * STEPS * DoubleVector.SPECIES_PREFERRED.length();

    public float x = 0.999f;
    public double y = 0.999;

    @Benchmark
    public float f32() {
        FloatVector m = FloatVector.broadcast(Raw.F32, x);
        FloatVector a = m.add(1);
        FloatVector b = m.add(2);
        FloatVector c = m.add(3);
        FloatVector d = m.add(4);
        FloatVector e = m.add(5);
        FloatVector f = m.add(6);
        FloatVector g = m.add(7);
        FloatVector h = m.add(8);
        FloatVector i = m.add(9);
        FloatVector j = m.add(10);
        FloatVector k = m.add(11);
        FloatVector l = m.add(12);
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(m, m);
            b = b.fma(m, m);
            c = c.fma(m, m);
            d = d.fma(m, m);
            e = e.fma(m, m);
            f = f.fma(m, m);
            g = g.fma(m, m);
            h = h.fma(m, m);
            i = i.fma(m, m);
            j = j.fma(m, m);
            k = k.fma(m, m);
            l = l.fma(m, m);
        }
        FloatVector s = a.add(b).add(c).add(d).add(e).add(f);
        return s.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }

    @Benchmark
    public double f64() {
        DoubleVector m = DoubleVector.broadcast(Raw.F64, y);
        DoubleVector a = m.add(1);
        DoubleVector b = m.add(2);
        DoubleVector c = m.add(3);
        DoubleVector d = m.add(4);
        DoubleVector e = m.add(5);
        DoubleVector f = m.add(6);
        DoubleVector g = m.add(7);
        DoubleVector h = m.add(8);
        DoubleVector i = m.add(9);
        DoubleVector j = m.add(10);
        DoubleVector k = m.add(11);
        DoubleVector l = m.add(12);
        for (int step = 0; step < STEPS; step++) {
            a = a.fma(m, m);
            b = b.fma(m, m);
            c = c.fma(m, m);
            d = d.fma(m, m);
            e = e.fma(m, m);
            f = f.fma(m, m);
            g = g.fma(m, m);
            h = h.fma(m, m);
            i = i.fma(m, m);
            j = j.fma(m, m);
            k = k.fma(m, m);
            l = l.fma(m, m);
        }
        DoubleVector s = a.add(b).add(c).add(d).add(e).add(f);
        return s.add(g).add(h).add(i).add(j).add(k).add(l).lane(0);
    }
}
