package dev.gradlane.opencl;

import java.util.EnumSet;

/// The functions that instructions of more than one step become. A source holds those that it uses.
enum Prelude {
    MIN_F32(least("float", "int", "min_f32")),
    MAX_F32(greatest("float", "int", "max_f32")),
    MIN_F64(least("double", "long", "min_f64")),
    MAX_F64(greatest("double", "long", "max_f64")),
    F32_TO_I32(truncated("float", "int", "f32_to_i32", "-2147483648.0f", "2147483648.0f", "0x7fffffff")),
    F32_TO_I64(truncated("float", "long", "f32_to_i64", "-0x1p63f", "0x1p63f", "0x7fffffffffffffffL")),
    F64_TO_I32(truncated("double", "int", "f64_to_i32", "-2147483648.0", "2147483648.0", "0x7fffffff")),
    F64_TO_I64(truncated("double", "long", "f64_to_i64", "-0x1p63", "0x1p63", "0x7fffffffffffffffL")),
    LANE_OF("""
            // The lane that is visited as number r, so that lanes meet in the order of the tree of
            // halves: r with its `bits` bits reversed.
            int lane_of(int r, int bits) {
                int lane = (r & 1) << 6 | (r & 2) << 4 | (r & 4) << 2 | (r & 8)
                         | (r & 16) >> 2 | (r & 32) >> 4 | (r & 64) >> 6;
                return lane >> (7 - bits);
            }
            // Bits that number the lanes of n elements; no more than 128 lanes.
            int lane_bits(idx n) {
                return n > 64 ? 7 : n > 1 ? 32 - clz((int)n - 1) : 0;
            }
            """);

    private final String text;

    Prelude(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    static EnumSet<Prelude> none() {
        return EnumSet.noneOf(Prelude.class);
    }

    /// Of equal numbers −0 is the lesser: its sign bit survives `or`.
    private static String least(String type, String bits, String name) {
        return """
               TYPE NAME(TYPE a, TYPE b) {
                   TYPE equal = as_TYPE(as_BITS(a) | as_BITS(b));
                   return a < b ? a : a > b ? b : a == b ? equal : a + b;
               }
               """.replace("TYPE", type).replace("BITS", bits).replace("NAME", name);
    }

    /// Of equal numbers +0 is the greater: `and` drops the sign bit.
    private static String greatest(String type, String bits, String name) {
        return """
               TYPE NAME(TYPE a, TYPE b) {
                   TYPE equal = as_TYPE(as_BITS(a) & as_BITS(b));
                   return a > b ? a : a < b ? b : a == b ? equal : a + b;
               }
               """.replace("TYPE", type).replace("BITS", bits).replace("NAME", name);
    }

    /// The cast itself is undefined outside the range, so it never sees such a number.
    private static String truncated(String from, String to, String name, String least, String past, String greatest) {
        return """
               TO NAME(FROM a) {
                   FROM inside = a > LEAST ? a : LEAST;
                   inside = a < PAST ? inside : 0;
                   TO number = (TO)inside;
                   number = a >= PAST ? GREATEST : number;
                   return a != a ? 0 : number;
               }
               """.replace("FROM", from)
                .replace("TO", to)
                .replace("NAME", name)
                .replace("LEAST", least)
                .replace("PAST", past)
                .replace("GREATEST", greatest);
    }
}
