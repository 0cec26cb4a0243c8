package dev.gradlane.conformance;

import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.Tensor;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Fault;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// What must end in a fault ends in exactly this one, the smallest sample and in it the first node; what only comes
/// near it does not.
final class FaultRows {
    private static final int EXTENT = 4;
    private static final String AXIS = "S";

    private FaultRows() {}

    /// @param kind of the node that faults; none if there is no fault
    private record Subject(
            String name,
            Graph frozen,
            List<Value> inputs,
            Map<String, Long> sizes,
            Optional<String> kind,
            long sample) {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.concat(
                        Stream.of(DType.I32, DType.I64)
                                .flatMap(by -> Stream.of(indices(by), samples(by), edges(by))
                                        .flatMap(subjects -> subjects)),
                        loops())
                .map(subject -> row(device, subject));
    }

    private static Stream<Subject> indices(DType by) {
        return LongStream.of(0, 3, 4, -1, least(by), greatest(by), 1L << 32)
                .boxed()
                .flatMap(index -> {
                    if (by == DType.I32 && (int) (long) index != index) {
                        return Stream.empty();
                    }
                    boolean inside = index >= 0 && index < EXTENT;
                    return Stream.of("gather", "scatterAdd")
                            .map(kind -> new Subject(
                                    kind + " at " + index + " by " + by.symbol(),
                                    Freeze.of(graph(kind, by)),
                                    List.of(numbers(TensorType.of(DType.F32, EXTENT, 2)), indices(by, 1, index, 2)),
                                    Map.of(),
                                    inside ? Optional.empty() : Optional.of(kind),
                                    0));
                });
    }

    private static Graph graph(String kind, DType by) {
        var b = new GraphBuilder("fault");
        Expr x = b.input("x", TensorType.of(DType.F32, EXTENT, 2));
        Expr i = b.input("i", TensorType.of(by, 3));
        Expr y = kind.equals("gather") ? x.gather(i, 0, 0) : x.scatterAdd(i, x.slice(0, 0, 3, 1), 0, 0);
        return b.output("y", y).build();
    }

    /// The scatter of sample 1 and the gather of sample 2 are out of range: sample 1 is the smaller one.
    private static Stream<Subject> samples(DType by) {
        var b = new GraphBuilder("fault");
        Expr x = b.input("x", TensorType.of(DType.F32, EXTENT, 2));
        Expr first = b.input("first", TensorType.of(by, 3));
        Expr second = b.input("second", TensorType.of(by, 3));
        b.output("y", x.scatterAdd(second, x.gather(first, 0, 0), 0, 0));
        Graph batched = Freeze.of(Batch.of(b.build(), Set.of(1, 2), AXIS));
        Map<String, Long> sizes = Map.of(AXIS, 3L);
        return Stream.of(
                new Subject(
                        "smallest sample by " + by.symbol(),
                        batched,
                        List.of(
                                numbers(TensorType.of(DType.F32, EXTENT, 2)),
                                batch(by, 0, 1, 2, 0, 1, 2, 4, 1, 2),
                                batch(by, 0, 1, 2, 3, 9, 3, 0, 0, 0)),
                        sizes,
                        Optional.of("scatterAdd"),
                        1),
                new Subject(
                        "first node of a sample by " + by.symbol(),
                        batched,
                        List.of(
                                numbers(TensorType.of(DType.F32, EXTENT, 2)),
                                batch(by, 0, 1, 2, 0, 1, 2, 1, 1, -5),
                                batch(by, 0, 1, 2, 3, 3, 3, 7, 0, 0)),
                        sizes,
                        Optional.of("gather"),
                        2));
    }

    /// An axis without elements has no legal index; a result without elements asks for none; an
    /// index counts though nothing reads what it names.
    private static Stream<Subject> edges(DType by) {
        Dim n = Dim.symbol("N");
        Value indices = indices(by, 0, 9, 0);
        return Stream.of(
                edge("no elements", by, List.of(n, Dim.of(2)), indices, 1, Optional.of("gather")),
                edge("a result without elements", by, List.of(Dim.of(EXTENT), n), indices, 1, Optional.empty()),
                edge("a part", by, List.of(Dim.of(EXTENT), Dim.of(2)), indices, 1, Optional.of("gather")),
                edge("no part", by, List.of(Dim.of(EXTENT), Dim.of(2)), indices, 0, Optional.of("gather")));
    }

