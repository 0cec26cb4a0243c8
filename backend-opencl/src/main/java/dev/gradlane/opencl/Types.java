package dev.gradlane.opencl;

import dev.gradlane.graph.DType;

/// Element types and their constants in OpenCL C.
final class Types {
    private Types() {}

    /// The type of a value.
    static String value(DType type) {
        return switch (type) {
            case F32 -> "float";
            case F64 -> "double";
            case I32 -> "int";
            case I64 -> "long";
            case BOOL -> "bool";
        };
    }

    /// The type of an element in memory: a bool is a byte there.
    static String memory(DType type) {
        return type == DType.BOOL ? "uchar" : value(type);
    }

    static String unsigned(DType type) {
        return switch (type) {
            case F32, I32 -> "uint";
            case F64, I64 -> "ulong";
            case BOOL -> "uchar";
        };
    }

    /// The bits themselves: no decimal number is ever read back.
    static String constant(DType type, long bits) {
        return switch (type) {
            case F32 -> "as_float(0x" + hex(bits & 0xffffffffL, 8) + "u)";
            case F64 -> "as_double(0x" + hex(bits, 16) + "ul)";
            case I32 -> "as_int(0x" + hex(bits & 0xffffffffL, 8) + "u)";
            case I64 -> "as_long(0x" + hex(bits, 16) + "ul)";
            case BOOL -> bits == 0 ? "false" : "true";
        };
    }

    private static String hex(long bits, int digits) {
        String text = Long.toHexString(bits);
        return "0".repeat(digits - text.length()) + text;
    }
}
