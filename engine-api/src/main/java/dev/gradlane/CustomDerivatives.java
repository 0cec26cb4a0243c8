package dev.gradlane;

import dev.gradlane.autodiff.Transposition;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Functions whose derivative the user gives. The rules are traced to graphs, so they are batched, differentiated
/// and printed as everything else.
final class CustomDerivatives {
    private CustomDerivatives() {}

    /// What a rule for reverse mode takes.
    record Pulled<A, R>(A at, R cotangent) {}

    static <A, R> Fn<A, R> forward(Fn<A, R> f, Function<? super Dual<A>, ? extends R> jvp) {
        Graph pushed = jvpGraph(f, jvp);
        return of(f, pushed, transposed(f, pushed));
    }

    static <A, R> Fn<A, R> reverse(Fn<A, R> f, BiFunction<? super A, ? super R, ? extends A> vjp) {
        Graph pulled = vjpGraph(f, vjp);
        return of(f, transposed(f, pulled), pulled);
    }

    static <A, R> Fn<A, R> both(
            Fn<A, R> f, Function<? super Dual<A>, ? extends R> jvp, BiFunction<? super A, ? super R, ? extends A> vjp) {
        return of(f, jvpGraph(f, jvp), vjpGraph(f, vjp));
    }

    private static <A, R> Fn<A, R> of(Fn<A, R> f, Graph jvp, Graph vjp) {
        requireClosed(f, f.graph().name());
        return Derivatives.called(f, f.graph(), new CallRule.Derivative(jvp, vjp));
    }

    private static <A, R> Graph jvpGraph(Fn<A, R> f, Function<? super Dual<A>, ? extends R> jvp) {
        String name = f.graph().name() + ".jvp";
        Fn<Dual<A>, R> rule = Fn.trace(
                name,
                new Dual<>(f.in().prototype(), f.in().prototype()),
                dual -> rebuilt(f.out(), jvp.apply(dual), name));
        return checked(f, rule, f.out(), f.graph().outputTypes(), "a tangent is shaped like its result");
    }

    private static <A, R> Graph vjpGraph(Fn<A, R> f, BiFunction<? super A, ? super R, ? extends A> vjp) {
        String name = f.graph().name() + ".vjp";
        Fn<Pulled<A, R>, A> rule = Fn.trace(
                name,
                new Pulled<>(f.in().prototype(), f.out().prototype()),
                pulled -> rebuilt(f.in(), vjp.apply(pulled.at(), pulled.cotangent()), name));
        List<TensorType> inputs = f.graph().inputTypes().subList(0, f.in().size());
        return checked(f, rule, f.in(), inputs, "a cotangent is shaped like its input");
    }

    private static <X> X rebuilt(Structure<X> structure, X result, String rule) {
        try {
            return structure.unflatten(structure.flatten(result));
        } catch (IllegalArgumentException e) {
            throw new GraphException(rule + " at " + Origin.here() + ": " + e.getMessage());
        }
    }

    private static Graph checked(
            Fn<?, ?> f, Fn<?, ?> rule, Structure<?> wanted, List<TensorType> types, String reason) {
        requireClosed(f, rule.graph().name());
        requireClosed(rule, rule.graph().name());
        List<TensorType> given = rule.graph().outputTypes();
        for (int i = 0; i < types.size(); i++) {
            if (!given.get(i).equals(types.get(i))) {
                throw new GraphException(rule.graph().name() + " at " + Origin.here() + " gives " + given.get(i)
                        + " for '" + wanted.names().get(i) + "', which is " + types.get(i) + ": " + reason);
            }
        }
        return rule.graph();
    }

    /// A tensor of the function around would have no derivative by this rule.
    private static void requireClosed(Fn<?, ?> f, String name) {
        if (!f.captures().isEmpty()) {
            throw new GraphException(name + " at " + Origin.here() + " uses tensors of the function around it, by which"
                    + " the given rule says no derivative: make them inputs");
        }
    }

    private static Graph transposed(Fn<?, ?> f, Graph rule) {
        try {
            return Transposition.of(rule, f.in().size());
        } catch (GraphException e) {
            throw new GraphException(e.getMessage() + ", at " + Origin.here());
        }
    }
}
