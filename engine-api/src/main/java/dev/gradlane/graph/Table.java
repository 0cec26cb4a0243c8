package dev.gradlane.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/// A constant table of at most 64 elements, as bits of `dtype`, read by the scalar instruction [Lookup].
public record Table(DType dtype, List<Long> bits) {
    public static final int MAX_ENTRIES = 64;

    public Table {
        bits = List.copyOf(bits);
        if (bits.isEmpty() || bits.size() > MAX_ENTRIES) {
            throw new GraphException("a lookup table has 1 to " + MAX_ENTRIES + " entries, got " + bits.size());
        }
    }

    /// A table of these entries.
    public static Table f32(float... values) {
        List<Long> bits = new java.util.ArrayList<>();
        for (float value : values) {
            bits.add(DType.F32.bitsOf(value));
        }
        return new Table(DType.F32, bits);
    }

    /// A table of these entries.
    public static Table f64(double... values) {
        return new Table(
                DType.F64,
                Arrays.stream(values).mapToObj(Double::doubleToRawLongBits).toList());
    }

    /// A table of these entries.
    public static Table i32(int... values) {
        return new Table(
                DType.I32, Arrays.stream(values).mapToObj(v -> v & 0xffffffffL).toList());
    }

    /// A table of these entries.
    public static Table i64(long... values) {
        return new Table(DType.I64, LongStream.of(values).boxed().toList());
    }
}
