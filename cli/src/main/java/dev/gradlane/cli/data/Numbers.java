package dev.gradlane.cli.data;

import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;

/// Numbers as people write them, and as elements in memory.
public final class Numbers {
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Numbers() {}

    /// A decimal number rounded once to `dtype`, as bits. Also taken are `NaN`, `inf` and `Infinity`, in
    /// any case and with a sign.
    ///
    /// @throws NumberFormatException if `text` is none or beyond the range of `dtype`; the message says
    ///     which
    public static long parse(String text, DType dtype) {
        if (!isDecimal(text)) {
            return bits(nonFinite(text), dtype);
        }
        // each parses the decimal digits themselves: through double, a float would be rounded twice
        double value = dtype == DType.F32 ? Float.parseFloat(text) : Double.parseDouble(text);
        if (Double.isInfinite(value)) {
            throw new NumberFormatException("'" + text + "' is beyond the range of " + dtype.symbol());
        }
        return bits(value, dtype);
    }

    private static double nonFinite(String text) {
        String sign = text.startsWith("-") || text.startsWith("+") ? text.substring(0, 1) : "";
        return switch (text.substring(sign.length()).toLowerCase(Locale.ROOT)) {
            case "inf", "infinity" -> sign.equals("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            case "nan" -> Double.NaN;
            default ->
                throw new NumberFormatException(
                        text.isEmpty() ? "a number is missing" : "'" + text + "' is not a number");
        };
    }

    /// True for digits with at most one point, an optional sign and exponent; Java's own parser takes more
    /// (1f, 0x1p3).
    private static boolean isDecimal(String text) {
        int digits = 0;
        boolean point = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (c == '.' && !point) {
                point = true;
            } else if ((c == 'e' || c == 'E') && digits > 0) {
                return isExponent(text, i + 1);
            } else if (i > 0 || c != '-' && c != '+') {
                return false;
            }
        }
        return digits > 0;
    }

    private static boolean isExponent(String text, int start) {
        int i = start < text.length() && (text.charAt(start) == '-' || text.charAt(start) == '+') ? start + 1 : start;
        int first = i;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i > first && i == text.length();
    }

    /// Bits of a value that `dtype` has.
    private static long bits(double value, DType dtype) {
        return dtype == DType.F32 ? Float.floatToIntBits((float) value) & 0xffffffffL : Double.doubleToLongBits(value);
    }

    public static boolean isNaN(long bits, DType dtype) {
        return Double.isNaN(dtype.toDouble(bits));
    }

    /// The element at `index` of a dense segment, as bits; of every NaN, the canonical ones.
    public static long get(MemorySegment elements, long index, DType dtype) {
        long bits = dtype.bytes() == 4 ? elements.get(INT, index * 4) & 0xffffffffL : elements.get(LONG, index * 8);
        return dtype.isFloat() && isNaN(bits, dtype) ? bits(Double.NaN, dtype) : bits;
    }

    public static void set(MemorySegment elements, long index, DType dtype, long bits) {
        if (dtype.bytes() == 4) {
            elements.set(INT, index * 4, (int) bits);
        } else {
            elements.set(LONG, index * 8, bits);
        }
    }

    /// The shortest decimal number that rounds to these bits; `NaN`, `Infinity`, `-Infinity`.
    public static String format(long bits, DType dtype) {
        return dtype == DType.F32
                ? Float.toString(Float.intBitsToFloat((int) bits))
                : Double.toString(Double.longBitsToDouble(bits));
    }
}
