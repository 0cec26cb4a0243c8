package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// One value at the points of a tile, on the Java heap: HotSpot's interpreter reads an element of an array in a few
/// nanoseconds, and one of a memory segment in a thousand. Only the array of the value's type has elements; a bool is
/// an i32, 0 or −1. A strip is longer than a tile, so that strips made one after another do not alias modulo 4 KiB.
final class Strip {
    private static final int PADDING = 320;
    private static final Strip NOTHING = new Strip(new float[0], new double[0], new int[0], new long[0]);

    final float[] f32;
    final double[] f64;
    final int[] i32;
    final long[] i64;

    private Strip(float[] f32, double[] f64, int[] i32, long[] i64) {
        this.f32 = f32;
        this.f64 = f64;
        this.i32 = i32;
        this.i64 = i64;
    }

    /// A strip for a tile.
    static Strip of(DType type) {
        return of(type, Rows.TILE + PADDING / Rows.stored(type).bytes());
    }

    static Strip of(DType type, int length) {
        return switch (type) {
            case F32 -> new Strip(new float[length], NOTHING.f64, NOTHING.i32, NOTHING.i64);
            case F64 -> new Strip(NOTHING.f32, new double[length], NOTHING.i32, NOTHING.i64);
            case I32, BOOL -> new Strip(NOTHING.f32, NOTHING.f64, new int[length], NOTHING.i64);
            case I64 -> new Strip(NOTHING.f32, NOTHING.f64, NOTHING.i32, new long[length]);
        };
    }

    /// Element i = the element with these bits; no −1 is made of a true bool.
    void set(DType type, int i, long bits) {
        switch (type) {
            case F32 -> f32[i] = Float.intBitsToFloat((int) bits);
            case F64 -> f64[i] = Double.longBitsToDouble(bits);
            case I32, BOOL -> i32[i] = (int) bits;
            case I64 -> i64[i] = bits;
        }
    }

    /// The first `n` elements = the element with these bits; of a bool, 0 or 1, which becomes −1.
    void fill(DType type, long bits, int n) {
        switch (type) {
            case F32 -> Arrays.fill(f32, 0, n, Float.intBitsToFloat((int) bits));
            case F64 -> Arrays.fill(f64, 0, n, Double.longBitsToDouble(bits));
            case I32 -> Arrays.fill(i32, 0, n, (int) bits);
            case I64 -> Arrays.fill(i64, 0, n, bits);
            case BOOL -> Arrays.fill(i32, 0, n, -(int) bits);
        }
    }

    /// Takes `n` elements from memory.
    void load(DType type, long address, int n) {
        switch (type) {
            case F32 -> MemorySegment.copy(Address.ALL, Address.F32, address, f32, 0, n);
            case F64 -> MemorySegment.copy(Address.ALL, Address.F64, address, f64, 0, n);
            case I32, BOOL -> MemorySegment.copy(Address.ALL, Address.I32, address, i32, 0, n);
            case I64 -> MemorySegment.copy(Address.ALL, Address.I64, address, i64, 0, n);
        }
    }

    void store(DType type, long address, int n) {
        switch (type) {
            case F32 -> MemorySegment.copy(f32, 0, Address.ALL, Address.F32, address, n);
            case F64 -> MemorySegment.copy(f64, 0, Address.ALL, Address.F64, address, n);
            case I32, BOOL -> MemorySegment.copy(i32, 0, Address.ALL, Address.I32, address, n);
            case I64 -> MemorySegment.copy(i64, 0, Address.ALL, Address.I64, address, n);
        }
    }

    /// Whether any of the first `n` bools is true.
    boolean any(int n) {
        int any = 0;
        for (int i = 0; i < n; i++) {
            any |= i32[i];
        }
        return any != 0;
    }
}
