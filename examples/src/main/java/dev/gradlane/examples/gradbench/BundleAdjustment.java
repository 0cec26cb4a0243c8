package dev.gradlane.examples.gradbench;

import static dev.gradlane.Indexing.take;
import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.cos;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.where;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// GradBench `ba`: bundle adjustment. An observation is made by one of n cameras of one of m points and has a weight;
/// errors are 2 per observation of its projection, and 1 of its weight.
///
/// A camera is 11 numbers: rotation (3, angle times axis), centre (3), focal length, principal point (2), radial
/// distortion (2).
public final class BundleAdjustment {
    /// Parameters that one projection depends on: a camera, a point, a weight.
    public static final int PARAMETERS = 11 + 3 + 1;

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

    /// @param parameters `f64[15]`
    /// @param feature `f64[2]`
    record Observation(Tensor parameters, Tensor feature) {}

    /// All errors.
    public static Fn<In, Errors> objective(In spec) {
        return all(spec, projectionError(), weightError());
    }

    /// The derivatives that are not 0, in the place of the errors: `f64[p, 2, 15]`, each error by its camera, point
    /// and weight, and `f64[p]`.
    public static Fn<In, Errors> jacobian(In spec) {
        return all(
                spec,
                projectionError().jacobianReverse(Observation::parameters),
                weightError().gradient());
    }

    private static Fn<In, Errors> all(In spec, Fn<Observation, Tensor> projection, Fn<Tensor, Tensor> weight) {
        var projections = projection.batched();
        var weights = weight.batched();
        return Fn.trace("ba", spec, in -> {
            Tensor parameters = concatenate(
                    1,
                    take(in.cameras(), 0, in.camera()),
                    take(in.points(), 0, in.point()),
                    in.weights().reshape(in.weights().size(0), 1));
            return new Errors(
                    projections.apply(new Observation(parameters, in.features())), weights.apply(in.weights()));
        });
    }

    /// w·(project(camera, point) − feature).
    static Fn<Observation, Tensor> projectionError() {
        return Fn.trace("projection", new Observation(f64(PARAMETERS), f64(2)), o -> {
            Tensor p = o.parameters();
            Vector centre = Vector.at(p, 3);
            Vector seen = rotate(Vector.at(p, 0), Vector.at(p, 11).minus(centre));
            Tensor x = seen.x().div(seen.z());
            Tensor y = seen.y().div(seen.z());
            Tensor r2 = square(x).plus(square(y));
            Tensor distortion =
                    p.get(9).times(r2).plus(p.get(10).times(square(r2))).plus(1);
            Tensor scale = distortion.times(p.get(6));
            Tensor u = x.times(scale).plus(p.get(7)).minus(o.feature().get(0));
            Tensor v = y.times(scale).plus(p.get(8)).minus(o.feature().get(1));
            return concatenate(0, u.reshape(1), v.reshape(1)).times(p.get(14));
        });
    }

    /// 1 − w².
    private static Fn<Tensor, Tensor> weightError() {
        return Fn.trace("weight", f64(), w -> square(w).unaryMinus().plus(1));
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
        static Vector at(Tensor parameters, int index) {
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
