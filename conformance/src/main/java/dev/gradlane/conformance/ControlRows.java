package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Loops and choices for every element type: of no, one and several steps, in both orders, with special
/// values; then over a batch, for every choice of mapped operands, where samples choose and stop each for
/// itself.
final class ControlRows {
    private static final List<Integer> LENGTHS = List.of(0, 1, 2, 5, 33);
    private static final int SAMPLES = 4;
    private static final String AXIS = "S";
    private static final List<DType> NUMBERS = List.of(DType.F32, DType.F64, DType.I32, DType.I64);

    private ControlRows() {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.of(scans(device), choices(device), loops(device)).flatMap(rows -> rows);
    }

    static Stream<ConformanceRow> scans(Device device) {
        return NUMBERS.stream()
                .flatMap(dtype -> Stream.of(false, true)
                        .map(reversed -> row(
                                device,
                                "scan " + (reversed ? "in reverse " : "forward ") + dtype.symbol(),
                                LENGTHS,
                                n -> scan(dtype, n, reversed))));
    }

    static Stream<ConformanceRow> choices(Device device) {
        return NUMBERS.stream()
                .map(dtype -> row(device, "cond " + dtype.symbol(), List.of(0, 1, 3), n -> cond(dtype, n)));
    }

    static Stream<ConformanceRow> loops(Device device) {
        return NUMBERS.stream()
                .map(dtype -> row(device, "while " + dtype.symbol(), List.of(0, 1, 3), n -> loop(dtype, n)));
    }

    private static ConformanceRow row(
            Device device, String name, List<Integer> sizes, java.util.function.IntFunction<Graph> graph) {
        return sizes.stream()
                .flatMap(n -> difference(device, graph.apply(n)).map(d -> "size " + n + ": " + d).stream())
                .findFirst()
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }

    /// Two states of two types, one that every step swaps; two arrays; stacked results, one that is the state
    /// before a step; sums, whose order shows.
    private static Graph scan(DType dtype, int n, boolean reversed) {
        TensorType pair = TensorType.of(dtype, 2);
        TensorType flag = TensorType.scalar(DType.BOOL);
        var step = new GraphBuilder("step");
        Expr factor = step.input("factor", TensorType.scalar(dtype));
        Expr state = step.input("state", pair);
        Expr odd = step.input("odd", flag);
        Expr x = step.input("x", pair);
        Expr on = step.input("on", flag);
        Expr scaled = state.mul(factor.broadcast(pair.shape(), List.of()));
        Expr next = odd.xor(on).broadcast(pair.shape(), List.of()).select(scaled.add(x), x);
        Graph body = step.output("state", next)
                .output("odd", odd.not())
                .output("before", state)
                .output("flag", odd.or(on))
                .output("total", next.mul(x))
                .output("plain", x)
                .build();
        var b = new GraphBuilder("scan");
        List<Expr> results = b.emit(
                new Op.Scan(body, 1, 2, 2, Dim.of(n), reversed),
                b.input("factor", TensorType.scalar(dtype)),
                b.input("state", pair),
                b.input("odd", flag),
                b.input("x", TensorType.of(dtype, n, 2)),
                b.input("on", TensorType.of(DType.BOOL, n)));
        for (int k = 0; k < results.size(); k++) {
            b.output("y" + k, results.get(k));
        }
        return b.build();
    }

    /// One branch divides, the other does not.
    private static Graph cond(DType dtype, int n) {
        TensorType row = TensorType.of(dtype, n);
        var first = new GraphBuilder("first");
        Expr a = first.input("a", row);
        Expr c = first.input("c", row);
        Graph ifTrue = first.output("y", a.mul(c).sub(a)).output("z", c).build();
        var second = new GraphBuilder("second");
        Expr p = second.input("a", row);
        Graph ifFalse = second.output(
                        "y", dtype.isFloat() ? p.div(second.input("c", row)) : p.sub(second.input("c", row)))
                .output("z", p)
                .build();
        var b = new GraphBuilder("cond");
        List<Expr> results = b.emit(
                new Op.Cond(ifTrue, ifFalse),
                b.input("choice", TensorType.scalar(DType.BOOL)),
                b.input("a", row),
                b.input("c", row));
        return b.output("y", results.get(0)).output("z", results.get(1)).build();
    }

