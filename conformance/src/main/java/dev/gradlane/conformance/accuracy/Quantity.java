package dev.gradlane.conformance.accuracy;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Partial;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A function, or one of its partial derivatives, as a graph over vectors.
///
/// @param function the function
/// @param partial −1 for the value, else the operand by which the derivative is taken
record Quantity(Composite function, int partial) {
    static final String SIZE = "N";

    private static final char PRIME = '′';

    static Quantity value(Composite function) {
        return new Quantity(function, -1);
    }

    static Quantity slope(Composite function, int partial) {
        return new Quantity(function, partial);
    }

    /// The quantity of that name, if there is such a function.
    static Optional<Quantity> named(String name) {
        int prime = name.indexOf(PRIME);
        String operand = name.substring(prime + 1);
        return Functions.named(prime < 0 ? name : name.substring(0, prime))
                .map(f -> prime < 0 ? value(f) : slope(f, operand.isEmpty() ? 0 : Integer.parseInt(operand)));
    }

    /// `exp`, `exp′`; by operand where there are several: `pow′0`.
    String name() {
        String operand = function.arity() == 1 ? "" : Integer.toString(partial);
        return partial < 0 ? function.symbol() : function.symbol() + PRIME + operand;
    }

    /// The frozen graph; the derivative is the partial that autodiff uses, acting on 1.
    Graph graph(DType dtype) {
        var builder = GraphBuilder.expanding(partial < 0 ? function.symbol() : "d " + function.symbol());
        var type = new TensorType(dtype, Shape.of(Dim.symbol(SIZE)));
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < function.arity(); i++) {
            inputs.add(builder.input("x" + i, type));
        }
        return Prune.of(builder.output("y", result(builder, inputs)).build());
    }

    private Expr result(GraphBuilder builder, List<Expr> x) {
        Expr y = builder.map(function, x);
        if (partial < 0) {
            return y;
        }
        Partial action = function.partials().get(partial);
        return action == Partial.ZERO
                ? y.constant(0)
                : action.apply(x, y, y.constant(1)).convert(y.dtype());
    }
}
