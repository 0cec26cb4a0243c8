package dev.gradlane.examples.gradbench;

import static dev.gradlane.Indexing.take;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.cos;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stack;
import static dev.gradlane.Ops.where;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// GradBench `ba`: bundle adjustment. An observation is made by one of n cameras of one of m points and has a weight;
/// errors are 2 per observation of its projection, and 1 of its weight.
///
/// A camera is 11 numbers: rotation (3, angle times axis), centre (3), focal length, principal point (2), radial
/// distortion (2).
public final class BundleAdjustment {
    /// Parameters that one projection depends on: a camera, a point, a weight.
    public static final int PARAMETERS = 11 + 3 + 1;

    private static final Observation OBSERVATION =
            new Observation(Collections.nCopies(PARAMETERS, f64()), Collections.nCopies(2, f64()));
    private static final Fn<Observation, Tensor> U = projectionError(0);
    private static final Fn<Observation, Tensor> V = projectionError(1);

    /// 1 − w².
    private static final Fn<Tensor, Tensor> WEIGHT_ERROR =
            Fn.trace("weight", f64(), w -> square(w).unaryMinus().plus(1));

    private BundleAdjustment() {}

    /// @param cameras `f64[n, 11]`
    /// @param points `f64[m, 3]`
    /// @param weights `f64[p]`
    /// @param camera `i32[p]`, which camera made an observation
    /// @param point `i32[p]`, of which point
    /// @param features `f64[p, 2]`, where it was seen
    public record In(Tensor cameras, Tensor points, Tensor weights, Tensor camera, Tensor point, Tensor features) {}

    /// @param projection `f64[p, 2]`
    /// @param weight `f64[p]`
    public record Errors(Tensor projection, Tensor weight) {}

    /// @param parameters the 15 numbers of a camera, a point and a weight
    /// @param feature two numbers
    record Observation(List<Tensor> parameters, List<Tensor> feature) {}

    /// All errors.
    public static Fn<In, Errors> objective(In spec) {
        return all(spec, Fn.trace("projection", OBSERVATION, o -> stack(U.apply(o), V.apply(o))), WEIGHT_ERROR);
    }

    /// The derivatives that are not 0, in the place of the errors: `f64[p, 2, 15]`, each error by its camera, point
    /// and weight, and `f64[p]`.
    public static Fn<In, Errors> jacobian(In spec) {
        var u = U.gradient(Observation::parameters);
        var v = V.gradient(Observation::parameters);
        return all(
                spec,
                Fn.trace("rows", OBSERVATION, o -> {
                    Tensor[] entries = Stream.concat(u.apply(o).stream(), v.apply(o).stream())
                            .toArray(Tensor[]::new);
                    return stack(entries).reshape(2, PARAMETERS);
                }),
                WEIGHT_ERROR.gradient());
    }

    private static Fn<In, Errors> all(In spec, Fn<Observation, Tensor> projection, Fn<Tensor, Tensor> weight) {
        var projections = projection.batched();
        var weights = weight.batched();
        return Fn.trace("ba", spec, in -> new Errors(projections.apply(observed(in)), weights.apply(in.weights())));
    }

    /// Each number of all observations as an array of its own.
    private static Observation observed(In in) {
        List<Tensor> parameters = new ArrayList<>();
        for (int i = 0; i < 11; i++) {
            parameters.add(take(column(in.cameras(), i), 0, in.camera()));
        }
        for (int i = 0; i < 3; i++) {
            parameters.add(take(column(in.points(), i), 0, in.point()));
        }
        parameters.add(in.weights());
        return new Observation(parameters, List.of(column(in.features(), 0), column(in.features(), 1)));
    }

    private static Tensor column(Tensor matrix, int index) {
        return matrix.transpose().get(index);
    }

    /// One of the two elements of w·(project(camera, point) − feature).
    private static Fn<Observation, Tensor> projectionError(int element) {
        return Fn.trace("projection", OBSERVATION, o -> {
            List<Tensor> p = o.parameters();
            Vector seen = rotate(Vector.at(p, 0), Vector.at(p, 11).minus(Vector.at(p, 3)));
            Tensor x = seen.x().div(seen.z());
            Tensor y = seen.y().div(seen.z());
            Tensor r2 = square(x).plus(square(y));
            Tensor distortion =
                    p.get(9).times(r2).plus(p.get(10).times(square(r2))).plus(1);
            Tensor projected =
                    (element == 0 ? x : y).times(distortion).times(p.get(6)).plus(p.get(7 + element));
            return projected.minus(o.feature().get(element)).times(p.get(14));
        });
    }

    /// `v` turned by the angle |r| about the axis r (Rodrigues' formula).
    private static Vector rotate(Vector r, Vector v) {
        Tensor square = r.dot(r);
        Tensor isZero = square.eq(0);
        Tensor angle = sqrt(where(isZero, constant(F64, 1), square));
        Vector axis = r.over(angle);
        Tensor cosine = cos(angle);
        Vector turned = v.times(cosine)
                .plus(axis.cross(v).times(sin(angle)))
                .plus(axis.times(axis.dot(v).times(cosine.unaryMinus().plus(1))));
        return Vector.choose(isZero, v.plus(r.cross(v)), turned);
    }

    /// Three scalars: in a batch each is an array of its own.
    private record Vector(Tensor x, Tensor y, Tensor z) {
        static Vector at(List<Tensor> parameters, int index) {
            return new Vector(parameters.get(index), parameters.get(index + 1), parameters.get(index + 2));
        }

        Vector plus(Vector v) {
            return new Vector(x.plus(v.x), y.plus(v.y), z.plus(v.z));
        }

        Vector minus(Vector v) {
            return new Vector(x.minus(v.x), y.minus(v.y), z.minus(v.z));
        }

        Vector times(Tensor scale) {
            return new Vector(x.times(scale), y.times(scale), z.times(scale));
        }

        Vector over(Tensor scale) {
            return new Vector(x.div(scale), y.div(scale), z.div(scale));
        }

        Tensor dot(Vector v) {
            return x.times(v.x).plus(y.times(v.y)).plus(z.times(v.z));
        }

        Vector cross(Vector v) {
            return new Vector(
                    y.times(v.z).minus(z.times(v.y)),
                    z.times(v.x).minus(x.times(v.z)),
                    x.times(v.y).minus(y.times(v.x)));
        }

        static Vector choose(Tensor condition, Vector a, Vector b) {
            return new Vector(where(condition, a.x, b.x), where(condition, a.y, b.y), where(condition, a.z, b.z));
        }
    }
}
