package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Sizes;
import dev.gradlane.kernel.ArrayKernel;
import java.util.Arrays;

/// Elements along an axis in the order of `Float.compare`, equals in the order they had (numerics contract §6): an
/// element becomes an integer whose order is the same.
record Sorting(Slices slices) implements SizedArray {
    private static final int LONGEST = Integer.MAX_VALUE - 8;

    /// Instructions for each element, roughly.
    private static final int WEIGHT = 64;

    static Sorting of(int axis, ArrayKernel kernel, Sizes sizes) {
        Slices slices = Slices.of(kernel.operands().getFirst().type(), axis, sizes);
        if (slices.extent() > LONGEST) {
            throw new BackendException("device vector cannot sort " + slices.extent() + " elements at once");
        }
        return new Sorting(slices);
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        int n = (int) slices.extent();
        run.share(n == 0 ? 0 : slices.before() * slices.after(), (long) n * WEIGHT, (worker, from, to) -> {
            Row row = slices.type().bytes() == Integer.BYTES ? new Narrow(n) : new Wide(n);
            for (long unit = from; unit < to; unit++) {
                long element = slices.offset(unit / slices.after(), unit % slices.after());
                long index = element / slices.type().bytes() * Long.BYTES;
                row.load(operands[0] + element);
                row.sort();
                row.store(operands[0] + element, results[0] + element, results[1] + index);
            }
        });
    }

    /// An element's bits as an integer that is ordered as `Double.compare` orders elements.
    private long key(long address) {
        return switch (slices.type()) {
            case F32 -> {
                int bits = Float.floatToIntBits(Address.ALL.get(Address.F32, address));
                yield bits ^ bits >> 31 & Integer.MAX_VALUE;
            }
            case F64 -> {
                long bits = Double.doubleToLongBits(Address.ALL.get(Address.F64, address));
                yield bits ^ bits >> 63 & Long.MAX_VALUE;
            }
            case I32 -> Address.ALL.get(Address.I32, address);
            case I64 -> Address.ALL.get(Address.I64, address);
            case BOOL -> throw new IllegalStateException("sort takes numbers, not bool");
        };
    }

    /// One line of elements and their places.
    private abstract class Row {
        final int n;

        Row(int n) {
            this.n = n;
        }

        abstract void set(int i, long key);

        abstract void sort();

        /// Where the i-th in order was.
        abstract int place(int i);

        void load(long from) {
            for (int i = 0; i < n; i++) {
                set(i, key(from + i * slices.stride()));
            }
        }

        void store(long from, long sorted, long indices) {
            for (int i = 0; i < n; i++) {
                int place = place(i);
                long target = sorted + i * slices.stride();
                long source = from + place * slices.stride();
                if (slices.type().bytes() == Integer.BYTES) {
                    Address.ALL.set(Address.I32, target, Address.ALL.get(Address.I32, source));
                } else {
                    Address.ALL.set(Address.I64, target, Address.ALL.get(Address.I64, source));
                }
                Address.ALL.set(Address.I64, indices + i * slices.after() * Long.BYTES, place);
            }
        }
    }

    /// Key and place in one number.
    private final class Narrow extends Row {
        private final long[] both;

        Narrow(int n) {
            super(n);
            both = new long[n];
        }

        @Override
        void set(int i, long key) {
            both[i] = key << 32 | i;
        }

        @Override
        void sort() {
            Arrays.sort(both);
        }

        @Override
        int place(int i) {
            return (int) both[i];
        }
    }

    /// Keys of 64 bits, sorted with their places from the lowest byte to the highest.
    private final class Wide extends Row {
        private static final int FEW = 48;
        private static final int RADIX = 256;

        private long[] keys;
        private int[] places;
        private long[] otherKeys;
        private int[] otherPlaces;

        Wide(int n) {
            super(n);
            keys = new long[n];
            places = new int[n];
            otherKeys = new long[n > FEW ? n : 0];
            otherPlaces = new int[n > FEW ? n : 0];
        }

        @Override
        void set(int i, long key) {
            keys[i] = key;
            places[i] = i;
        }

        @Override
        int place(int i) {
            return places[i];
        }

        @Override
        void sort() {
            if (n <= FEW) {
                insert();
                return;
            }
            int[][] counts = new int[Long.BYTES][RADIX];
            for (int i = 0; i < n; i++) {
                for (int b = 0; b < Long.BYTES; b++) {
                    counts[b][digit(keys[i], b)]++;
                }
            }
            for (int b = 0; b < Long.BYTES; b++) {
                if (counts[b][digit(keys[0], b)] < n) {
                    distribute(counts[b], b);
                }
            }
        }

        /// The highest byte has the sign.
        private static int digit(long key, int b) {
            return (int) ((key ^ Long.MIN_VALUE) >>> 8 * b) & RADIX - 1;
        }

        private void distribute(int[] count, int b) {
            int start = 0;
            for (int digit = 0; digit < RADIX; digit++) {
                int elements = count[digit];
                count[digit] = start;
                start += elements;
            }
            for (int i = 0; i < n; i++) {
                int to = count[digit(keys[i], b)]++;
                otherKeys[to] = keys[i];
                otherPlaces[to] = places[i];
            }
            long[] k = keys;
            keys = otherKeys;
            otherKeys = k;
            int[] p = places;
            places = otherPlaces;
            otherPlaces = p;
        }

        private void insert() {
            for (int i = 1; i < n; i++) {
                long key = keys[i];
                int j = i;
                for (; j > 0 && keys[j - 1] > key; j--) {
                    keys[j] = keys[j - 1];
                    places[j] = places[j - 1];
                }
                keys[j] = key;
                places[j] = i;
            }
        }
    }
}
