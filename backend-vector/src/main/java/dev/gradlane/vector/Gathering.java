package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// Plain loops that collect elements at positions into a row: row element i = memory at `base` + i·`next` +
/// position[i]·`bytes`; 0 where the position is not less than `end`, without sign.
///
/// The Vector API gathers from arrays on the heap only; a loop of scalar loads reads any memory.
final class Gathering {
    private Gathering() {}

    /// @param by type of the positions, `step` bytes apart from `at` on
    static void run(
            DType type, DType by, long base, long next, long bytes, long end, long at, long step, long row, int count) {
        switch (type) {
            case F32, I32 -> {
                if (by == DType.I32) {
                    words32(base, next, bytes, end, at, step, row, count);
                } else {
                    words64(base, next, bytes, end, at, step, row, count);
                }
            }
            case F64, I64 -> {
                if (by == DType.I32) {
                    longs32(base, next, bytes, end, at, step, row, count);
                } else {
                    longs64(base, next, bytes, end, at, step, row, count);
                }
            }
            case BOOL -> bools(by, base, next, bytes, end, at, step, row, count);
        }
    }

    private static void words32(long base, long next, long bytes, long end, long at, long step, long row, int count) {
        for (int i = 0; i < count; i++) {
            long position = Address.ALL.get(Address.I32, at + i * step);
            int element = Long.compareUnsigned(position, end) < 0
                    ? Address.ALL.get(Address.I32, base + i * next + position * bytes)
                    : 0;
            Address.ALL.set(Address.I32, row + 4L * i, element);
        }
    }

    private static void words64(long base, long next, long bytes, long end, long at, long step, long row, int count) {
        for (int i = 0; i < count; i++) {
            long position = Address.ALL.get(Address.I64, at + i * step);
            int element = Long.compareUnsigned(position, end) < 0
                    ? Address.ALL.get(Address.I32, base + i * next + position * bytes)
                    : 0;
            Address.ALL.set(Address.I32, row + 4L * i, element);
        }
    }

    private static void longs32(long base, long next, long bytes, long end, long at, long step, long row, int count) {
        for (int i = 0; i < count; i++) {
            long position = Address.ALL.get(Address.I32, at + i * step);
            long element = Long.compareUnsigned(position, end) < 0
                    ? Address.ALL.get(Address.I64, base + i * next + position * bytes)
                    : 0;
            Address.ALL.set(Address.I64, row + 8L * i, element);
        }
    }

    private static void longs64(long base, long next, long bytes, long end, long at, long step, long row, int count) {
        for (int i = 0; i < count; i++) {
            long position = Address.ALL.get(Address.I64, at + i * step);
            long element = Long.compareUnsigned(position, end) < 0
                    ? Address.ALL.get(Address.I64, base + i * next + position * bytes)
                    : 0;
            Address.ALL.set(Address.I64, row + 8L * i, element);
        }
    }

    private static void bools(
            DType by, long base, long next, long bytes, long end, long at, long step, long row, int count) {
        for (int i = 0; i < count; i++) {
            long position = by == DType.I32
                    ? Address.ALL.get(Address.I32, at + i * step)
                    : Address.ALL.get(Address.I64, at + i * step);
            int element = Long.compareUnsigned(position, end) < 0
                    ? -Address.ALL.get(Address.BYTE, base + i * next + position * bytes)
                    : 0;
            Address.ALL.set(Address.I32, row + 4L * i, element);
        }
    }
}