    /// As many steps as the low bits of a number say: samples stop apart from each other.
    private static Graph loop(DType dtype, int n) {
        TensorType row = TensorType.of(dtype, n);
        TensorType count = TensorType.scalar(DType.I32);
        var condition = new GraphBuilder("condition");
        condition.input("x", row);
        Expr left = condition.input("left", count);
        condition.input("state", row);
        Graph holds = condition.output("holds", left.gt(0)).build();
        var step = new GraphBuilder("step");
        Expr x = step.input("x", row);
        Expr down = step.input("left", count);
        Expr state = step.input("state", row);
        Graph next = step.output("left", down.sub(1))
                .output("state", state.mul(x).add(x))
                .build();
        var b = new GraphBuilder("while");
        Expr by = b.input("x", row);
        Expr steps = b.input("steps", count);
        List<Expr> results = b.emit(new Op.While(holds, next, 1, 7), by, steps.and(7), b.input("state", row));
        return b.output("left", results.get(0)).output("state", results.get(1)).build();
    }

    private static Optional<String> difference(Device device, Graph graph) {
        Graph frozen = Freeze.of(graph);
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        try {
            for (boolean special : new boolean[] {true, false}) {
                List<Value> inputs = inputs(frozen, special, Map.of());
                Optional<String> difference = Value.difference(
                        Definition.run(frozen, inputs, Map.of()),
                        DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, Map.of()));
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return batched(device, graph);
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }

    private static List<Value> inputs(Graph graph, boolean special, Map<String, Long> sizes) {
        Draw draw = new Draw(4711, special ? 1 : 0);
        return graph.inputTypes().stream()
                .map(type -> Value.of(type, sizes, _ -> element(draw, type.dtype(), special)))
                .toList();
    }

    private static long element(Draw draw, DType dtype, boolean special) {
        return special || !dtype.isFloat() ? draw.bits(dtype) : dtype.bitsOf(draw.number());
    }

    /// Each sample of a batch has the bits that it has alone, whichever operands the samples share.
    private static Optional<String> batched(Device device, Graph graph) {
        int count = graph.inputs().size();
        Graph single = Freeze.of(graph);
        Map<String, Long> sizes = Map.of(AXIS, (long) SAMPLES);
        for (int mask = 1; mask < 1 << count; mask++) {
            Set<Integer> mapped = new HashSet<>();
            for (int i = 0; i < count; i++) {
                if ((mask >> i & 1) == 1) {
                    mapped.add(i);
                }
            }
            Graph batch = Freeze.of(Batch.of(graph, mapped, AXIS));
            List<Value> inputs = inputs(batch, true, sizes);
            List<Value> all = DeviceRun.of(device, batch, CompileOptions.DEFAULT, inputs, sizes);
            for (int s = 0; s < SAMPLES; s++) {
                int sample = s;
                List<Value> own = IntStream.range(0, count)
                        .mapToObj(i -> mapped.contains(i)
                                ? inputs.get(i).sample(single.inputTypes().get(i), sample)
                                : inputs.get(i))
                        .toList();
                List<Value> actual = IntStream.range(0, all.size())
                        .mapToObj(i -> all.get(i).sample(single.outputTypes().get(i), sample))
                        .toList();
                Optional<String> difference = Value.difference(Definition.run(single, own, Map.of()), actual);
                if (difference.isPresent()) {
                    return Optional.of("sample " + s + " of a batch over inputs " + mapped + ", " + difference.get());
                }
            }
        }
        return Optional.empty();
    }
}
