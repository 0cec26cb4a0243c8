package dev.gradlane.examples.optimise;

import static dev.gradlane.Ops.sqrt;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.ValueAndGradient;
import java.util.Optional;

/// A function along lines through its domain, and the search for a step along one.
final class Line<M, D> implements AutoCloseable {
    /// A step is long enough to be looked for this often; each halves the interval or doubles it.
    private static final int TRIALS = 60;

    /// The part of the decrease promised by the slope that a step has to bring.
    private static final double DECREASE = 1e-4;

    /// The part of the slope that may be left.
    private static final double FLATTENING = 0.9;

    /// A value higher by this part of itself may be rounding.
    private static final double ROUNDING = 1e-13;

    private final Compiled<Query<M, D>, Probe<M>> probe;
    private final D data;
    private int evaluations;

    /// The point `from` − distance·ascent.
    record Query<M, D>(M from, M ascent, Tensor distance, D data) {}

    record Probe<M>(M at, Tensor value, M gradient, Tensor slope, Tensor steepness) {}

    /// @param slope of the value along −ascent
    /// @param steepness the norm of the gradient
    record Point<M>(M at, double value, M gradient, double slope, double steepness) {}

    Line(Engine engine, Fn<Fit<M, D>, Tensor> function, D data) {
        this.data = data;
        Fn<Fit<M, D>, ValueAndGradient<Tensor, M>> both = function.valueAndGradient(Fit::model);
        Fit<M, D> types = function.prototype();
        Tensor scalar = Tensor.zeros(function.graph().outputTypes().getFirst());
        var query = new Query<>(types.model(), types.model(), scalar, types.data());
        probe = engine.compile(Fn.trace("line", query, q -> {
            M at = Vectors.plus(q.from(), q.distance().unaryMinus(), q.ascent());
            var there = both.apply(new Fit<>(at, q.data()));
            M gradient = there.gradient();
            return new Probe<>(
                    at,
                    there.value(),
                    gradient,
                    Vectors.inner(gradient, q.ascent()).unaryMinus(),
                    sqrt(Vectors.inner(gradient, gradient)));
        }));
    }

    Point<M> at(M point) {
        M nowhere = Tree.map(point, x -> Tensor.zeros(x.type()));
        return at(point, nowhere, 0);
    }

    private Point<M> at(M from, M ascent, double distance) {
        evaluations++;
        Tensor scalar = Tensor.scalar(Tree.leaves(from).getFirst().dtype(), distance);
        Probe<M> p = probe.run(new Query<>(from, ascent, scalar, data));
        return new Point<>(
                p.at(),
                p.value().item(),
                p.gradient(),
                p.slope().item(),
                p.steepness().item());
    }

    int evaluations() {
        return evaluations;
    }

    /// A point along −`ascent` that is lower, and where the slope is flatter: the weak conditions of Wolfe, by
    /// doubling and halving. Source: Lewis and Overton, "Nonsmooth optimization via quasi-Newton methods", 2013,
    /// algorithm 2.6. Near the minimum rounding hides the decrease, and slopes tell it: Hager and Zhang, "A new
    /// conjugate gradient method with guaranteed descent and an efficient line search", 2005.
    ///
    /// @param slope along −`ascent` at `from`
    /// @param first the distance to try first
    /// @return nothing where the slope does not lead down, or rounding hides what is lower
    Optional<Point<M>> search(Point<M> from, M ascent, double slope, double first) {
        if (!(slope < 0)) {
            return Optional.empty();
        }
        double near = 0;
        double far = Double.POSITIVE_INFINITY;
        double distance = first;
        for (int trial = 0; trial < TRIALS; trial++) {
            Point<M> point = at(from.at(), ascent, distance);
            if (!isLower(from, point, distance, slope)) {
                far = distance;
            } else if (point.slope() < FLATTENING * slope) {
                near = distance;
            } else {
                return Optional.of(point);
            }
            distance = far == Double.POSITIVE_INFINITY ? 2 * distance : (near + far) / 2;
        }
        return Optional.empty();
    }

    private static <M> boolean isLower(Point<M> from, Point<M> to, double distance, double slope) {
        boolean byValue = to.value() < from.value() + DECREASE * distance * slope;
        boolean mayBeRounding = to.value() <= from.value() + ROUNDING * Math.abs(from.value());
        return byValue || mayBeRounding && to.slope() <= (2 * DECREASE - 1) * slope;
    }

    @Override
    public void close() {
        probe.close();
    }
}
