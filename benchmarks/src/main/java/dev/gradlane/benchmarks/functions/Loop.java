package dev.gradlane.benchmarks.functions;

/// An elementwise function over arrays, timed against the engine.
public interface Loop {
    /// y = f(x), or f(x, z).
    void run(float[] x, float[] z, float[] y);

    /// y = f(x), or f(x, z).
    void run(double[] x, double[] z, double[] y);
}
