package dev.gradlane.examples.gradbench;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.dot;
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

    /// Coefficients and one point.
    record At(Tensor x, Tensor t) {}

    /// `f64[m] -> f64[]`.
    public static Fn<Tensor, Tensor> primal(long n, long m) {
        Fn<At, Tensor> cost = Fn.trace("residual", new At(f64(m), f64()), at -> {
                    Tensor residual = sign(at.t()).minus(dot(at.x(), powers(at.t(), m)));
                    return square(residual).div(2);
                })
                .batched(At::t)
                .sum();
        return Fn.trace("llsq", f64(m), x -> {
            Tensor t = iota(F64, n).times(2).div(n - 1).minus(1);
            return cost.apply(new At(x, t));
        });
    }

    /// 1, t, t², … tᵐ⁻¹: each half is the one before it times the next power.
    private static Tensor powers(Tensor t, long m) {
        Tensor powers = constant(F64, 1).reshape(1);
        Tensor next = t;
        for (long k = 1; k < m; k *= 2) {
            powers = concatenate(0, powers, powers.times(next).slice(0, 0, Math.min(k, m - k)));
            next = square(next);
        }
        return powers;
    }
}
