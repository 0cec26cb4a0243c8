package dev.gradlane.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/// Memory as the hand-written kernels address it: absolute addresses over one constant segment that spans
/// the address space, which costs no bounds check and no profile of segment kinds.
public final class Raw {
    /// Every address of the process.
    public static final MemorySegment ALL = everything();

    /// Floats of the widest vectors of this machine.
    public static final VectorSpecies<Float> F32 = FloatVector.SPECIES_PREFERRED;

    /// Doubles of the widest vectors of this machine.
    public static final VectorSpecies<Double> F64 = DoubleVector.SPECIES_PREFERRED;

    private static final FloatVector NUMBERS = FloatVector.zero(F32).addIndex(1);
    /// That of the machine.
    public static final ByteOrder ORDER = ByteOrder.nativeOrder();
    private static final long LINE = 64;
    private static final long PAGE = 4096;
    private static final long STAGGER = 5 * LINE;
    private static long allocated;

    private Raw() {}

    @SuppressWarnings("restricted")
    private static MemorySegment everything() {
        return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    }

    /// `bytes` of zeroed memory on a cache line, with room for a vector behind; each allocation starts
    /// five lines further into a page than the one before, so that equal offsets of two buffers do not
    /// meet modulo 4 KiB. It is never freed.
    public static synchronized long allocate(long bytes) {
        allocated++;
        return Arena.global().allocate(bytes + PAGE + LINE, PAGE).address() + allocated * STAGGER % PAGE;
    }

    /// `n` seeded floats in [low, high).
    public static long floats(int n, float low, float high, long seed) {
        long address = allocate(4L * n);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            ALL.set(ValueLayout.JAVA_FLOAT, address + 4L * i, (float) random.nextDouble(low, high));
        }
        return address;
    }

    /// `n` seeded doubles in [low, high).
    public static long doubles(int n, double low, double high, long seed) {
        long address = allocate(8L * n);
        var random = new SplittableRandom(seed);
        for (int i = 0; i < n; i++) {
            ALL.set(ValueLayout.JAVA_DOUBLE, address + 8L * i, random.nextDouble(low, high));
        }
        return address;
    }

    public static float[] floatArray(long address, int n) {
        float[] copy = new float[n];
        MemorySegment.copy(ALL, ValueLayout.JAVA_FLOAT, address, copy, 0, n);
        return copy;
    }

    public static double[] doubleArray(long address, int n) {
        double[] copy = new double[n];
        MemorySegment.copy(ALL, ValueLayout.JAVA_DOUBLE, address, copy, 0, n);
        return copy;
    }

    public static FloatVector f32(long address) {
        return FloatVector.fromMemorySegment(F32, ALL, address, ORDER);
    }

    public static FloatVector f32(long address, VectorMask<Float> mask) {
        return FloatVector.fromMemorySegment(F32, ALL, address, ORDER, mask);
    }

    /// The first `n` lanes, none where n ≤ 0.
    public static VectorMask<Float> first(int n) {
        return NUMBERS.lt(n);
    }

    public static void put(FloatVector v, long address) {
        v.intoMemorySegment(ALL, address, ORDER);
    }

    public static DoubleVector f64(long address) {
        return DoubleVector.fromMemorySegment(F64, ALL, address, ORDER);
    }

    public static void put(DoubleVector v, long address) {
        v.intoMemorySegment(ALL, address, ORDER);
    }

    public static float get(long address) {
        return ALL.get(ValueLayout.JAVA_FLOAT, address);
    }

    public static double getDouble(long address) {
        return ALL.get(ValueLayout.JAVA_DOUBLE, address);
    }

    public static void put(float x, long address) {
        ALL.set(ValueLayout.JAVA_FLOAT, address, x);
    }
}
