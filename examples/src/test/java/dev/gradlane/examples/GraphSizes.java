package dev.gradlane.examples;

import static dev.gradlane.Losses.softmaxCrossEntropy;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.logSumExp;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.sin;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Op;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// How many nodes derivatives have beside the program that they are of.
final class GraphSizes {
    private GraphSizes() {}

    /// One program and what is made of it.
    private record Row(String name, Fn<?, Tensor> f) {
        String print() {
            int value = nodes(f.graph());
            int gradient = nodes(f.valueAndGradient().graph());
            int product = nodes(f.hvp().graph());
            int frozen = nodes(Freeze.of(f.graph()));
            int frozenGradient = nodes(Freeze.of(f.valueAndGradient().graph()));
            return String.format(
                    Locale.ROOT,
                    "| %s | %d | %d | %.1f | %d | %.1f | %d | %d | %.1f |",
                    name,
                    value,
                    gradient,
                    (double) gradient / value,
                    product,
                    (double) product / value,
                    frozen,
                    frozenGradient,
                    (double) frozenGradient / frozen);
        }
    }

    static List<String> table() {
        return Stream.concat(
                        Stream.of(
                                "| program | nodes | value and gradient | × | H·v | × | instructions | of both | × |",
                                "|---|---|---|---|---|---|---|---|---|"),
                        rows().map(Row::print))
                .toList();
    }

    private static Stream<Row> rows() {
        return Stream.of(
                new Row("(x + y)·z", Circuits.product()),
                new Row("neuron", Circuits.neuron()),
                new Row("Black–Scholes", Greeks.price()),
                new Row("logistic loss, 30 features", LogisticRegression.loss(30)),
                new Row("Rosenbrock, 100 numbers", Fn.trace("rosenbrock", f64(100), GraphSizes::rosenbrock)),
                new Row("log-sum-exp", Fn.trace("logSumExp", f64(10), x -> logSumExp(x))),
                new Row("product of 16", Fn.trace("prod", f64(16), Tensor::prod)),
                new Row("network 8-16-4, cross entropy", network()),
                new Row("50 steps unrolled", Fn.trace("unrolled", f64(2), GraphSizes::unrolled)),
                new Row("50 steps in a loop", Fn.trace("loop", f64(2), GraphSizes::loop)));
    }

    private static Tensor rosenbrock(Tensor x) {
        Tensor a = x.slice(0, 0, 99);
        Tensor b = x.slice(0, 1, 100).minus(a.times(a));
        Tensor c = a.unaryMinus().plus(1);
        return c.times(c).plus(b.times(b).times(100)).sum();
    }

    private static Fn<List<Tensor>, Tensor> network() {
        return Fn.trace("network", List.of(f64(16, 8), f64(16), f64(4, 16), f64(4), f64(8), f64(4)), in -> {
            Tensor hidden = relu(in.get(0).matmul(in.get(4)).plus(in.get(1)));
            return softmaxCrossEntropy(in.get(2).matmul(hidden).plus(in.get(3)), in.get(5));
        });
    }

    /// A pendulum's angle and velocity after a step of 0.1.
    private static Tensor step(Tensor s) {
        Tensor velocity = s.get(1).minus(sin(s.get(0)).times(0.1));
        Tensor angle = s.get(0).plus(velocity.times(0.1));
        return dev.gradlane.Ops.concatenate(0, angle.reshape(1), velocity.reshape(1));
    }

    private static Tensor unrolled(Tensor s) {
        Tensor state = s;
        for (int i = 0; i < 50; i++) {
            state = step(state);
        }
        return exp(state).sum();
    }

    private static Tensor loop(Tensor s) {
        return exp(repeat(50, s, (state, _) -> step(state))).sum();
    }

    /// Nodes that compute: no inputs, no constants; of a loop with those of its body.
    private static int nodes(Graph graph) {
        return graph.nodes().stream()
                .mapToInt(node -> switch (node.op()) {
                    case Op.Input _, Op.Constant _ -> 0;
                    case Op.Call(Graph body, var _) -> nodes(body);
                    case Op.Scan scan -> 1 + nodes(scan.body());
                    case Op.Cond(Graph ifTrue, Graph ifFalse) -> 1 + nodes(ifTrue) + nodes(ifFalse);
                    case Op.While loop -> 1 + nodes(loop.condition()) + nodes(loop.step());
                    case Op _ -> 1;
                })
                .sum();
    }
}
