package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;

/// A row of elements of one type in a Java array, where all arithmetic happens: the array of that type holds them, the
/// four others are empty. A bool is the byte 0 or 1.
final class Block {
    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfByte BOOL = ValueLayout.JAVA_BYTE;

    final DType dtype;
    final float[] f32;
    final double[] f64;
    final int[] i32;
    final long[] i64;
    final byte[] bool;

    Block(DType dtype, int length) {
        this.dtype = dtype;
        this.f32 = new float[dtype == DType.F32 ? length : 0];
        this.f64 = new double[dtype == DType.F64 ? length : 0];
        this.i32 = new int[dtype == DType.I32 ? length : 0];
        this.i64 = new long[dtype == DType.I64 ? length : 0];
        this.bool = new byte[dtype == DType.BOOL ? length : 0];
    }

    /// Elements `at` to `at + count − 1` from elements `index`, `index + stride`, … of `memory`.
    void read(MemorySegment memory, long index, long stride, int at, int count) {
        switch (dtype) {
            case F32 -> {
                if (stride == 1) {
                    MemorySegment.copy(memory, F32, index * 4, f32, at, count);
                } else if (stride == 0) {
                    Arrays.fill(f32, at, at + count, memory.get(F32, index * 4));
                } else {
                    for (int i = 0; i < count; i++) {
                        f32[at + i] = memory.get(F32, (index + i * stride) * 4);
                    }
                }
            }
            case F64 -> {
                if (stride == 1) {
                    MemorySegment.copy(memory, F64, index * 8, f64, at, count);
                } else if (stride == 0) {
                    Arrays.fill(f64, at, at + count, memory.get(F64, index * 8));
                } else {
                    for (int i = 0; i < count; i++) {
                        f64[at + i] = memory.get(F64, (index + i * stride) * 8);
                    }
                }
            }
            case I32 -> {
                if (stride == 1) {
                    MemorySegment.copy(memory, I32, index * 4, i32, at, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        i32[at + i] = memory.get(I32, (index + i * stride) * 4);
                    }
                }
            }
            case I64 -> {
                if (stride == 1) {
                    MemorySegment.copy(memory, I64, index * 8, i64, at, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        i64[at + i] = memory.get(I64, (index + i * stride) * 8);
                    }
                }
            }
            case BOOL -> {
                // a caller's byte other than 0 and 1 is true too
                for (int i = 0; i < count; i++) {
                    bool[at + i] = (byte) (memory.get(BOOL, index + i * stride) != 0 ? 1 : 0);
                }
            }
        }
    }

    /// Elements `at` to `at + count − 1` to elements `index`, `index + stride`, … of `memory`.
    void write(MemorySegment memory, long index, long stride, int at, int count) {
        switch (dtype) {
            case F32 -> {
                if (stride == 1) {
                    MemorySegment.copy(f32, at, memory, F32, index * 4, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        memory.set(F32, (index + i * stride) * 4, f32[at + i]);
                    }
                }
            }
            case F64 -> {
                if (stride == 1) {
                    MemorySegment.copy(f64, at, memory, F64, index * 8, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        memory.set(F64, (index + i * stride) * 8, f64[at + i]);
                    }
                }
            }
            case I32 -> {
                if (stride == 1) {
                    MemorySegment.copy(i32, at, memory, I32, index * 4, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        memory.set(I32, (index + i * stride) * 4, i32[at + i]);
                    }
                }
            }
            case I64 -> {
                if (stride == 1) {
                    MemorySegment.copy(i64, at, memory, I64, index * 8, count);
                } else {
                    for (int i = 0; i < count; i++) {
                        memory.set(I64, (index + i * stride) * 8, i64[at + i]);
                    }
                }
            }
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    memory.set(BOOL, index + i * stride, bool[at + i]);
                }
            }
        }
    }
}
