package dev.gradlane;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Elementwise functions of tensors in the current trace, with the broadcasting rule of [Tensor].
final class Arithmetic {
    private Arithmetic() {}

    static Tensor apply(Elementwise function, Tensor... operands) {
        Trace trace = Trace.current(function.symbol());
        trace.here();
        List<Expr> lifted = Arrays.stream(operands).map(trace::lift).toList();
        Shape common = Shape.SCALAR;
        for (Expr operand : lifted) {
            common = common(function, common, operand.shape());
        }
        Shape shape = common;
        return trace.tensor(trace.builder()
                .map(
                        function,
                        lifted.stream().map(x -> Views.broadcast(x, shape)).toList()));
    }

    private static Shape common(Elementwise function, Shape a, Shape b) {
        Shape longer = a.rank() >= b.rank() ? a : b;
        Shape shorter = longer == a ? b : a;
        int offset = longer.rank() - shorter.rank();
        List<Dim> dims = new ArrayList<>(longer.dims());
        for (int i = 0; i < shorter.rank(); i++) {
            Dim x = longer.dim(offset + i);
            Dim y = shorter.dim(i);
            if (!x.equals(y) && !x.is(1) && !y.is(1)) {
                throw new GraphException(function.symbol() + " of shapes " + a + " and " + b + " at " + Origin.here()
                        + ": axes align from the last, and " + x + " is not " + y
                        + " (reshape one side so that they fit)");
            }
            dims.set(offset + i, x.is(1) ? y : x);
        }
        return new Shape(dims);
    }
}
