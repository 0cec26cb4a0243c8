package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.conformance.golden.GoldenBits;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Partial;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The kit catches what it is there for: each planted fault is found, and the same device without one is
/// clean.
class PlantedFaultTest {
    private static final TensorType LINE = TensorType.of(DType.F64, 4);

    @TempDir
    Path directory;

    static Stream<PlantedFault> faults() {
        return PlantedFault.all();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isCaught(PlantedFault fault) {
        var device = new FaultyDevice(fault);
        boolean byRows = fault.rows().apply(device).anyMatch(ConformanceRow::differs);
        boolean onlyByGraphs = fault.name().startsWith("contraction");
        assertEquals(!onlyByGraphs, byRows, fault + " in the rows");
        assertTrue(byRows || Fuzzer.run(List.of(device), 300, 1, (_, _) -> {}) > 0, fault + " in random graphs");
    }

    static Stream<PlantedFault> faultsOfOrders() {
        List<String> names = List.of(
                "contraction of a·b + c",
                "sum in sequence",
                "sum that starts at +0",
                "prod in sequence",
                "dot without blocks",
                "scatterAdd without blocks",
                "scatterAdd keeps the last of equal indices",
                "cumSum in sequence",
                "sort turns equals around",
                "tail off by one");
        return faults().filter(fault -> names.contains(fault.name()));
    }

    /// The golden bits see them with no other device at hand.
    @ParameterizedTest
    @MethodSource("faultsOfOrders")
    void goldenBitsCatchIt(PlantedFault fault) {
        assertTrue(GoldenBits.firstDifference(new FaultyDevice(fault)).isPresent(), fault::name);
    }

    @Test
    void aSoundDeviceIsClean() {
        var device = new FaultyDevice(PlantedFault.NONE);
        for (ConformanceRow row : Conformance.rows(device)) {
            assertFalse(row.differs(), () -> row.name() + ": " + row.detail());
        }
        assertEquals(0, Fuzzer.run(List.of(device), 100, 2, (_, failure) -> failure.ifPresent(System.err::println)));
    }

    @Test
    void aFailureShrinksToAFileThatShowsItAgain() throws IOException {
        var faulty = new FaultyDevice(PlantedFault.all()
                .filter(f -> f.name().startsWith("contraction"))
                .findFirst()
                .orElseThrow());
        List<FuzzFailure> failures = new ArrayList<>();
        Fuzzer.run(List.of(faulty), 300, 1, (_, failure) -> failure.ifPresent(failures::add));
        FuzzFailure first = failures.getFirst();
        Path file = first.write(directory);
        Graph shrunk = Case.parse(first.ir()).graph();
        assertTrue(shrunk.nodes().size() - shrunk.inputs().size() <= 3, first.ir());
        assertTrue(Fuzzer.replay(file, List.of(faulty)).stream().allMatch(ConformanceRow::differs), first.ir());
        assertTrue(Fuzzer.replay(file, List.of(new FaultyDevice(PlantedFault.NONE))).stream()
                .noneMatch(ConformanceRow::differs));
    }

    @Test
    void graphsDependOnSeedAndIndexOnly() {
        String third = print(7, 3);
        print(7, 1);
        assertEquals(third, print(7, 3));
        assertFalse(third.equals(print(8, 3)) || third.equals(print(7, 4)));
    }

    private static String print(long seed, int index) {
        return dev.gradlane.text.GraphText.print(GraphGenerator.draw(new Draw(seed, index), "g", true));
    }

    /// f = x³ with derivative rules that are wrong in one way each.
    static Stream<Composite> wrongRules() {
        return Stream.of(
                Composite.unary("wrongFactor")
                        .expansion(x -> x.mul(x).mul(x))
                        .partial((x, _) -> x.mul(x).mul(2))
                        .build(),
                Composite.unary("wrongSign")
                        .expansion(x -> x.mul(x).mul(x))
                        .partial((x, _) -> x.mul(x).mul(-3))
                        .build(),
                Composite.binary("droppedTerm")
                        .expansion((x, y) -> x.mul(y))
                        .partial(0, (x, _, t) -> t.mul(x.get(1)))
                        .partial(1, Partial.ZERO)
                        .build());
    }

    @ParameterizedTest
    @MethodSource("wrongRules")
    void wrongDerivativesAreCaught(Composite function) {
        var b = new GraphBuilder("wrong");
        List<Expr> x = new ArrayList<>();
        for (int i = 0; i < function.arity(); i++) {
            x.add(b.input("x" + i, LINE));
        }
        assertCaught(b.output("y", b.map(function, x)).build());
    }

    @Test
    void aWrongTransposeIsCaught() {
        var body = new GraphBuilder("body");
        Graph square = body.output("y", twice(body.input("x", LINE))).build();
        var jvp = new GraphBuilder("jvp");
        jvp.input("x", LINE);
        Graph right = jvp.output("dy", twice(jvp.input("dx", LINE))).build();
        var vjp = new GraphBuilder("vjp");
        vjp.input("x", LINE);
        Graph wrong = vjp.output("dx", vjp.input("bar", LINE).mul(2.001)).build();
        var b = new GraphBuilder("g");
        var call = new dev.gradlane.graph.Op.Call(square, new dev.gradlane.graph.CallRule.Derivative(right, wrong));
        assertCaught(b.output("y", b.emit(call, b.input("x", LINE)).getFirst()).build());
    }

    /// A linear kind, and a cotangent of it that is wrong in one way.
    record WrongTranspose(String name, UnaryOperator<Expr> of, UnaryOperator<Expr> wrong) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<WrongTranspose> wrongTransposes() {
        return Stream.of(
                new WrongTranspose(
                        "gather, onto ones",
                        x -> x.gather(indices(x, 3, 1, 1, 0), 0, 0),
                        bar -> bar.constant(1).scatterAdd(indices(bar, 3, 1, 1, 0), bar, 0, 0)),
                new WrongTranspose(
                        "gather, the second of equal indices lost",
                        x -> x.gather(indices(x, 3, 1, 1, 0), 0, 0),
                        bar -> bar.constant(0).scatterAdd(indices(bar, 3, 1, 2, 0), bar, 0, 0)),
                new WrongTranspose("cumSum, not reversed", x -> x.cumSum(0, false), bar -> bar.cumSum(0, false)),
                new WrongTranspose("reverse, not reversed", x -> x.reverse(0), bar -> bar),
                new WrongTranspose("sort, left in order", x -> x.sort(0).get(0), bar -> bar),
                new WrongTranspose(
                        "triangularSolve, not transposed", x -> solved(x, false), bar -> solved(bar, false)));
    }

    private static Expr indices(Expr x, long... positions) {
        return x.builder().dense(TensorType.of(DType.I64, positions.length), positions);
    }

    private static Expr solved(Expr x, boolean transposed) {
        Expr l = x.builder().constant(TensorType.of(DType.F64, 4, 4), 0.5);
        return l.triangularSolve(x.reshape(Shape.of(4, 1)), transposed).reshape(Shape.of(4));
    }

    @ParameterizedTest
    @MethodSource("wrongTransposes")
    void aWrongTransposeOfAKindIsCaught(WrongTranspose kind) {
        var b = new GraphBuilder("body");
        Graph body = b.output("y", kind.of.apply(b.input("x", LINE))).build();
        Graph both = dev.gradlane.autodiff.Jvp.of(body, List.of(0));
        Graph tangent = new Graph(both.name(), both.nodes(), both.outputs().subList(1, 2));
        var vjp = new GraphBuilder("vjp");
        vjp.input("x", LINE);
        Graph wrong = vjp.output("dx", kind.wrong.apply(vjp.input("bar", LINE))).build();
        var g = new GraphBuilder("g");
        var call = new dev.gradlane.graph.Op.Call(body, new dev.gradlane.graph.CallRule.Derivative(tangent, wrong));
        assertCaught(g.output("y", g.emit(call, g.input("x", LINE)).getFirst()).build());
    }

    /// Reverse mode whose loop runs in the order of the forward loop.
    @Test
    void aLoopPulledBackInItsOwnOrderIsCaught() {
        Graph loop = dev.gradlane.Fn.trace(
                        "loop",
                        dev.gradlane.Ops.f64(4),
                        x -> dev.gradlane.Ops.fold(
                                x.sum(), x, (c, e) -> c.times(c).plus(e.times(0.5))))
                .graph();
        Graph right = dev.gradlane.autodiff.Jvp.of(loop, List.of(0));
        Graph tangent = new Graph(right.name(), right.nodes(), right.outputs().subList(1, 2));
        Graph back = dev.gradlane.autodiff.Vjp.of(loop, List.of(0));
        List<dev.gradlane.graph.Node> nodes = back.nodes().stream()
                .map(n -> n.op() instanceof dev.gradlane.graph.Op.Scan s && s.reversed()
                        ? new dev.gradlane.graph.Node(
                                n.first(),
                                new dev.gradlane.graph.Op.Scan(
                                        s.body(), s.consts(), s.carry(), s.sums(), s.length(), false),
                                n.operands(),
                                n.results(),
                                n.origin())
                        : n)
                .toList();
        for (boolean wrong : new boolean[] {false, true}) {
            Graph pulled = new Graph(
                    back.name(), wrong ? nodes : back.nodes(), back.outputs().subList(1, 2));
            var b = new GraphBuilder("g");
            var rule = new dev.gradlane.graph.CallRule.Derivative(tangent, pulled);
            Expr y = b.emit(new dev.gradlane.graph.Op.Call(loop, rule), b.input("x", LINE))
                    .getFirst();
            var row = GradientRows.row(
                    new FaultyDevice(PlantedFault.NONE),
                    "loop",
                    b.output("y", y).build(),
                    true);
            assertEquals(wrong, row.differs(), row::detail);
        }
    }

    private static Expr twice(Expr x) {
        return x.mul(2);
    }

    private static void assertCaught(Graph graph) {
        var device = new FaultyDevice(PlantedFault.NONE);
        assertTrue(GradientRows.row(device, "wrong", graph, true).differs());
    }

    @Test
    void aWrongBatchAxisIsCaught() {
        var b = new GraphBuilder("single");
        Expr a = b.input("a", TensorType.of(DType.F64, 3, 3));
        Graph single = b.output("y", a.dot(a, DotAxes.contract(1, 0))).build();
        assertTrue(samples(single, Batch.of(single, Set.of(0), "S")).isEmpty());

        // the batched dot contracts the other axis of its right operand
        var w = new GraphBuilder("batched");
        Expr batched = w.input("a", new TensorType(DType.F64, Shape.of(3, 3).prepend(Dim.symbol("S"))));
        var axes = new DotAxes(List.of(0), List.of(0), List.of(2), List.of(2));
        assertFalse(samples(single, w.output("y", batched.dot(batched, axes)).build())
                .isEmpty());
    }

    private static java.util.Optional<String> samples(Graph single, Graph batched) {
        Map<String, Long> sizes = Map.of("S", 3L);
        Draw draw = new Draw(5, 5);
        List<Value> inputs =
                batched.inputTypes().stream().map(t -> draw.value(t, sizes)).toList();
        return new Samples(Freeze.of(single), Freeze.of(batched), "S")
                .difference(new FaultyDevice(PlantedFault.NONE), new Case(batched, inputs, sizes), 1);
    }
}
