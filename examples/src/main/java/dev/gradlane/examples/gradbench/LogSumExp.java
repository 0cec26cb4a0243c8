package dev.gradlane.examples.gradbench;

import static dev.gradlane.Ops.f64;

import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.Tensor;

/// GradBench `lse`: log Σ exp(xᵢ) of one long vector.
public final class LogSumExp {
    private LogSumExp() {}

    /// `f64[n] -> f64[]`, by the greatest element, exponentials, their sum and a logarithm.
    public static Fn<Tensor, Tensor> primal(long n) {
        return Fn.trace("lse", f64(n), Ops::logSumExp);
    }
}
