package dev.gradlane.graph;

import java.util.Locale;
import java.util.Optional;

/// The element type of a tensor. Values travel through the graph as *bits*: a `long` whose low
/// [#bytes] bytes hold the element (f32 and i32 zero-extended, bool as 0 or 1).
public enum DType {
    /// IEEE 754 binary32.
    F32(4),
    /// IEEE 754 binary64.
    F64(8),
    /// Two's complement, 32 bits; wraps.
    I32(4),
    /// Two's complement, 64 bits; wraps.
    I64(8),
    /// True or false; a byte in memory, 0 or 1.
    BOOL(1);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /// Bytes of one element in a dense row-major buffer.
    public int bytes() {
        return bytes;
    }

    /// Whether elements are floating-point numbers.
    public boolean isFloat() {
        return this == F32 || this == F64;
    }

    /// Whether elements are integers.
    public boolean isInteger() {
        return this == I32 || this == I64;
    }

    /// The name in IR text: `f32`, `f64`, `i32`, `i64`, `bool`.
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The type with this word in IR text.
    public static Optional<DType> named(String symbol) {
        for (DType dtype : values()) {
            if (dtype.symbol().equals(symbol)) {
                return Optional.of(dtype);
            }
        }
        return Optional.empty();
    }

    /// The integer type as wide as this one: what `bits` of a float yields.
    public DType bitsType() {
        return switch (this) {
            case F32, I32 -> I32;
            case F64, I64 -> I64;
            case BOOL -> BOOL;
        };
    }

    /// Bits of `value` rounded once to this type.
    ///
    /// @throws IllegalArgumentException if this is an integer type and `value` is not one of its numbers
    public long bitsOf(double value) {
        return switch (this) {
            case F32 -> Float.floatToRawIntBits((float) value) & 0xffffffffL;
            case F64 -> Double.doubleToRawLongBits(value);
            case I32 -> whole(value, (int) value) & 0xffffffffL;
            case I64 -> whole(value, (long) value);
            case BOOL -> whole(value, value == 1 ? 1 : 0);
        };
    }

    private long whole(double value, long result) {
        if ((double) result != value) {
            throw new IllegalArgumentException(value + " is not a number of type " + symbol());
        }
        return result;
    }

    /// The number that `bits` stand for; i64 beyond 2^53 is rounded.
    public double toDouble(long bits) {
        return switch (this) {
            case F32 -> Float.intBitsToFloat((int) bits);
            case F64 -> Double.longBitsToDouble(bits);
            case I32 -> (int) bits;
            case I64 -> bits;
            case BOOL -> bits & 1;
        };
    }

    /// True when the two are the same result by the numerics contract: equal bits, or both NaN.
    public boolean same(long a, long b) {
        return a == b || isFloat() && Double.isNaN(toDouble(a)) && Double.isNaN(toDouble(b));
    }
}
