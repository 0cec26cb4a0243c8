package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/// A tensor on the host: bits per element, row-major, and the extents that its symbols have.
public final class Value {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final TensorType type;
    private final int[] extents;
    private final long[] bits;

    private Value(TensorType type, int[] extents, long[] bits) {
        this.type = type;
        this.extents = extents;
        this.bits = bits;
    }

    /// @param element the bits at a row-major index
    public static Value of(TensorType type, Map<String, Long> sizes, LongUnaryOperator element) {
        int[] extents = type.shape().dims().stream()
                .mapToInt(dim -> (int) Shape.of(dim).size(sizes))
                .toArray();
        long[] bits = new long[Math.toIntExact(type.shape().size(sizes))];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = element.applyAsLong(i);
        }
        return new Value(type, extents, bits);
    }

    /// The elements of `memory` as a device writes them.
    static Value read(TensorType type, Map<String, Long> sizes, MemorySegment memory) {
        return of(type, sizes, i -> switch (type.dtype().bytes()) {
            case 1 -> memory.get(ValueLayout.JAVA_BYTE, i) & 0xffL;
            case 4 -> memory.get(INT, 4 * i) & 0xffffffffL;
            default -> memory.get(LONG, 8 * i);
        });
    }

    void write(MemorySegment memory) {
        for (int i = 0; i < bits.length; i++) {
            switch (type.dtype().bytes()) {
                case 1 -> memory.set(ValueLayout.JAVA_BYTE, i, (byte) bits[i]);
                case 4 -> memory.set(INT, 4L * i, (int) bits[i]);
                default -> memory.set(LONG, 8L * i, bits[i]);
            }
        }
    }

    /// Sample `index` of a batch, with the type that a graph of one sample has.
    Value sample(TensorType single, int index) {
        int size = extents[0] == 0 ? 0 : bits.length / extents[0];
        long[] part = java.util.Arrays.copyOfRange(bits, index * size, (index + 1) * size);
        return new Value(single, java.util.Arrays.copyOfRange(extents, 1, extents.length), part);
    }

    /// Samples `from` to `to` of a batch.
    Value samples(int from, int to) {
        int size = extents[0] == 0 ? 0 : bits.length / extents[0];
        int[] fewer = extents.clone();
        fewer[0] = to - from;
        return new Value(type, fewer, java.util.Arrays.copyOfRange(bits, from * size, to * size));
    }

    public TensorType type() {
        return type;
    }

    public DType dtype() {
        return type.dtype();
    }

    public int size() {
        return bits.length;
    }

    public long bits(int index) {
        return bits[index];
    }

    int extent(int axis) {
        return extents[axis];
    }

    /// This value with every extent fixed.
    TensorType fixedType() {
        return type.withShape(
                new Shape(java.util.Arrays.stream(extents).mapToObj(Dim::of).toList()));
    }

    /// The first element at which the two differ by the numerics contract, with both bit patterns.
    public Optional<String> difference(Value actual) {
        if (bits.length != actual.bits.length) {
            return Optional.of("expected " + bits.length + " elements, got " + actual.bits.length);
        }
        for (int i = 0; i < bits.length; i++) {
            if (!dtype().same(bits[i], actual.bits[i])) {
                return Optional.of(String.format(
                        "element %d of %s: expected %s, got %s",
                        i, fixedType(), element(dtype(), bits[i]), element(dtype(), actual.bits[i])));
            }
        }
        return Optional.empty();
    }

    /// The first difference of two lists of outputs.
    public static Optional<String> difference(List<Value> expected, List<Value> actual) {
        for (int i = 0; i < expected.size(); i++) {
            Optional<String> difference = expected.get(i).difference(actual.get(i));
            if (difference.isPresent()) {
                return Optional.of("output " + i + ", " + difference.get());
            }
        }
        return Optional.empty();
    }

    private static String element(DType dtype, long bits) {
        return String.format("%0" + 2 * dtype.bytes() + "x (%s)", bits, dtype.toDouble(bits));
    }
}
