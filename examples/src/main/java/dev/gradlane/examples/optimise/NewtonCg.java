package dev.gradlane.examples.optimise;

import static dev.gradlane.Ops.sqrt;

import dev.gradlane.Compiled;
import dev.gradlane.Direction;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;

/// Newton's method without a Hessian: the direction p with H·p = −g is found by conjugate gradients, which need
/// products
/// H·d alone, and only as exactly as the gradient is small.
///
/// Source: Nocedal and Wright, "Numerical Optimization", 2006, algorithm 7.1; conjugate gradients by Hestenes and
/// Stiefel, 1952.
///
/// @param products at most this many for one direction
public record NewtonCg<M>(int products) {
    /// Conjugate gradients under way to z with H·z = g.
    ///
    /// @param residual g − H·z
    /// @param direction d, along which z moves next
    public record Solving<M>(M solution, M residual, M direction) {}

    /// @param curvature dᵀ·H·d of the direction that was taken
    /// @param height gᵀ·z, positive where z leads up
    /// @param residual √(residualᵀ·residual)
    public record Solved<M>(Solving<M> next, Tensor curvature, Tensor height, Tensor residual) {}

    /// @param gradient g at `fit`
    public record Product<M, D>(Fit<M, D> fit, M gradient, Solving<M> solving) {}

    /// The least value of a function near `start`.
    ///
    /// @param function of a model and data, which is differentiated twice by the model
    /// @param target how small the Euclidean norm of the gradient is to become
    /// @param steps at most this many
    public <D> Minimum<M> minimise(
            Engine engine, Fn<Fit<M, D>, Tensor> function, Fit<M, D> start, double target, int steps) {
        try (var conjugate = engine.compile(conjugate(function))) {
            return Descent.minimise(
                    engine, function, start, target, steps, point -> ascent(conjugate, point, start.data()));
        }
    }

    /// The residual is to become min(1/2, √|g|)·|g|, which makes the method converge faster than linearly.
    private <D> Descent.Way<M> ascent(Compiled<Product<M, D>, Solved<M>> conjugate, Line.Point<M> point, D data) {
        M g = point.gradient();
        double enough = Math.min(0.5, Math.sqrt(point.steepness())) * point.steepness();
        var way = new Descent.Way<>(g, -point.steepness() * point.steepness(), 1);
        var solving = new Solving<>(Tree.map(g, x -> Tensor.zeros(x.type())), g, g);
        for (int i = 0; i < products; i++) {
            Solved<M> solved = conjugate.run(new Product<>(new Fit<>(point.at(), data), g, solving));
            if (!(solved.curvature().item() > 0)) {
                break;
            }
            solving = solved.next();
            way = new Descent.Way<>(solving.solution(), -solved.height().item(), 1);
            if (solved.residual().item() <= enough) {
                break;
            }
        }
        return way;
    }

    /// A step of conjugate gradients.
    public static <M, D> Fn<Product<M, D>, Solved<M>> conjugate(Fn<Fit<M, D>, Tensor> function) {
        Fn<Direction<Fit<M, D>, M>, M> hessian = function.hvp(Fit::model);
        M model = function.prototype().model();
        var types = new Product<>(function.prototype(), model, new Solving<>(model, model, model));
        return Fn.trace("conjugate", types, in -> {
            M d = in.solving().direction();
            M residual = in.solving().residual();
            M product = hessian.apply(new Direction<>(in.fit(), d));
            Tensor curvature = Vectors.inner(d, product);
            Tensor square = Vectors.inner(residual, residual);
            Tensor distance = square.div(curvature);
            M solution = Vectors.plus(in.solving().solution(), distance, d);
            M left = Vectors.plus(residual, distance.unaryMinus(), product);
            Tensor leftSquare = Vectors.inner(left, left);
            M next = Vectors.plus(left, leftSquare.div(square), d);
            return new Solved<>(
                    new Solving<>(solution, left, next),
                    curvature,
                    Vectors.inner(in.gradient(), solution),
                    sqrt(leftSquare));
        });
    }
}