    /// @param read how many of the elements that were gathered are read
    private static Subject edge(String name, DType by, List<Dim> dims, Value indices, int read, Optional<String> kind) {
        var b = new GraphBuilder("edge");
        Expr x = b.input("x", new TensorType(DType.F32, new Shape(dims)));
        Expr i = b.input("i", TensorType.of(by, 3));
        b.output("y", x.gather(i, 0, 0).slice(0, 0, read, 1).add(1));
        Graph frozen = Freeze.of(b.build());
        Map<String, Long> sizes = frozen.symbols().isEmpty() ? Map.of() : Map.of("N", 0L);
        Value numbers = Value.of(frozen.inputTypes().getFirst(), sizes, _ -> DType.F32.bitsOf(0.5));
        return new Subject(
                "gather of " + name + " by " + by.symbol(), frozen, List.of(numbers, indices), sizes, kind, 0);
    }

    private static Value numbers(TensorType type) {
        return Value.of(type, Map.of(), i -> type.dtype().bitsOf(i + 0.5));
    }

    private static Value indices(DType by, long... numbers) {
        return Value.of(TensorType.of(by, numbers.length), Map.of(), i -> bits(by, numbers[(int) i]));
    }

    private static Value batch(DType by, long... numbers) {
        return Value.of(TensorType.of(by, numbers.length / 3, 3), Map.of(), i -> bits(by, numbers[(int) i]));
    }

    private static long bits(DType by, long number) {
        return by == DType.I32 ? number & 0xffffffffL : number;
    }

    private static long least(DType by) {
        return by == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
    }

    private static long greatest(DType by) {
        return by == DType.I32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
    }

    private static ConformanceRow row(Device device, Subject subject) {
        String name = "fault of " + subject.name();
        return difference(device, subject)
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }

    private static Optional<String> difference(Device device, Subject subject) {
        if (Refusals.lacking(device, subject.frozen()).isPresent()) {
            return Refusals.difference(device, subject.frozen());
        }
        Optional<Fault> expected =
                subject.kind().map(kind -> new Fault(subject.sample(), node(subject.frozen(), kind)));
        try {
            Optional<Fault> actual = DeviceRun.fault(device, subject.frozen(), subject.inputs(), subject.sizes());
            return actual.equals(expected) ? Optional.empty() : Optional.of("expected " + expected + ", got " + actual);
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }

    private static int node(Graph frozen, String kind) {
        for (int i = 0; i < frozen.nodes().size(); i++) {
            if (frozen.nodes().get(i).op().symbol().equals(kind)) {
                return i;
            }
        }
        throw new IllegalArgumentException(kind + " is not in the graph");
    }

    /// A loop that counts down to 0, of three steps at most, and the same as a branch that not all samples
    /// choose.
    private static Stream<Subject> loops() {
        Tensor count = Ops.i64();
        Graph down = Fn.trace("down", count, i -> Ops.whileLoop(i, c -> c.gt(0), c -> c.minus(1), 3))
                .graph();
        Graph chosen = Fn.trace(
                        "chosen",
                        count,
                        i -> Ops.cond(
                                i.lt(EXTENT),
                                () -> Ops.whileLoop(i, c -> c.gt(0), c -> c.minus(1), 3),
                                () -> i.minus(EXTENT)))
                .graph();
        return Stream.of(
                loop("a loop that ends at its bound", Freeze.of(down), Optional.empty(), 0, 3),
                loop("a loop past its bound", Freeze.of(down), Optional.of("while"), 0, 4),
                loop("loops of a batch", batched(down), Optional.empty(), 0, 3, 0, -1, 2),
                loop("the third loop of a batch", batched(down), Optional.of("while"), 2, 3, 0, 9, 4),
                loop("a loop that nobody chose", batched(chosen), Optional.empty(), 0, 3, 9, -1),
                loop("a loop that no batch chose", Freeze.of(chosen), Optional.empty(), 0, 9));
    }

    private static Graph batched(Graph single) {
        return Freeze.of(Batch.of(single, Set.of(0), AXIS));
    }

    private static Subject loop(String name, Graph frozen, Optional<String> kind, long sample, long... counts) {
        boolean batch = !frozen.symbols().isEmpty();
        TensorType type = batch ? TensorType.of(DType.I64, counts.length) : TensorType.scalar(DType.I64);
        return new Subject(
                name,
                frozen,
                List.of(Value.of(type, Map.of(), i -> counts[(int) i])),
                batch ? Map.of(AXIS, (long) counts.length) : Map.of(),
                kind,
                sample);
    }
}
