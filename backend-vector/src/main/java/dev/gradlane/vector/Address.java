package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// The whole address space as one segment. A constant segment costs generated code nothing, where segments of several
/// kinds cost it three to six times its time; the price is that nothing checks an access, so every kernel's bounds are
/// checked for the sizes of a launch before its first instruction.
final class Address {
    @SuppressWarnings("restricted")
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    /// Every bit that an address of a process may have.
    static final long SPACE = (1L << 62) - 1;

    static final ByteOrder ORDER = ByteOrder.LITTLE_ENDIAN;
    static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ORDER);
    static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ORDER);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ORDER);
    static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ORDER);

    private Address() {}

    /// Writes the element with these bits.
    static void put(DType type, long address, long bits) {
        if (Rows.stored(type).bytes() == Integer.BYTES) {
            ALL.set(I32, address, (int) bits);
        } else {
            ALL.set(I64, address, bits);
        }
    }

    static void zero(long address, long bytes) {
        ALL.asSlice(address, bytes).fill((byte) 0);
    }

    static void copy(long from, long to, long bytes) {
        MemorySegment.copy(ALL, from, ALL, to, bytes);
    }
}
