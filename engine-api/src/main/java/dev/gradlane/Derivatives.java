package dev.gradlane;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// First derivatives: gradients, directions pushed forward, cotangents pulled back.
final class Derivatives {
    private Derivatives() {}

    /// @param wrt indices of inputs
    /// @param withValue whether the value comes before the gradients
    static <A, R, X> Fn<A, X> gradient(Fn<A, R> f, List<Integer> wrt, boolean withValue, Structure<X> result) {
        requireFloats(f, wrt);
        List<Lineage.Part> parts = Lineage.join(
                withValue ? Lineage.values(f.out().size()) : List.<Lineage.Part>of(), Lineage.gradients(wrt));
        return Batching.inside(
                f,
                new Lineage(Lineage.first(f.in().size()), parts),
                sample -> gradient(sample, wrt, withValue, result),
                () -> plainGradient(f, wrt, withValue, result));
    }

    private static <A, R, X> Fn<A, X> plainGradient(
            Fn<A, R> f, List<Integer> wrt, boolean withValue, Structure<X> result) {
        requireScalar(f, "gradient");
        Graph all = Vjp.valueAndGradient(f.graph(), wrt);
        List<Graph.Output> outputs = all.outputs()
                .subList(withValue ? 0 : f.out().size(), all.outputs().size());
        Graph wanted = Prune.of(new Graph(all.name(), all.nodes(), outputs));
        return new Fn<>(f.in(), Fn.typed(result, wanted), wanted, f.captures(), new Form.Plain<>());
    }

    static void requireScalar(Fn<?, ?> f, String derivative) {
        TensorType type = f.graph().outputTypes().getFirst();
        if (f.out().size() != 1 || !type.dtype().isFloat() || type.shape().rank() != 0) {
            throw new GraphException("the " + derivative + " of " + f.graph().name() + " at " + Origin.here()
                    + " needs one float scalar, but it returns " + f.graph().outputTypes()
                    + ": reduce it with sum or mean, or trace one sample and use batched()");
        }
    }

    static void requireFloatResults(Fn<?, ?> f, String derivative) {
        if (!f.graph().outputTypes().stream().allMatch(t -> t.dtype().isFloat())) {
            throw new GraphException(derivative + " needs float results, "
                    + f.graph().name() + " returns " + f.graph().outputTypes() + ", at " + Origin.here());
        }
    }

    static void requireFloats(Fn<?, ?> f, List<Integer> wrt) {
        for (int input : wrt) {
            TensorType type = f.graph().inputTypes().get(input);
            if (!type.dtype().isFloat()) {
                throw new GraphException("input '" + f.in().names().get(input) + "' of "
                        + f.graph().name() + " is " + type + " and has no derivative: choose float inputs only, at "
                        + Origin.here());
            }
        }
    }

    /// Directions for all inputs; those of inputs that are no floats are taken and not used.
    static <A, R> Fn<Dual<A>, Dual<R>> jvp(Fn<A, R> f) {
        int n = f.in().size();
        List<TensorType> types = f.graph().inputTypes();
        List<Integer> floats = IntStream.range(0, n)
                .filter(i -> types.get(i).dtype().isFloat())
                .boxed()
                .toList();
        requireFloatResults(f, "jvp");
        Graph built = pushed(f, Lineage.first(n), floats);
        Lineage lineage = new Lineage(
                Lineage.join(Lineage.first(n), Lineage.first(n)),
                Lineage.join(
                        Lineage.values(f.out().size()), Lineage.values(f.out().size())));
        return new Fn<>(
                Structure.of(new Dual<>(f.in().prototype(), f.in().prototype())),
                Fn.typed(Structure.of(new Dual<>(f.out().prototype(), f.out().prototype())), built),
                built,
                f.captures(),
                Batching.form(f, lineage, Derivatives::jvp));
    }

    /// Directions for the inputs `wrt` alone; the others are constants.
    static <A, R, G> Fn<Direction<A, G>, Dual<R>> jvp(Fn<A, R> f, Structure.Selection<G> wrt) {
        requireFloats(f, wrt.indices());
        requireFloatResults(f, "jvp");
        Graph built = pushed(f, wrt.indices(), wrt.indices());
        Lineage lineage = new Lineage(
                Lineage.join(Lineage.first(f.in().size()), wrt.indices()),
                Lineage.join(
                        Lineage.values(f.out().size()), Lineage.values(f.out().size())));
        return new Fn<>(
                direction(f, wrt),
                Fn.typed(Structure.of(new Dual<>(f.out().prototype(), f.out().prototype())), built),
                built,
                f.captures(),
                Batching.form(f, lineage, sample -> jvp(sample, wrt)));
    }

