package dev.gradlane.examples.optimise;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Tensor;
import dev.gradlane.Tree;

/// Adam: m ← β₁·m + (1 − β₁)·g and v ← β₂·v + (1 − β₂)·g², which are too small by 1 − β₁ᵗ and 1 − β₂ᵗ after t steps
/// from 0; then w ← w − η·m̂ / (√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
///
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.
///
/// @param rate η
/// @param first β₁
/// @param second β₂
/// @param epsilon ε
public record Adam<M>(double rate, double first, double second, double epsilon)
        implements Optimiser<M, Adam.Moments<M>> {
    /// With the constants that the paper proposes: β₁ 0.9, β₂ 0.999, ε 10⁻⁸.
    public Adam(double rate) {
        this(rate, 0.9, 0.999, 1e-8);
    }

    /// @param mean m
    /// @param square v
    /// @param firstPower β₁ᵗ, f64
    /// @param secondPower β₂ᵗ, f64
    public record Moments<M>(M mean, M square, Tensor firstPower, Tensor secondPower) {}

    @Override
    public Moments<M> start(M model) {
        M zeros = Tree.map(model, weight -> Tensor.zeros(weight.type()));
        return new Moments<>(zeros, zeros, Tensor.of(1.0), Tensor.of(1.0));
    }

    @Override
    public Progress<M, Moments<M>> step(Progress<M, Moments<M>> at, M gradient) {
        Moments<M> was = at.state();
        M mean = Tree.map(was.mean(), gradient, (m, g) -> m.times(first).plus(g.times(1 - first)));
        M square = Tree.map(
                was.square(),
                gradient,
                (v, g) -> v.times(second).plus(g.times(g).times(1 - second)));
        Tensor firstPower = was.firstPower().times(first);
        Tensor secondPower = was.secondPower().times(second);
        M step = Tree.map(mean, square, (m, v) -> {
            Tensor unbiasedMean = m.div(complement(firstPower).to(m.dtype()));
            Tensor unbiasedSquare = v.div(complement(secondPower).to(v.dtype()));
            return unbiasedMean.times(rate).div(sqrt(unbiasedSquare).plus(epsilon));
        });
        return new Progress<>(
                Tree.map(at.model(), step, Tensor::minus), new Moments<>(mean, square, firstPower, secondPower));
    }

    private static Tensor complement(Tensor power) {
        return constant(F64, 1).minus(power);
    }
}
