package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// Inputs around a point, one argument moving, and what a device makes of them.
final class WindowRun implements AutoCloseable {
    private static final int DEEPEST = 41;

    private final DType dtype;
    private final LaneRun lanes;
    private final int count;
    private final double[] x;
    private final List<MemorySegment> inputs = new ArrayList<>();
    private final MemorySegment output;
    private final List<float[]> narrow = new ArrayList<>();
    private final List<double[]> wide = new ArrayList<>();
    private final float[] narrowResults;
    private final double[] wideResults;

    WindowRun(Device device, Quantity quantity, DType dtype, int count) {
        this.dtype = dtype;
        this.count = count;
        boolean isNarrow = dtype == DType.F32;
        lanes = new LaneRun(device, quantity.graph(dtype), count);
        x = new double[count];
        narrowResults = new float[isNarrow ? count : 0];
        wideResults = new double[isNarrow ? 0 : count];
        output = isNarrow ? MemorySegment.ofArray(narrowResults) : MemorySegment.ofArray(wideResults);
        for (int k = 0; k < quantity.function().arity(); k++) {
            narrow.add(new float[narrowResults.length]);
            wide.add(new double[wideResults.length]);
            inputs.add(isNarrow ? MemorySegment.ofArray(narrow.get(k)) : MemorySegment.ofArray(wide.get(k)));
        }
    }

    /// Draws inputs within 2^−radius of the power of two at the point, every other one much nearer.
    void draw(double[] point, int varying, int radius, SplittableRandom random) {
        double centre = point[varying];
        int exponent = Math.getExponent(centre) - radius;
        for (int i = 0; i < count; i++) {
            int deeper = random.nextBoolean() ? 0 : random.nextInt(DEEPEST);
            double moved = centre + Math.scalb(random.nextDouble(-1, 1), exponent - deeper);
            x[i] = dtype == DType.F32 ? (float) moved : moved;
            for (int k = 0; k < inputs.size(); k++) {
                double argument = k == varying ? x[i] : point[k];
                if (dtype == DType.F32) {
                    narrow.get(k)[i] = (float) argument;
                } else {
                    wide.get(k)[i] = argument;
                }
            }
        }
    }

    /// Takes these points as they are, as many as there are inputs.
    void take(List<double[]> points) {
        for (int i = 0; i < count; i++) {
            x[i] = points.get(i)[0];
            for (int k = 0; k < inputs.size(); k++) {
                if (dtype == DType.F32) {
                    narrow.get(k)[i] = (float) points.get(i)[k];
                } else {
                    wide.get(k)[i] = points.get(i)[k];
                }
            }
        }
    }

    void run() {
        lanes.run(inputs, output);
    }

    double x(int i) {
        return x[i];
    }

    double y(int i) {
        return dtype == DType.F32 ? narrowResults[i] : wideResults[i];
    }

    long digest() {
        long digest = 0;
        for (int i = 0; i < count; i++) {
            long bits = dtype == DType.F32
                    ? Float.floatToIntBits(narrowResults[i])
                    : Double.doubleToLongBits(wideResults[i]);
            digest = BlockDigest.join(digest, bits);
        }
        return digest;
    }

    @Override
    public void close() {
        lanes.close();
    }
}
