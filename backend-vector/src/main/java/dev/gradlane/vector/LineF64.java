package dev.gradlane.vector;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// A line of f64.
final class LineF64 extends FloatLine {
    private final double[] x;

    LineF64(int length) {
        x = new double[length];
    }

    private static double[] of(Line line) {
        return ((LineF64) line).x;
    }

    @Override
    void load(long address, long stride, int n) {
        if (stride == Double.BYTES) {
            MemorySegment.copy(Address.ALL, Address.F64, address, x, 0, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            x[i] = Address.ALL.get(Address.F64, address + i * stride);
        }
    }

    @Override
    void store(long address, long stride, int n) {
        if (stride == Double.BYTES) {
            MemorySegment.copy(x, 0, Address.ALL, Address.F64, address, n);
            return;
        }
        for (int i = 0; i < n; i++) {
            Address.ALL.set(Address.F64, address + i * stride, x[i]);
        }
    }

    @Override
    void set(Line other, int n) {
        System.arraycopy(of(other), 0, x, 0, n);
    }

    @Override
    void add(Line other, int n) {
        double[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = y[i] + x[i];
        }
    }

    @Override
    void addOne(Line other, int at, int n) {
        double y = of(other)[at];
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
            double before = x[s - 1];
            int end = Math.min(n, s + SEGMENT);
            for (int i = s; i < end; i++) {
                x[i] = before + x[i];
            }
        }
    }

    @Override
    void clear(int n) {
        Arrays.fill(x, 0, n, -0.0);
    }

    @Override
    void addSources(long address, long pitch, int[] group, int sources, int width) {
        if (width == 1) {
            for (int k = 0; k < sources; k++) {
                x[group[k]] += Address.ALL.get(Address.F64, address + k * pitch);
            }
            return;
        }
        for (int k = 0; k < sources; k++) {
            int sum = group[k] * width;
            for (int q = 0; q < width; q++) {
                x[sum + q] += Address.ALL.get(Address.F64, address + k * pitch + q * 8L);
            }
        }
    }

    @Override
    void addGroups(long address, long[] offset, int groups, int width) {
        for (int g = 1; g <= groups; g++) {
            for (int q = 0; q < width; q++) {
                long at = address + offset[g] + q * 8L;
                Address.ALL.set(Address.F64, at, Address.ALL.get(Address.F64, at) + x[g * width + q]);
            }
        }
    }

    @Override
    void minusProduct(FloatLine l, int at, FloatLine other, int from, int to) {
        double minus = -of(l)[at];
        double[] y = of(other);
        for (int i = from; i < to; i++) {
            x[i] = Math.fma(minus, y[i], x[i]);
        }
    }

    @Override
    void minusProducts(FloatLine l, FloatLine other, int n) {
        double[] z = of(l);
        double[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = Math.fma(-z[i], y[i], x[i]);
        }
    }

    @Override
    void minusChain(FloatLine l, int at, int from, int to) {
        double[] z = of(l);
        double acc = x[at];
        for (int k = from; k < to; k++) {
            acc = Math.fma(-z[k], x[k], acc);
        }
        x[at] = acc;
    }

    @Override
    void divideOne(FloatLine other, int at, int from, int to) {
        double y = of(other)[at];
        for (int i = from; i < to; i++) {
            x[i] = x[i] / y;
        }
    }

    @Override
    void divide(FloatLine other, int n) {
        double[] y = of(other);
        for (int i = 0; i < n; i++) {
            x[i] = x[i] / y[i];
        }
    }

    @Override
    void sqrt(int from, int to) {
        for (int i = from; i < to; i++) {
            x[i] = Math.sqrt(x[i]);
        }
    }

    @Override
    boolean isPositive(int at) {
        return x[at] > 0;
    }
}
