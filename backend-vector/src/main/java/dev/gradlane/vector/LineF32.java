package dev.gradlane.vector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A line of f32.
final class LineF32 extends FloatLine {
    private final float[] x;

    LineF32(int length) {
        x = new float[length];
    }

    private static float[] of(Line line) {
        return ((LineF32) line).x;
    }

    @Override
    void load(long address, long stride, int n) {
        if (stride == Float.BYTES) {
            MemorySegment.copy(Address.ALL, Address.F32, address, x, 0, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            x[i] = Address.ALL.get(Address.F32, address + i * stride);
        }
    }

    @Override
    void store(long address, long stride, int n) {
        if (stride == Float.BYTES) {
            MemorySegment.copy(x, 0, Address.ALL, Address.F32, address, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            Address.ALL.set(Address.F32, address + i * stride, x[i]);
        }
    }

    @Override
    void set(Line other, int n) {
        System.arraycopy(of(other), 0, x, 0, n);
    }

    @Override
    void add(Line other, int n) {
        float[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = y[i] + x[i];
        }
    }

    @Override
    void addOne(Line other, int at, int n) {
        float y = of(other)[at];
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
            float before = x[s - 1];
            int end = Math.min(n, s + SEGMENT);
            for (int i = s; i < end; i++) {
                x[i] = before + x[i];
            }
        }
    }

    @Override
    void clear(int n) {
        Arrays.fill(x, 0, n, -0.0f);
    }

    @Override
    void addSources(long address, long pitch, int[] group, int sources, int width) {
        if (width == 1) {
            for (int k = 0; k < sources; k++) {
                x[group[k]] += Address.ALL.get(Address.F32, address + k * pitch);
            }
            return;
        }
        for (int k = 0; k < sources; k++) {
            int sum = group[k] * width;
            for (int q = 0; q < width; q++) {
                x[sum + q] += Address.ALL.get(Address.F32, address + k * pitch + q * 4L);
            }
        }
    }

    @Override
    void addGroups(long address, long[] offset, int groups, int width) {
        for (int g = 1; g <= groups; g++) {
            for (int q = 0; q < width; q++) {
                long at = address + offset[g] + q * 4L;
                Address.ALL.set(Address.F32, at, Address.ALL.get(Address.F32, at) + x[g * width + q]);
            }
        }
    }

    @Override
    void minusProduct(FloatLine l, int at, FloatLine other, int from, int to) {
        float minus = -of(l)[at];
        float[] y = of(other);
        for (int i = from; i < to; i++) {
            x[i] = Math.fma(minus, y[i], x[i]);
        }
    }

    @Override
    void minusProducts(FloatLine l, FloatLine other, int n) {
        float[] z = of(l);
        float[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = Math.fma(-z[i], y[i], x[i]);
        }
    }

    @Override
    void minusChain(FloatLine l, int at, int from, int to) {
        float[] z = of(l);
        float acc = x[at];
        for (int k = from; k < to; k++) {
            acc = Math.fma(-z[k], x[k], acc);
        }
        x[at] = acc;
    }

    @Override
    void divideOne(FloatLine other, int at, int from, int to) {
        float y = of(other)[at];
        for (int i = from; i < to; i++) {
            x[i] = x[i] / y;
        }
    }

    @Override
    void divide(FloatLine other, int n) {
        float[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = x[i] / y[i];
        }
    }

    @Override
    void sqrt(int from, int to) {
        for (int i = from; i < to; i++) {
            // the square root of a float in double, rounded once more, is the float's
            x[i] = (float) Math.sqrt(x[i]);
        }
    }

    @Override
    boolean isPositive(int at) {
        return x[at] > 0;
    }
}
