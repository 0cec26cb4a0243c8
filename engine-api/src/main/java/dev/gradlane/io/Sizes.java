package dev.gradlane.io;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.OptionalLong;

/// Checks that every format needs before an array may be believed.
final class Sizes {
    /// Most axes of an array, as NumPy has it.
    static final int MAX_RANK = 64;

    private Sizes() {}

    /// The bytes of an array of non-negative extents; nothing if they do not fit 63 bits, even with the extents of 0
    /// left out, which no later product of some of the extents could survive.
    static OptionalLong bytes(DType dtype, List<Long> extents) {
        try {
            long size = dtype.bytes();
            boolean empty = false;
            for (long extent : extents) {
                empty |= extent == 0;
                size = Math.multiplyExact(size, Math.max(1, extent));
            }
            return OptionalLong.of(empty ? 0 : size);
        } catch (ArithmeticException _) {
            return OptionalLong.empty();
        }
    }

    static TensorType type(DType dtype, List<Long> extents) {
        return new TensorType(
                dtype, Shape.of(extents.stream().mapToLong(Long::longValue).toArray()));
    }

    /// The first byte of a bool array that is neither 0 nor 1.
    static OptionalLong wrongBool(DType dtype, MemorySegment data) {
        if (dtype == DType.BOOL) {
            for (long i = 0; i < data.byteSize(); i++) {
                if ((data.get(ValueLayout.JAVA_BYTE, i) & ~1) != 0) {
                    return OptionalLong.of(i);
                }
            }
        }
        return OptionalLong.empty();
    }
}
