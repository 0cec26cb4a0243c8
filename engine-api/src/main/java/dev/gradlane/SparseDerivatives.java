package dev.gradlane;

import dev.gradlane.autodiff.Compression;
import dev.gradlane.autodiff.Dependence;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Jacobians and Hessians with a pattern, found in the program or given.
final class SparseDerivatives {
    private static final String JACOBIAN = "jacobianSparse";

    private SparseDerivatives() {}

    static <A> SparseJacobian<A> jacobian(Fn<A, ?> f, int wrt, Optional<Sparsity> given) {
        requireOneResult(f);
        Compression compression = Compression.of(pattern(f, wrt, given));
        return new SparseJacobian<>(compressed(f, wrt, compression), compression);
    }

    /// Forward mode over the gradient.
    ///
    /// @param grouped how columns are grouped by the pattern
    static <A> SparseJacobian<A> hessian(
            String name, Fn<A, ?> f, int wrt, Optional<Sparsity> given, Function<Sparsity, Compression> grouped) {
        Jacobians.requireScalar(f, name);
        Structure<Tensor> tensor =
                Structure.of(f.in().flatten(f.in().prototype()).get(wrt));
        Fn<A, Tensor> gradient = Derivatives.gradient(f, List.of(wrt), false, tensor);
        Compression compression = grouped.apply(pattern(gradient, wrt, given));
        return new SparseJacobian<>(compressed(gradient, wrt, compression), compression);
    }

    private static void requireOneResult(Fn<?, ?> f) {
        if (f.out().size() != 1) {
            throw new GraphException(JACOBIAN + " of " + f.graph().name() + " at " + Origin.here()
                    + " needs one result, but it returns " + f.out().names());
        }
        Derivatives.requireFloatResults(f, JACOBIAN);
    }

    /// The pattern of one sample. One that was given must hold what the program shows, where that can be found:
    /// an entry outside of it would be added to another one unseen.
    private static Sparsity pattern(Fn<?, ?> f, int wrt, Optional<Sparsity> given) {
        Derivatives.requireFloats(f, List.of(wrt));
        return switch (f.form()) {
            case Form.Batched<?, ?>(Fn<?, ?> sample, BatchAxes _) -> pattern(sample, wrt, given);
            case Form.Reduced<?, ?>(Fn<?, ?> sample, BatchAxes _, var _, List<Boolean> _) ->
                pattern(sample, wrt, given);
            case Form.Plain<?, ?> _ ->
                given.map(pattern -> checked(f, wrt, pattern)).orElseGet(() -> found(f, wrt));
        };
    }

    private static Sparsity found(Fn<?, ?> f, int wrt) {
        try {
            return Dependence.of(f.graph(), 0, wrt);
        } catch (GraphException e) {
            throw new GraphException(e.getMessage() + ", at " + Origin.here());
        }
    }

    private static Sparsity checked(Fn<?, ?> f, int wrt, Sparsity given) {
        TensorType x = f.graph().inputTypes().get(wrt);
        TensorType y = f.graph().outputTypes().getFirst();
        if (!x.shape().isFixed() || !y.shape().isFixed()) {
            throw new GraphException("the pattern of a Jacobian of " + f.graph().name() + " at " + Origin.here()
                    + " has numbers of rows and columns, but it maps " + x + " to " + y
                    + ": trace it with numbers for extents, or trace one sample and use batched()");
        }
        if (given.rows() != y.shape().size() || given.columns() != x.shape().size()) {
            throw new GraphException("the pattern given at " + Origin.here() + " has " + given + ", but "
                    + f.graph().name() + " maps " + x + " to " + y);
        }
        Optional<Sparsity> shown = Dependence.tryOf(f.graph(), 0, wrt);
        shown.ifPresent(pattern -> requireCovered(f, given, pattern));
        return given;
    }

    private static void requireCovered(Fn<?, ?> f, Sparsity given, Sparsity shown) {
        for (int e = 0; e < shown.size(); e++) {
            int row = shown.row(e);
            int column = shown.column(e);
            if (!given.has(row, column)) {
                throw new GraphException("the pattern given at " + Origin.here() + " has no entry (" + row + ", "
                        + column + "), but element " + row + " of the result of "
                        + f.graph().name() + " depends on element " + column
                        + " of the input: its derivative would be added to another; cut it with stopGradient if it"
                        + " is 0");
            }
        }
    }

    private static <A> Fn<A, Tensor> compressed(Fn<A, ?> f, int wrt, Compression compression) {
        return Batching.inside(
                f,
                new Lineage(Lineage.first(f.in().size()), List.of(new Lineage.Packed(0, wrt))),
                sample -> compressed(sample, wrt, compression),
                () -> {
                    Graph graph = compression.apply(f.graph(), wrt);
                    Structure<Tensor> tensor =
                            Structure.of(Fn.prototype(graph.outputTypes().getFirst()));
                    return new Fn<>(f.in(), tensor, graph, f.captures(), new Form.Plain<>());
                });
    }
}
