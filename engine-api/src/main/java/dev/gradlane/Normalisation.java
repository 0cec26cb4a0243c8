package dev.gradlane;

import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import java.util.stream.IntStream;

/// Arrays brought to mean 0 and variance 1, then scaled and shifted by what is learned, for static import.
///
/// Both normalisations compute, in this sequence of elementwise operations,
///
/// ```text
/// μ = mean x    σ² = mean (x − μ)²    y = (x − μ)·rsqrt(σ² + ε)·scale + shift
/// ```
/// μ and σ² are [Tensor#mean]: sums in order `lanes` over the elements row-major, divided by their number;
/// σ² takes a
/// second pass over the elements, so it does not cancel, and divides by n, not by n − 1. Of no elements
/// both are NaN.
/// Equal elements give the shift, up to the rounding of μ, if ε > 0. An infinite or NaN element makes all
/// that shares
/// its mean NaN.
public final class Normalisation {
    private Normalisation() {}

    /// What [#batchNorm(Tensor,Tensor,Tensor,double)] returns: the array, and for each channel the
    /// statistics that a
    /// running mean is kept of.
    ///
    /// @param variance divided by n; times n/(n − 1) it is the unbiased estimate
    public record Batch(Tensor y, Tensor mean, Tensor variance) {}

    /// Layer normalisation: over the last axes, as many as `scale` has, for each position of the axes
    /// before.
    ///
    /// Source: Ba, Kiros, Hinton, Layer normalization (2016).
    ///
    /// @param x `[…, shape of scale]` of f32 or f64
    /// @param shift of the shape of `scale`
    /// @param epsilon added to the variance, ≥ 0
    /// @return the shape of x
    /// @throws GraphException if x does not end in the shape of `scale`, or that has no axis
    public static Tensor layerNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
        int rank = scale.shape().rank();
        int before = x.shape().rank() - rank;
        requireSame("layerNorm", scale, shift);
        require(
                rank > 0 && before >= 0 && ending(x.shape(), rank).equals(scale.shape()),
                "layerNorm of " + x.type() + " with scale " + scale.type(),
                "the scale has the shape of the last axes of the array, those that are normalised");
        int[] last = IntStream.range(before, before + rank).toArray();
        Tensor centred = x.minus(Views.along(x.mean(last), x, last));
        Tensor variance = Views.along(Ops.square(centred).mean(last), x, last);
        return scaled(centred, variance, scale, shift, epsilon);
    }

    /// Batch normalisation as it is trained: each channel, which is the last axis, over all other axes.
    ///
    /// The batch is an axis of x here, and may be a symbol. In a function of one sample that is batched
    /// afterwards
    /// the statistics would be those of the sample.
    ///
    /// ```java
    /// Normalisation.Batch h = batchNorm(x, scale, shift, 1e-5);
    /// Tensor running = mean.times(0.9).plus(h.mean().times(0.1));
    /// ```
    ///
    /// Source: Ioffe, Szegedy, Batch normalization: accelerating deep network training by reducing internal
    /// covariate shift (2015).
    ///
    /// @param x `[N, …, C]` of f32 or f64
    /// @param scale `[C]`
    /// @param shift `[C]`
    /// @param epsilon added to the variance, ≥ 0
    /// @throws GraphException if scale or shift do not have the shape \[C], or x has no axis but the
    ///     channels
    public static Batch batchNorm(Tensor x, Tensor scale, Tensor shift, double epsilon) {
        requireChannels(x, scale, shift);
        int rank = x.shape().rank();
        require(
                rank > 1,
                "batchNorm of " + x.type(),
                "it needs an axis of samples before the channels, or the statistics to use");
        int[] samples = IntStream.range(0, rank - 1).toArray();
        Tensor mean = x.mean(samples);
        Tensor centred = x.minus(mean);
        Tensor variance = Ops.square(centred).mean(samples);
        return new Batch(scaled(centred, variance, scale, shift, epsilon), mean, variance);
    }

    /// Batch normalisation by given statistics, as it is used after training: a function of one sample.
    ///
    /// @param x `[…, C]` of f32 or f64
    /// @param scale `[C]`, as are `shift`, `mean` and `variance`
    /// @param variance ≥ 0
    /// @param epsilon that of the training
    /// @return the shape of x
    /// @throws GraphException if one of the four does not have the shape \[C]
    public static Tensor batchNorm(Tensor x, Tensor scale, Tensor shift, Tensor mean, Tensor variance, double epsilon) {
        requireChannels(x, scale, shift);
        requireChannels(x, mean, variance);
        return scaled(x.minus(mean), variance, scale, shift, epsilon);
    }

    private static Tensor scaled(Tensor centred, Tensor variance, Tensor scale, Tensor shift, double epsilon) {
        require(
                epsilon >= 0,
                "a normalisation with epsilon " + epsilon,
                "it keeps the variance from 0; use a small positive number");
        return centred.times(Ops.rsqrt(variance.plus(epsilon))).times(scale).plus(shift);
    }

    private static Shape ending(Shape shape, int rank) {
        int before = shape.rank() - rank;
        return new Shape(shape.dims().subList(before, before + rank));
    }

    private static void requireChannels(Tensor x, Tensor scale, Tensor shift) {
        requireSame("batchNorm", scale, shift);
        require(
                x.shape().rank() > 0
                        && scale.shape().rank() == 1
                        && ending(x.shape(), 1).equals(scale.shape()),
                "batchNorm of " + x.type() + " with a number per channel in " + scale.type(),
                "channels are the last axis of the array and the only one of the other");
    }

    private static void requireSame(String name, Tensor a, Tensor b) {
        require(
                a.shape().equals(b.shape()),
                name + " with " + a.type() + " and " + b.type(),
                "both have one number for each element or channel that is normalised");
    }

    private static void require(boolean condition, String what, String toDo) {
        if (!condition) {
            throw new GraphException(what + " at " + Origin.here() + ": " + toDo);
        }
    }
}
