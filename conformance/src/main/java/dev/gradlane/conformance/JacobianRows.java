package dev.gradlane.conformance;

import dev.gradlane.autodiff.Hessian;
import dev.gradlane.autodiff.Jacobian;
import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Jacobians and Hessians: a device has the bits of the definition, and the matrix has the bits of the single
/// derivatives that it is made of. That those are right is what [GradientRows] asks.
final class JacobianRows {
    /// H·v and the sum over a row of H differ by the order of the additions.
    private static final double PRODUCT = 1e-12;

    private JacobianRows() {}

    static Stream<ConformanceRow> of(Device device) {
        return GradientGraphs.structures().flatMap(subject -> {
            Graph graph = subject.graph();
            return Stream.of(
                    row("jacobian by columns of " + subject.name(), () -> columns(device, graph, forward(graph))),
                    row("jacobian by rows of " + subject.name(), () -> rows(device, graph, Jacobian.reverse(graph, 0))),
                    row("hessian of " + subject.name(), () -> hessian(device, scalar(graph))));
        });
    }

    @FunctionalInterface
    private interface Check {
        Optional<String> difference();
    }

    private static ConformanceRow row(String name, Check check) {
        try {
            return check.difference()
                    .map(detail -> ConformanceRow.differs(name, detail))
                    .orElseGet(() -> ConformanceRow.same(name));
        } catch (RuntimeException e) {
            return ConformanceRow.differs(name, "failed: " + e);
        }
    }

    static Graph forward(Graph graph) {
        return Jacobian.forward(graph, 0);
    }

    private interface Comparison {
        Optional<String> difference(List<Value> point, Value matrix);
    }

    /// The bits of `jacobian` against the definition's, then its first result against the single derivatives.
    private static Optional<String> compared(Device device, Graph graph, Graph jacobian, Comparison singles) {
        List<Value> x = point(graph);
        Graph frozen = Freeze.of(jacobian);
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        List<Value> result = run(device, frozen, x);
        return bits(frozen, x, result).or(() -> singles.difference(x, result.getFirst()));
    }

    /// Column j of `jacobian` against the tangent for unit vector j.
    static Optional<String> columns(Device device, Graph graph, Graph jacobian) {
        return compared(device, graph, jacobian, (x, matrix) -> columns(device, graph, x, matrix));
    }

    private static Optional<String> columns(Device device, Graph graph, List<Value> x, Value matrix) {
        Graph pushed = Freeze.of(last(Jvp.of(graph, List.of(0)), 1));
        int columns = x.getFirst().size();
        try (Executable executable = device.compile(pushed, CompileOptions.DEFAULT)) {
            for (int j = 0; j < columns; j++) {
                List<Value> inputs = new ArrayList<>(x);
                inputs.add(unit(x.getFirst().type(), j));
                Value tangent = DeviceRun.run(device, executable, pushed, inputs, Map.of())
                        .getFirst();
                int column = j;
                Value mine = Value.of(tangent.type(), Map.of(), i -> matrix.bits((int) i * columns + column));
                Optional<String> difference = Value.difference(List.of(tangent), List.of(mine));
                if (difference.isPresent()) {
                    return Optional.of("column " + j + ": " + difference.get());
                }
            }
        }
        return Optional.empty();
    }

    /// Row i of `jacobian` against the cotangent for unit vector i.
    static Optional<String> rows(Device device, Graph graph, Graph jacobian) {
        return compared(device, graph, jacobian, (x, matrix) -> rows(device, graph, x, matrix));
    }

