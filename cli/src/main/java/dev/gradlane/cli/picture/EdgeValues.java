package dev.gradlane.cli.picture;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.Device;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.stream.Program;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The values of a graph at one point, and the gradient of its output by each use of a value. Backward,
/// each node is differentiated by itself and the shares of a value are added in the order in which
/// autodiff adds them.
public final class EdgeValues {
    private final Graph graph;
    private final Device device;
    private final Map<String, Long> sizes = new HashMap<>();
    private final List<MemorySegment> forward;
    private final Map<Integer, Long> cotangents = new HashMap<>();
    private final Map<Use, Long> gradients = new HashMap<>();

    private record Use(Node node, int operand) {}

    /// @param graph its one output is a float scalar; the batch axis, if there is one, has size 1
    /// @param inputs an element per input
    public EdgeValues(Device device, Graph graph, List<MemorySegment> inputs) {
        this.device = device;
        this.graph = graph;
        graph.symbols().forEach(symbol -> sizes.put(symbol, 1L));
        List<Graph.Output> all = IntStream.range(0, graph.valueCount())
                .mapToObj(v -> new Graph.Output("v" + v, v))
                .toList();
        try (Program program = new Program(device, new Graph(graph.name(), graph.nodes(), all))) {
            this.forward = program.run(inputs, sizes);
        }
        int output = graph.outputs().getFirst().value();
        cotangents.put(output, graph.type(output).dtype().bitsOf(1));
        for (Node node : graph.nodes().reversed()) {
            backward(node);
        }
    }

    private void backward(Node node) {
        Long cotangent = cotangents.get(node.first());
        List<Integer> floats = IntStream.range(0, node.operands().size())
                .filter(i -> graph.type(node.operands().get(i)).dtype().isFloat())
                .boxed()
                .toList();
        if (cotangent == null || floats.isEmpty() || node.results().size() != 1) {
            return;
        }
        List<MemorySegment> arguments = new ArrayList<>();
        node.operands().forEach(v -> arguments.add(forward.get(v)));
        Graph alone = alone(node);
        if (alone.inputNames().size() > arguments.size()) {
            arguments.add(element(0, DType.F64));
        }
        arguments.add(element(cotangent, node.results().getFirst().dtype()));
        try (Program program = new Program(device, Vjp.of(alone, floats))) {
            List<MemorySegment> results = program.run(arguments, sizes);
            for (int i = floats.size() - 1; i >= 0; i--) {
                int operand = floats.get(i);
                int value = node.operands().get(operand);
                DType dtype = graph.type(value).dtype();
                long share = Numbers.get(results.get(1 + i), 0, dtype);
                gradients.put(new Use(node, operand), share);
                cotangents.merge(value, share, (a, b) -> sum(a, b, dtype));
            }
        }
    }

    /// The node as a graph: an input per operand and, for the batch axis, one that nothing uses.
    private Graph alone(Node node) {
        var builder = new GraphBuilder("node");
        List<Expr> operands = new ArrayList<>();
        for (int value : node.operands()) {
            operands.add(builder.input("x" + operands.size(), graph.type(value)));
        }
        for (String symbol : graph.symbols()) {
            builder.input(symbol, new TensorType(DType.F64, Shape.of(Dim.symbol(symbol))));
        }
        return builder.output("y", builder.emit(node.op(), operands).getFirst()).build();
    }

    private static MemorySegment element(long bits, DType dtype) {
        MemorySegment element = Arena.ofAuto().allocate(8, 64).asSlice(0, dtype.bytes());
        Numbers.set(element, 0, dtype, bits);
        return element;
    }

    private static long sum(long a, long b, DType dtype) {
        return dtype == DType.F32
                ? dtype.bitsOf(Float.intBitsToFloat((int) a) + Float.intBitsToFloat((int) b))
                : dtype.bitsOf(dtype.toDouble(a) + dtype.toDouble(b));
    }

    String forward(int value) {
        DType dtype = graph.type(value).dtype();
        MemorySegment element = forward.get(value);
        return text(
                dtype == DType.BOOL
                        ? element.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)
                        : Numbers.get(element, 0, dtype),
                dtype);
    }

    /// The share of the gradient that flows back through operand `operand` of `node`; none into constants.
    Optional<String> gradient(Node node, int operand) {
        int value = node.operands().get(operand);
        return graph.definition(value).op() instanceof Op.Constant
                ? Optional.empty()
                : Optional.ofNullable(gradients.get(new Use(node, operand)))
                        .map(bits -> text(bits, graph.type(value).dtype()));
    }

    static String text(long bits, DType dtype) {
        return switch (dtype) {
            case F32, F64 -> Numbers.format(bits, dtype);
            case I32 -> Integer.toString((int) bits);
            case I64 -> Long.toString(bits);
            case BOOL -> Boolean.toString(bits != 0);
        };
    }
}
