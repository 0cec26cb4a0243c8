package dev.gradlane.examples.gradbench;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.lgamma;
import static dev.gradlane.Ops.logSumExp;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stack;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import java.util.ArrayList;
import java.util.List;

/// GradBench `gmm`: the log posterior of a mixture of k Gaussians in d dimensions, with a Wishart prior on their
/// precisions QᵀQ, where Q is lower triangular with the diagonal eᑫ and l below it, column by column.
public final class GaussianMixture {
    private GaussianMixture() {}

    /// What is differentiated.
    ///
    /// @param alpha `f64[k]`, weights before the softmax
    /// @param mu `f64[k, d]`, means
    /// @param q `f64[k, d]`, logarithms of the diagonals of Q
    /// @param l `f64[k, d(d−1)/2]`, the columns of Q below the diagonal
    public record Parameters(Tensor alpha, Tensor mu, Tensor q, Tensor l) {}

    /// @param x `f64[n, d]`, observations
    public record In(Parameters parameters, Tensor x) {}

    /// The prior, a Wishart distribution with scale I/γ² and d + m + 1 degrees of freedom.
    public record Wishart(double gamma, int m) {}

    /// `-> f64[]`: log p(x | parameters) + log p(parameters).
    public static Fn<In, Tensor> objective(In spec, Wishart prior) {
        long n = spec.x().size(0);
        long d = spec.x().size(1);
        var component = component(n, d);
        return Fn.trace("gmm", spec, in -> {
            Parameters parameters = in.parameters();
            Tensor beta = component.apply(new In(parameters, in.x().transpose()));
            Tensor norm = logSumExp(parameters.alpha()).plus(d / 2.0 * StrictMath.log(2 * Math.PI));
            Tensor likelihood = logSumExp(beta).sum().minus(norm.times(n));
            return likelihood.plus(logPrior(parameters, prior));
        });
    }

    /// β of each observation and component, `f64[n, k]`: log of weight times density, without constants. Observations
    /// are columns here: there are more of them than dimensions, and long rows suit every device.
    private static Fn<In, Tensor> component(long n, long d) {
        var one = new Parameters(f64(), f64(d), f64(d), f64(d * (d - 1) / 2));
        return Fn.trace("component", new In(one, f64(d, n)), in -> {
                    Parameters p = in.parameters();
                    Tensor z = factor(p.q(), p.l()).matmul(in.x().minus(p.mu().reshape(d, 1)));
                    return p.alpha().plus(p.q().sum()).minus(square(z).sum(0).div(2));
                })
                .batchedAlong(0, 1, In::parameters);
    }

    /// Q, column by column.
    private static Tensor factor(Tensor q, Tensor l) {
        long d = q.size(0);
        Tensor diagonal = exp(q);
        List<Tensor> columns = new ArrayList<>();
        long from = 0;
        for (long j = 0; j < d; j++) {
            long length = d - 1 - j;
            columns.add(
                    concatenate(0, constant(F64, 0, j), diagonal.slice(0, j, j + 1), l.slice(0, from, from + length)));
            from += length;
        }
        return stack(columns.toArray(Tensor[]::new)).transpose();
    }

    private static Tensor logPrior(Parameters p, Wishart prior) {
        long k = p.q().size(0);
        long d = p.q().size(1);
        long freedom = d + prior.m() + 1;
        Tensor logGamma = lgamma(iota(F64, d).times(-0.5).plus(freedom / 2.0))
                .sum()
                .plus(d * (d - 1) / 4.0 * StrictMath.log(Math.PI));
        Tensor scale = constant(F64, freedom * d * StrictMath.log(prior.gamma() / Math.sqrt(2)));
        Tensor norm = square(exp(p.q())).sum().plus(square(p.l()).sum());
        return scale.minus(logGamma)
                .times(k)
                .minus(norm.times(prior.gamma() * prior.gamma() / 2))
                .plus(p.q().sum().times(prior.m()));
    }
}
