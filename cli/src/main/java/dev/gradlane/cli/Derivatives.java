package dev.gradlane.cli;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.BatchSum;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The graph that computes a value, its gradient and second derivatives.
final class Derivatives {
    /// The batch axis.
    static final String ROWS = "B";

    private Derivatives() {}

    /// Outputs: value, a gradient per name of `wrt`, and per pair (a, b) of `hessian` the derivative by b
    /// of the gradient by a. Unreduced, each has an element per row; reduced, those for columns have.
    /// Without columns all are scalars.
    ///
    /// Around a function of one sample, `sum` and `mean` fold the gradients of the samples, so that the
    /// gradient of the mean has the bits of the mean of the gradients; other reductions are differentiated
    /// as they stand.
    ///
    /// @param hessian names among `wrt`
    static Graph of(Expression expression, DType dtype, Set<String> columns, List<String> wrt, List<String> hessian) {
        Optional<Expression> inside = expression.insideMean().or(expression::insideSum);
        if (inside.isPresent()) {
            var kind = expression.insideMean().isPresent() ? BatchSum.Kind.MEAN : BatchSum.Kind.SUM;
            Graph batched = of(inside.get(), dtype, columns, wrt, hessian);
            return BatchSum.of(batched, ROWS, kind, reduced(columns, wrt, hessian));
        }
        Graph value =
                expression.isReduced() ? expression.batchGraph(dtype, columns, ROWS) : expression.sampleGraph(dtype);
        List<Integer> inputs = wrt.stream().map(expression.names()::indexOf).toList();
        Graph gradient = Vjp.valueAndGradient(value, inputs);
        Graph all = hessian.isEmpty() ? gradient : withHessian(gradient, wrt, hessian);
        if (expression.isReduced() || columns.isEmpty()) {
            return all;
        }
        Set<Integer> mapped = new HashSet<>();
        for (int i = 0; i < expression.names().size(); i++) {
            if (columns.contains(expression.names().get(i))) {
                mapped.add(i);
            }
        }
        return Batch.of(all, mapped, ROWS);
    }

    /// Which outputs a sum over the batch folds: not those by a column, of which each row has its own.
    private static List<Boolean> reduced(Set<String> columns, List<String> wrt, List<String> hessian) {
        List<Boolean> reduced = new ArrayList<>(List.of(true));
        wrt.forEach(name -> reduced.add(!columns.contains(name)));
        for (String a : hessian) {
            hessian.forEach(b -> reduced.add(!columns.contains(a) && !columns.contains(b)));
        }
        return reduced;
    }

    /// Second derivatives by forward over reverse: per name b, the tangents of all gradients along b.
    private static Graph withHessian(Graph gradient, List<String> wrt, List<String> names) {
        var builder = new GraphBuilder(gradient.name());
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < gradient.inputNames().size(); i++) {
            inputs.add(builder.input(
                    gradient.inputNames().get(i), gradient.inputTypes().get(i)));
        }
        List<Expr> primal = builder.inline(gradient, inputs);
        for (int i = 0; i < primal.size(); i++) {
            builder.output(gradient.outputs().get(i).name(), primal.get(i));
        }
        Graph positional = withInputsByPosition(gradient);
        List<List<Expr>> tangents = new ArrayList<>();
        for (String b : names) {
            int input = gradient.inputNames().indexOf(b);
            TensorType type = gradient.inputTypes().get(input);
            List<Expr> arguments = new ArrayList<>(inputs);
            arguments.add(builder.constant(type, 1));
            Graph forward = Jvp.of(positional, List.of(input));
            tangents.add(builder.inline(forward, arguments));
        }
        for (String a : names) {
            for (int b = 0; b < names.size(); b++) {
                int output = gradient.outputs().size() + 1 + wrt.indexOf(a);
                builder.output("d_" + a + "_" + names.get(b), tangents.get(b).get(output));
            }
        }
        return builder.build();
    }

    /// The same function; forward mode calls the tangent of x `t_x`, which an input of the user's may be
    /// called too.
    private static Graph withInputsByPosition(Graph graph) {
        var builder = new GraphBuilder(graph.name());
        List<Expr> inputs = new ArrayList<>();
        for (TensorType type : graph.inputTypes()) {
            inputs.add(builder.input(String.valueOf(inputs.size()), type));
        }
        List<Expr> outputs = builder.inline(graph, inputs);
        for (int i = 0; i < outputs.size(); i++) {
            builder.output(graph.outputs().get(i).name(), outputs.get(i));
        }
        return builder.build();
    }

    /// Which outputs have an element per row.
    static boolean isPerRow(Graph graph, int output) {
        return graph.outputTypes().get(output).shape().rank() > 0;
    }

    /// True if the graph has the batch axis.
    static boolean hasRows(Graph graph) {
        return graph.nodes().stream()
                .anyMatch(n -> n.op() instanceof Op.Input(String _, TensorType type)
                        && type.shape().rank() > 0);
    }
}
