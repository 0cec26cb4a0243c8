package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// Plain loops that collect elements at positions into a row: row element i = memory at `base` + i·`next` +
/// position[i]·`bytes`; 0 where the position is not less than `end`, without sign.
///
/// The Vector API gathers from arrays on the heap only; scalar loads read any memory. Four positions at a time are
/// looked at before the first element is read, so that loads wait for no comparison and for no store.
///
/// @param by type of the positions, which lie `step` bytes apart from `at` on
record Gathering(DType type, DType by, long base, long next, long bytes, long end, long at, long step) {
    private static final int TOGETHER = 4;

    /// The position at an address.
    static long position(DType by, long address) {
        return by == DType.I32 ? Address.ALL.get(Address.I32, address) : Address.ALL.get(Address.I64, address);
    }

    /// Fills `count` elements of a row.
    void run(long row, int count) {
        int whole = type == DType.BOOL ? 0 : count - count % TOGETHER;
        boolean words = type.bytes() == Integer.BYTES;
        if (by == DType.I32) {
            if (words) {
                words32(row, whole);
            } else {
                longs32(row, whole);
            }
        } else if (words) {
            words64(row, whole);
        } else {
            longs64(row, whole);
        }
        singly(row, whole, count);
    }

    private static boolean areLegal(long a, long b, long c, long d, long end) {
        return Math.min(Math.min(a, b), Math.min(c, d)) >= 0 && Math.max(Math.max(a, b), Math.max(c, d)) < end;
    }

    private void words32(long row, int count) {
        for (int i = 0; i < count; i += TOGETHER) {
            long from = at + i * step;
            long a = Address.ALL.get(Address.I32, from);
            long b = Address.ALL.get(Address.I32, from + step);
            long c = Address.ALL.get(Address.I32, from + 2 * step);
            long d = Address.ALL.get(Address.I32, from + 3 * step);
            if (areLegal(a, b, c, d, end)) {
                words(base + i * next, a, b, c, d, row + 4L * i);
            } else {
                singly(row, i, i + TOGETHER);
            }
        }
    }

    private void words64(long row, int count) {
        for (int i = 0; i < count; i += TOGETHER) {
            long from = at + i * step;
            long a = Address.ALL.get(Address.I64, from);
            long b = Address.ALL.get(Address.I64, from + step);
            long c = Address.ALL.get(Address.I64, from + 2 * step);
            long d = Address.ALL.get(Address.I64, from + 3 * step);
            if (areLegal(a, b, c, d, end)) {
                words(base + i * next, a, b, c, d, row + 4L * i);
            } else {
                singly(row, i, i + TOGETHER);
            }
        }
    }

    private void longs32(long row, int count) {
        for (int i = 0; i < count; i += TOGETHER) {
            long from = at + i * step;
            long a = Address.ALL.get(Address.I32, from);
            long b = Address.ALL.get(Address.I32, from + step);
            long c = Address.ALL.get(Address.I32, from + 2 * step);
            long d = Address.ALL.get(Address.I32, from + 3 * step);
            if (areLegal(a, b, c, d, end)) {
                longs(base + i * next, a, b, c, d, row + 8L * i);
            } else {
                singly(row, i, i + TOGETHER);
            }
        }
    }

    private void longs64(long row, int count) {
        for (int i = 0; i < count; i += TOGETHER) {
            long from = at + i * step;
            long a = Address.ALL.get(Address.I64, from);
            long b = Address.ALL.get(Address.I64, from + step);
            long c = Address.ALL.get(Address.I64, from + 2 * step);
            long d = Address.ALL.get(Address.I64, from + 3 * step);
            if (areLegal(a, b, c, d, end)) {
                longs(base + i * next, a, b, c, d, row + 8L * i);
            } else {
                singly(row, i, i + TOGETHER);
            }
        }
    }

    private void words(long from, long a, long b, long c, long d, long to) {
        int p = Address.ALL.get(Address.I32, from + a * bytes);
        int q = Address.ALL.get(Address.I32, from + next + b * bytes);
        int r = Address.ALL.get(Address.I32, from + 2 * next + c * bytes);
        int s = Address.ALL.get(Address.I32, from + 3 * next + d * bytes);
        Address.ALL.set(Address.I32, to, p);
        Address.ALL.set(Address.I32, to + 4, q);
        Address.ALL.set(Address.I32, to + 8, r);
        Address.ALL.set(Address.I32, to + 12, s);
    }

    private void longs(long from, long a, long b, long c, long d, long to) {
        long p = Address.ALL.get(Address.I64, from + a * bytes);
        long q = Address.ALL.get(Address.I64, from + next + b * bytes);
        long r = Address.ALL.get(Address.I64, from + 2 * next + c * bytes);
        long s = Address.ALL.get(Address.I64, from + 3 * next + d * bytes);
        Address.ALL.set(Address.I64, to, p);
        Address.ALL.set(Address.I64, to + 8, q);
        Address.ALL.set(Address.I64, to + 16, r);
        Address.ALL.set(Address.I64, to + 24, s);
    }

    /// Elements `first` to `last` − 1, each by itself.
    private void singly(long row, int first, int last) {
        for (int i = first; i < last; i++) {
            long position = position(by, at + i * step);
            if (Long.compareUnsigned(position, end) < 0) {
                Packing.load(
                        type,
                        base + i * next + position * bytes,
                        0,
                        row + (long) i * Rows.stored(type).bytes(),
                        1);
            } else {
                Address.zero(
                        row + (long) i * Rows.stored(type).bytes(),
                        Rows.stored(type).bytes());
            }
        }
    }
}
