package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// Plain loops between memory at any stride and scratch rows. A bool is a byte in memory and an i32 in a row.
final class Packing {
    private Packing() {}

    /// The element in memory.
    static long bits(DType type, long address) {
        return switch (type) {
            case F32, I32 -> Address.ALL.get(Address.I32, address);
            case F64, I64 -> Address.ALL.get(Address.I64, address);
            case BOOL -> Address.ALL.get(Address.BYTE, address);
        };
    }

    /// The first element of a row.
    static long rowBits(DType type, long row) {
        long bits = bits(Rows.stored(type), row);
        return type == DType.BOOL ? bits & 1 : bits;
    }

    /// The number `position`, converted to `type`.
    static long positionBits(DType type, long position) {
        return switch (type) {
            case F32 -> Float.floatToRawIntBits((float) position);
            case F64 -> Double.doubleToRawLongBits((double) position);
            case I32, I64 -> position;
            case BOOL -> throw new IllegalStateException("a position is a number");
        };
    }

    /// row element i = memory at `from` + i·`stride` bytes.
    static void load(DType type, long from, long stride, long row, int count) {
        switch (type) {
            case F32, I32 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I32, row + 4L * i, Address.ALL.get(Address.I32, from + i * stride));
                }
            }
            case F64, I64 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I64, row + 8L * i, Address.ALL.get(Address.I64, from + i * stride));
                }
            }
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I32, row + 4L * i, -Address.ALL.get(Address.BYTE, from + i * stride));
                }
            }
        }
    }

    /// memory at `to` + i·`stride` bytes = row element i.
    static void store(DType type, long row, long to, long stride, int count) {
        switch (type) {
            case F32, I32 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I32, to + i * stride, Address.ALL.get(Address.I32, row + 4L * i));
                }
            }
            case F64, I64 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I64, to + i * stride, Address.ALL.get(Address.I64, row + 8L * i));
                }
            }
            case BOOL -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.BYTE, to + i * stride, (byte) -Address.ALL.get(Address.I32, row + 4L * i));
                }
            }
        }
    }

    /// row element i = the number `first` + i·`step`, converted to `type`.
    static void positions(DType type, long first, long step, long row, int count) {
        switch (type) {
            case F32 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.F32, row + 4L * i, (float) (first + i * step));
                }
            }
            case F64 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.F64, row + 8L * i, (double) (first + i * step));
                }
            }
            case I32 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I32, row + 4L * i, (int) (first + i * step));
                }
            }
            case I64 -> {
                for (int i = 0; i < count; i++) {
                    Address.ALL.set(Address.I64, row + 8L * i, first + i * step);
                }
            }
            case BOOL -> throw new IllegalStateException("a position is a number");
        }
    }
}
