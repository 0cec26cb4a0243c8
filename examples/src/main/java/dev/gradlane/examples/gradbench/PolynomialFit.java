package dev.gradlane.examples.gradbench;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.sign;
import static dev.gradlane.Ops.square;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// GradBench `llsq`: the least squares of a polynomial against the sign function at n points of [−1, 1],
/// y(x) = ½ Σᵢ (sᵢ − Σⱼ xⱼ tᵢʲ)² with tᵢ = −1 + 2i/(n − 1) and sᵢ = sign tᵢ.
public final class PolynomialFit {
    private PolynomialFit() {}

    /// `f64[m] -> f64[]`.
    public static Fn<Tensor, Tensor> primal(long n, long m) {
        return Fn.trace("llsq", f64(m), x -> {
            Tensor t = iota(F64, n).times(2).div(n - 1).minus(1);
            // Horner's rule
            Tensor p = t.times(0);
            for (long j = m - 1; j >= 0; j--) {
                p = p.times(t).plus(x.get(j));
            }
            return square(sign(t).minus(p)).sum().div(2);
        });
    }
}