    private static Optional<String> rows(Device device, Graph graph, List<Value> x, Value matrix) {
        Graph pulled = Freeze.of(last(Vjp.of(graph, List.of(0)), 1));
        TensorType y = graph.outputTypes().getFirst();
        int columns = x.getFirst().size();
        try (Executable executable = device.compile(pulled, CompileOptions.DEFAULT)) {
            for (int i = 0; i < y.shape().size(); i++) {
                List<Value> inputs = new ArrayList<>(x);
                inputs.add(unit(y, i));
                Value cotangent = DeviceRun.run(device, executable, pulled, inputs, Map.of())
                        .getFirst();
                int row = i;
                Value mine = Value.of(cotangent.type(), Map.of(), j -> matrix.bits(row * columns + (int) j));
                Optional<String> difference = Value.difference(List.of(cotangent), List.of(mine));
                if (difference.isPresent()) {
                    return Optional.of("row " + i + ": " + difference.get());
                }
            }
        }
        return Optional.empty();
    }

    /// The matrix and its product with a vector, both by bits and against each other.
    private static Optional<String> hessian(Device device, Graph scalar) {
        Graph matrix = Freeze.of(Hessian.of(scalar, 0, 0));
        Graph product = Freeze.of(Hessian.product(scalar, List.of(0)));
        if (Refusals.lacking(device, matrix).isPresent()) {
            return Refusals.difference(device, matrix);
        }
        List<Value> x = point(scalar);
        Draw draw = new Draw(31, scalar.nodes().size());
        Value v = Value.of(x.getFirst().type(), Map.of(), _ -> DType.F64.bitsOf(draw.number()));
        List<Value> moved = new ArrayList<>(x);
        moved.add(v);
        List<Value> h = run(device, matrix, x);
        List<Value> hv = run(device, product, moved);
        return bits(matrix, x, h).or(() -> bits(product, moved, hv)).or(() -> product(h.getFirst(), v, hv.getFirst()));
    }

    private static Optional<String> product(Value h, Value v, Value hv) {
        int n = v.size();
        for (int i = 0; i < n; i++) {
            double sum = 0;
            double size = 1;
            for (int j = 0; j < n; j++) {
                sum += number(h, i * n + j) * number(v, j);
                size += Math.abs(number(h, i * n + j) * number(v, j));
            }
            if (!(Math.abs(sum - number(hv, i)) <= PRODUCT * size)) {
                return Optional.of("row " + i + " of H times v is " + sum + ", H·v has " + number(hv, i));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> bits(Graph frozen, List<Value> inputs, List<Value> actual) {
        return Value.difference(Definition.run(frozen, inputs, Map.of()), actual);
    }

    private static List<Value> run(Device device, Graph frozen, List<Value> inputs) {
        return DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, Map.of());
    }

    /// Smooth points of every function of the library.
    private static List<Value> point(Graph graph) {
        Draw draw = new Draw(1414, graph.nodes().size());
        return graph.inputTypes().stream()
                .map(type -> Value.of(type, Map.of(), _ -> DType.F64.bitsOf(0.5 + 0.175 * draw.number())))
                .toList();
    }

    private static Value unit(TensorType type, int at) {
        return Value.of(type, Map.of(), i -> DType.F64.bitsOf(i == at ? 1 : 0));
    }

    private static double number(Value value, int element) {
        return Double.longBitsToDouble(value.bits(element));
    }

    /// Without the first `outputs` outputs.
    private static Graph last(Graph graph, int outputs) {
        return Prune.of(new Graph(
                graph.name(),
                graph.nodes(),
                graph.outputs().subList(outputs, graph.outputs().size())));
    }

    /// Σ y² of the first output y.
    static Graph scalar(Graph graph) {
        GraphBuilder b = new GraphBuilder("scalar");
        List<Expr> inputs = new ArrayList<>();
        for (Node node : graph.inputs()) {
            Op.Input input = (Op.Input) node.op();
            inputs.add(b.input(input.name(), input.type()));
        }
        Expr y = b.inline(graph, inputs).getFirst();
        List<Integer> axes = IntStream.range(0, y.shape().rank()).boxed().toList();
        return b.output("sum", y.mul(y).reduce(Reduction.SUM, axes)).build();
    }
}
