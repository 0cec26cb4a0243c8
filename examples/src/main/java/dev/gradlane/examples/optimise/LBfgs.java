package dev.gradlane.examples.optimise;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.reciprocal;
import static dev.gradlane.Ops.where;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/// L-BFGS: descent along −H·g, with an inverse Hessian H that explains the last steps s and the changes y of the
/// gradient that they brought.
///
/// Source: Nocedal, "Updating quasi-Newton matrices with limited storage", 1980; the two loops are algorithm 7.4 of
/// Nocedal and Wright, "Numerical Optimization", 2006, the first H is γ·I with γ = sᵀy / yᵀy (7.20).
///
/// @param memory how many steps are remembered; 5 to 20 is usual
public record LBfgs<M>(int memory) {
    /// @param step s
    /// @param change y
    /// @param weight 1 / sᵀy; 0 where nothing is remembered, or where sᵀy is not positive
    public record Pair<M>(M step, M change, Tensor weight) {}

    /// @param pairs from the oldest to the latest
    /// @param scale γ, by the latest pair
    public record History<M>(List<Pair<M>> pairs, Tensor scale) {}

    /// A point and its gradient.
    public record Slope<M>(M at, M gradient) {}

    /// A step from one point to another.
    public record Move<M>(History<M> history, Slope<M> from, Slope<M> to) {}

    /// What comes after a move.
    ///
    /// @param ascent H·g, against which the next step goes
    /// @param height gᵀ·H·g
    public record Next<M>(History<M> history, M ascent, Tensor height) {}

    /// Nothing remembered: the first direction is −g.
    ///
    /// @param model a model, or the prototypes of one
    public History<M> start(M model) {
        M zeros = Tree.map(model, weight -> Tensor.zeros(weight.type()));
        DType dtype = Tree.leaves(model).getFirst().dtype();
        Pair<M> none = new Pair<>(zeros, zeros, Tensor.scalar(dtype, 0));
        return new History<>(Collections.nCopies(memory, none), Tensor.scalar(dtype, 1));
    }

    /// The least value of a function near `start`.
    ///
    /// @param function of a model and data, which is differentiated by the model
    /// @param target how small the Euclidean norm of the gradient is to become
    /// @param steps at most this many
    public <D> Minimum<M> minimise(
            Engine engine, Fn<Fit<M, D>, Tensor> function, Fit<M, D> start, double target, int steps) {
        try (var next = engine.compile(next(function.prototype().model()))) {
            return Descent.minimise(engine, function, start, target, steps, new Descent.Directions<>() {
                private History<M> history = start(start.model());
                private Optional<Slope<M>> before = Optional.empty();

                @Override
                public Descent.Way<M> from(Line.Point<M> point) {
                    Slope<M> here = new Slope<>(point.at(), point.gradient());
                    Next<M> way = next.run(new Move<>(history, before.orElse(here), here));
                    // the first direction has the length of the gradient, which says nothing about the step
                    double first = before.isPresent() ? 1 : Math.min(1, 1 / point.steepness());
                    history = way.history();
                    before = Optional.of(here);
                    return new Descent.Way<>(way.ascent(), -way.height().item(), first);
                }
            });
        }
    }

    /// Remembers a move and gives the next ascent.
    ///
    /// @param model the prototypes of a model
    public Fn<Move<M>, Next<M>> next(M model) {
        Slope<M> slope = new Slope<>(model, model);
        return Fn.trace("lbfgs", new Move<>(start(model), slope, slope), move -> {
            History<M> history = remember(move);
            M gradient = move.to().gradient();
            M ascent = product(history, gradient);
            return new Next<>(history, ascent, Vectors.inner(gradient, ascent));
        });
    }

    private static <M> History<M> remember(Move<M> move) {
        M step = Vectors.minus(move.to().at(), move.from().at());
        M change = Vectors.minus(move.to().gradient(), move.from().gradient());
        Tensor curvature = Vectors.inner(step, change);
        Tensor usable = curvature.gt(0);
        Tensor weight = where(usable, reciprocal(curvature), constant(curvature.dtype(), 0));
        Tensor scale = where(
                usable,
                curvature.div(Vectors.inner(change, change)),
                move.history().scale());
        List<Pair<M>> pairs = new ArrayList<>(move.history().pairs());
        pairs.removeFirst();
        pairs.add(new Pair<>(step, change, weight));
        return new History<>(pairs, scale);
    }

    /// H·g.
    private static <M> M product(History<M> history, M gradient) {
        M q = gradient;
        List<Tensor> shares = new ArrayList<>();
        for (Pair<M> pair : history.pairs().reversed()) {
            Tensor share = pair.weight().times(Vectors.inner(pair.step(), q));
            q = Vectors.plus(q, share.unaryMinus(), pair.change());
            shares.addFirst(share);
        }
        M r = Vectors.times(history.scale(), q);
        for (int i = 0; i < shares.size(); i++) {
            Pair<M> pair = history.pairs().get(i);
            Tensor back = pair.weight().times(Vectors.inner(pair.change(), r));
            r = Vectors.plus(r, shares.get(i).minus(back), pair.step());
        }
        return r;
    }
}
