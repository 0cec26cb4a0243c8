package dev.gradlane;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;

/// Elements of dense memory as Java numbers, and the other way.
final class Elements {
    private Elements() {}

    static MemorySegment scalar(DType dtype, double value) {
        return MemorySegment.ofArray(new long[] {dtype.bitsOf(value)}).asSlice(0, dtype.bytes());
    }

    static MemorySegment zeros(TensorType type) {
        long bytes = Math.multiplyExact(type.shape().size(), (long) type.dtype().bytes());
        return MemorySegment.ofArray(new long[Math.toIntExact((bytes + Long.BYTES - 1) / Long.BYTES)])
                .asSlice(0, bytes);
    }

    static double[] toDoubles(DType dtype, MemorySegment data) {
        return switch (dtype) {
            case F64 -> data.toArray(JAVA_DOUBLE_UNALIGNED);
            case F32 -> fill(data, dtype, i -> data.getAtIndex(JAVA_FLOAT_UNALIGNED, i));
            case I32, I64, BOOL -> throw mismatch(dtype, "toInts or toLongs");
        };
    }

    static float[] toFloats(DType dtype, MemorySegment data) {
        if (dtype != DType.F32) {
            throw mismatch(dtype, "toDoubles");
        }
        return data.toArray(JAVA_FLOAT_UNALIGNED);
    }

    static int[] toInts(DType dtype, MemorySegment data) {
        if (dtype != DType.I32) {
            throw mismatch(dtype, "toLongs or toDoubles");
        }
        return data.toArray(JAVA_INT_UNALIGNED);
    }

    static long[] toLongs(DType dtype, MemorySegment data) {
        return switch (dtype) {
            case I64 -> data.toArray(JAVA_LONG_UNALIGNED);
            case I32 ->
                Arrays.stream(data.toArray(JAVA_INT_UNALIGNED)).asLongStream().toArray();
            case F32, F64, BOOL -> throw mismatch(dtype, "toDoubles");
        };
    }

    /// Elements of any type as doubles; bool as 0 and 1, i64 rounded.
    static double[] toNumbers(DType dtype, MemorySegment data) {
        long[] bits = bits(dtype, data);
        return Arrays.stream(bits).mapToDouble(dtype::toDouble).toArray();
    }

    static long[] bits(DType dtype, MemorySegment data) {
        IntToLongFunction read = switch (dtype) {
            case F32, I32 -> i -> data.getAtIndex(JAVA_INT_UNALIGNED, i) & 0xffffffffL;
            case F64, I64 -> i -> data.getAtIndex(JAVA_LONG_UNALIGNED, i);
            case BOOL -> i -> data.get(JAVA_BYTE, i);
        };
        long[] bits = new long[count(data, dtype)];
        Arrays.setAll(bits, read);
        return bits;
    }

    /// Little-endian, every NaN the canonical one.
    static byte[] canonical(DType dtype, long[] bits) {
        long nan = dtype.isFloat() ? dtype.bitsOf(Double.NaN) : 0;
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(bits.length, dtype.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (long element : bits) {
            long canonical = dtype.isFloat() && Double.isNaN(dtype.toDouble(element)) ? nan : element;
            switch (dtype) {
                case F32, I32 -> bytes.putInt((int) canonical);
                case F64, I64 -> bytes.putLong(canonical);
                case BOOL -> bytes.put((byte) canonical);
            }
        }
        return bytes.array();
    }

    private static double[] fill(MemorySegment data, DType dtype, IntToDoubleFunction read) {
        double[] values = new double[count(data, dtype)];
        Arrays.setAll(values, read);
        return values;
    }

    private static int count(MemorySegment data, DType dtype) {
        long count = data.byteSize() / dtype.bytes();
        if (count > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(count + " elements do not fit a Java array: read segment() piecewise");
        }
        return (int) count;
    }

    private static IllegalArgumentException mismatch(DType dtype, String instead) {
        return new IllegalArgumentException("this tensor holds " + dtype.symbol() + ": read it with " + instead
                + ", or convert it in the function with to(…)");
    }
}
