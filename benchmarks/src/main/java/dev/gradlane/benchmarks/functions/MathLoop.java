package dev.gradlane.benchmarks.functions;

import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;

/// A function of [Math] over arrays, one element at a time. [LoopClasses] defines this class once for every function.
final class MathLoop implements Loop {
    private static final DoubleBinaryOperator FUNCTION = LoopClasses.data(MethodHandles.lookup());

    @Override
    public void run(float[] x, float[] z, float[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = (float) FUNCTION.applyAsDouble(x[i], z[i]);
        }
    }

    @Override
    public void run(double[] x, double[] z, double[] y) {
        for (int i = 0; i < x.length; i++) {
            y[i] = FUNCTION.applyAsDouble(x[i], z[i]);
        }
    }
}
