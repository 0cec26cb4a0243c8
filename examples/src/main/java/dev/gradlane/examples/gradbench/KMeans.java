package dev.gradlane.examples.gradbench;

import static dev.gradlane.Indexing.argmin;
import static dev.gradlane.Indexing.take;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.square;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Direction;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// GradBench `kmeans`: the sum over points of the squared distance to the closest centroid.
public final class KMeans {
    private KMeans() {}

    /// @param points `f64[n, d]`
    /// @param centroids `f64[k, d]`
    public record In(Tensor points, Tensor centroids) {}

    /// `-> f64[]`.
    public static Fn<In, Tensor> cost(In spec) {
        return Fn.trace("kmeans", spec, in -> {
            Tensor c = in.centroids();
            // |c − p|² without |p|², which all centroids share
            Tensor distance =
                    square(c).sum(1).minus(in.points().matmul(c.transpose()).times(2));
            Tensor closest = take(c, 0, argmin(distance, 1));
            return square(closest.minus(in.points())).sum();
        });
    }

    /// `-> f64[k, d]`: Newton's direction for the centroids, the gradient over the Hessian. That is diagonal, so its
    /// product with ones is the diagonal.
    public static Fn<In, Tensor> direction(In spec) {
        var gradient = cost(spec).gradient(In::centroids).jvp(In::centroids);
        return Fn.trace("direction", spec, in -> {
            Tensor ones =
                    constant(F64, 1, spec.centroids().size(0), spec.centroids().size(1));
            var both = gradient.apply(new Direction<>(in, ones));
            return both.primal().div(both.tangent());
        });
    }
}
