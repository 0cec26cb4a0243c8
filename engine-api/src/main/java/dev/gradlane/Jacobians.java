package dev.gradlane;

import dev.gradlane.autodiff.Jacobian;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.pass.Prune;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Matrices of derivatives, and second derivatives.
final class Jacobians {
    private Jacobians() {}

    /// Columns or rows: which mode computes them.
    enum Mode {
        FORWARD,
        REVERSE
    }

    /// The only input of `f`.
    static int only(Fn<?, ?> f, String derivative) {
        if (f.in().size() != 1) {
            throw new GraphException(derivative + " of " + f.graph().name() + " at " + Origin.here()
                    + ": it has the inputs " + f.in().names() + ", so say by which, as in " + derivative
                    + "(Option::spot)");
        }
        return 0;
    }

    /// The input that an accessor picks.
    static <A> int one(Fn<A, ?> f, Function<? super A, Tensor> wrt) {
        return f.in().select(wrt).indices().getFirst();
    }

    static <A, R> Fn<A, R> of(Fn<A, R> f, int wrt, Mode mode) {
        Derivatives.requireFloats(f, List.of(wrt));
        Derivatives.requireFloatResults(f, "jacobian");
        List<Lineage.Part> rows = IntStream.range(0, f.out().size())
                .<Lineage.Part>mapToObj(i -> new Lineage.Rows(i, wrt))
                .toList();
        return Batching.inside(
                f,
                new Lineage(Lineage.first(f.in().size()), rows),
                sample -> of(sample, wrt, mode),
                () -> plain(f, wrt, mode));
    }

    private static <A, R> Fn<A, R> plain(Fn<A, R> f, int wrt, Mode mode) {
        Graph graph = f.graph();
        Graph jacobian = switch (mode) {
            case FORWARD -> Jacobian.forward(graph, wrt);
            case REVERSE -> Jacobian.reverse(graph, wrt);
        };
        return new Fn<>(f.in(), Fn.typed(f.out(), jacobian), jacobian, f.captures(), new Form.Plain<>());
    }

    /// ∂²f/∂x∂z: the Jacobian by z of the gradient by x.
    static <A> Fn<A, Tensor> hessian(Fn<A, ?> f, int x, int z) {
        requireScalar(f, "hessian");
        Structure<Tensor> tensor =
                Structure.of(f.in().flatten(f.in().prototype()).get(x));
        Derivatives.requireFloats(f, List.of(x, z));
        return of(Derivatives.gradient(f, List.of(x), false, tensor), z, Mode.FORWARD);
    }

    static <A> Fn<Dual<A>, A> hvp(Fn<A, ?> f) {
        requireScalar(f, "hvp");
        List<Integer> all = Lineage.first(f.in().size());
        Fn<A, A> gradient = Derivatives.gradient(f, all, false, f.in());
        return tangent(gradient, Derivatives.jvp(gradient));
    }

    static <A, G> Fn<Direction<A, G>, G> hvp(Fn<A, ?> f, Structure.Selection<G> wrt) {
        requireScalar(f, "hvp");
        Fn<A, G> gradient = Derivatives.gradient(f, wrt.indices(), false, wrt.structure());
        return tangent(gradient, Derivatives.jvp(gradient, wrt));
    }

    /// Of a batched function the value of one sample must be a scalar.
    static void requireScalar(Fn<?, ?> f, String derivative) {
        switch (f.form()) {
            case Form.Plain<?, ?> _ -> Derivatives.requireScalar(f, derivative);
            case Form.Batched<?, ?>(Fn<?, ?> sample, BatchAxes _) -> requireScalar(sample, derivative);
            case Form.Reduced<?, ?> _ -> Derivatives.requireScalar(f, derivative);
        }
    }

    /// The tangents alone.
    private static <D, G> Fn<D, G> tangent(Fn<?, G> gradient, Fn<D, Dual<G>> jvp) {
        int values = gradient.out().size();
        Lineage lineage = new Lineage(
                Lineage.first(jvp.in().size()), Lineage.values(2 * values).subList(values, 2 * values));
        return Batching.inside(
                jvp,
                lineage,
                sample -> secondHalf(sample, gradient.out(), values),
                () -> secondHalf(jvp, gradient.out(), values));
    }

    private static <D, G> Fn<D, G> secondHalf(Fn<D, Dual<G>> jvp, Structure<G> out, int values) {
        Graph graph = jvp.graph();
        Graph tangents =
                Prune.of(new Graph(graph.name(), graph.nodes(), graph.outputs().subList(values, 2 * values)));
        return new Fn<>(jvp.in(), Fn.typed(out, tangents), tangents, jvp.captures(), new Form.Plain<>());
    }
}