    static <A, G> Structure<Direction<A, G>> direction(Fn<A, ?> f, Structure.Selection<G> wrt) {
        List<TensorType> types = f.graph().inputTypes();
        Structure<G> along = wrt.structure()
                .withLeaves(Fn.prototypes(wrt.indices().stream().map(types::get).toList()));
        return Structure.of(new Direction<>(f.in().prototype(), along.prototype()));
    }

    /// Values and tangents of `f` as one graph of its inputs, a tangent for each of `directions`, and captures.
    ///
    /// @param used those directions that tangents come from
    private static Graph pushed(Fn<?, ?> f, List<Integer> directions, List<Integer> used) {
        Graph graph = f.graph();
        int n = f.in().size();
        Graph forward = Jvp.of(graph, used);
        GraphBuilder b = new GraphBuilder(graph.name() + ".jvp");
        List<String> names = graph.inputNames();
        List<TensorType> types = graph.inputTypes();
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            arguments.add(b.input(names.get(i), types.get(i)));
        }
        Set<String> taken = new HashSet<>(names);
        List<Expr> tangents = new ArrayList<>();
        for (int i : directions) {
            tangents.add(b.input(fresh(names.get(i), taken), types.get(i)));
        }
        for (int i = n; i < graph.inputs().size(); i++) {
            arguments.add(b.input(names.get(i), types.get(i)));
        }
        used.forEach(i -> arguments.add(tangents.get(directions.indexOf(i))));
        List<Expr> results = b.inline(forward, arguments);
        for (int i = 0; i < results.size(); i++) {
            b.output(forward.outputs().get(i).name(), results.get(i));
        }
        return b.build();
    }

    /// In a derivative of a derivative `t_x` is taken by the first, and the tangent of `x` becomes `t_t_x`.
    private static String fresh(String input, Set<String> taken) {
        String name = "t_" + input;
        while (!taken.add(name)) {
            name = "t_" + name;
        }
        return name;
    }

    static <A, R, G> Pullback<A, R, G> vjp(Fn<A, R> f, Structure.Selection<G> chosen) {
        requireFloats(f, chosen.indices());
        requireFloatResults(f, "vjp");
        Vjp.Split split = Vjp.split(f.graph(), chosen.indices());
        List<TensorType> outputs = split.forward().outputTypes();
        List<Tensor> residuals = Fn.prototypes(outputs.subList(f.out().size(), outputs.size()));
        var forward = new Pullback.Forward<>(f.out().prototype(), residuals);
        var backward = new Pullback.Backward<>(residuals, f.out().prototype());
        return new Pullback<>(
                new Fn<>(f.in(), Structure.of(forward), split.forward(), f.captures(), new Form.Plain<>()),
                new Fn<>(
                        Structure.of(backward),
                        Fn.typed(chosen.structure(), split.backward()),
                        split.backward(),
                        List.of(),
                        new Form.Plain<>()));
    }

    static <A, R, G> Linearised<A, R, G> linearise(Fn<A, R> f, Structure.Selection<G> chosen) {
        requireFloats(f, chosen.indices());
        requireFloatResults(f, "linearise");
        Jvp.Split split = Jvp.split(f.graph(), chosen.indices());
        List<TensorType> outputs = split.forward().outputTypes();
        List<Tensor> residuals = Fn.prototypes(outputs.subList(f.out().size(), outputs.size()));
        var forward = new Pullback.Forward<>(f.out().prototype(), residuals);
        List<TensorType> types = f.graph().inputTypes();
        G along = chosen.structure()
                .withLeaves(
                        Fn.prototypes(chosen.indices().stream().map(types::get).toList()))
                .prototype();
        return new Linearised<>(
                new Fn<>(f.in(), Structure.of(forward), split.forward(), f.captures(), new Form.Plain<>()),
                new Fn<>(
                        Structure.of(new Linearised.Push<>(residuals, along)),
                        Fn.typed(f.out(), split.push()),
                        split.push(),
                        List.of(),
                        new Form.Plain<>()));
    }

    static <A, R> Fn<A, R> checkpoint(Fn<A, R> f) {
        Lineage lineage =
                new Lineage(Lineage.first(f.in().size()), Lineage.values(f.out().size()));
        return Batching.inside(
                f, lineage, Derivatives::checkpoint, () -> called(f, f.graph(), new CallRule.Checkpoint()));
    }

    /// `f` as one call of itself under `rule`.
    static <A, R> Fn<A, R> called(Fn<A, R> f, Graph body, CallRule rule) {
        GraphBuilder b = new GraphBuilder(body.name());
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < body.inputs().size(); i++) {
            arguments.add(b.input(body.inputNames().get(i), body.inputTypes().get(i)));
        }
        List<Expr> results = b.emit(new Op.Call(body, rule), arguments);
        for (int i = 0; i < results.size(); i++) {
            b.output(body.outputs().get(i).name(), results.get(i));
        }
        return f.with(b.build(), new Form.Plain<>());
    }
}
