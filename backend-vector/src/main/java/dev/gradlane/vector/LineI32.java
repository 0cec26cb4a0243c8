package dev.gradlane.vector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A line of i32.
final class LineI32 extends Line {
    private final int[] x;

    LineI32(int length) {
        x = new int[length];
    }

    private static int[] of(Line line) {
        return ((LineI32) line).x;
    }

    @Override
    void load(long address, long stride, int n) {
        if (stride == Integer.BYTES) {
            MemorySegment.copy(Address.ALL, Address.I32, address, x, 0, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            x[i] = Address.ALL.get(Address.I32, address + i * stride);
        }
    }

    @Override
    void store(long address, long stride, int n) {
        if (stride == Integer.BYTES) {
            MemorySegment.copy(x, 0, Address.ALL, Address.I32, address, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            Address.ALL.set(Address.I32, address + i * stride, x[i]);
        }
    }

    @Override
    void set(Line other, int n) {
        System.arraycopy(of(other), 0, x, 0, n);
    }

    @Override
    void add(Line other, int n) {
        int[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = y[i] + x[i];
        }
    }

    @Override
    void addOne(Line other, int at, int n) {
        int y = of(other)[at];
        for (int i = 0; i < n; i++) {
            x[i] = y + x[i];
        }
    }

    @Override
    void setOne(Line other, int at) {
        x[0] = of(other)[at];
    }

    @Override
    void runningSums(int n) {
        int start = 0;
        for (; start + ABREAST * SEGMENT <= n; start += ABREAST * SEGMENT) {
            for (int e = 1; e < SEGMENT; e++) {
                for (int s = 0; s < ABREAST; s++) {
                    int i = start + s * SEGMENT + e;
                    x[i] = x[i - 1] + x[i];
                }
            }
        }
        for (int i = start; i < n; i++) {
            x[i] = i % SEGMENT == 0 ? x[i] : x[i - 1] + x[i];
        }
        for (int s = SEGMENT; s < n; s += SEGMENT) {
            int before = x[s - 1];
            int end = Math.min(n, s + SEGMENT);
            for (int i = s; i < end; i++) {
                x[i] = before + x[i];
            }
        }
    }

    @Override
    void clear(int n) {
        Arrays.fill(x, 0, n, 0);
    }

    @Override
    void addSources(long address, long pitch, int[] group, int sources, int width) {
        if (width == 1) {
            for (int k = 0; k < sources; k++) {
                x[group[k]] += Address.ALL.get(Address.I32, address + k * pitch);
            }
            return;
        }
        for (int k = 0; k < sources; k++) {
            int sum = group[k] * width;
            for (int q = 0; q < width; q++) {
                x[sum + q] += Address.ALL.get(Address.I32, address + k * pitch + q * 4L);
            }
        }
    }

    @Override
    void addGroups(long address, long[] offset, int groups, int width) {
        for (int g = 1; g <= groups; g++) {
            for (int q = 0; q < width; q++) {
                long at = address + offset[g] + q * 4L;
                Address.ALL.set(Address.I32, at, Address.ALL.get(Address.I32, at) + x[g * width + q]);
            }
        }
    }
}
