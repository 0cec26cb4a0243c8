package dev.gradlane.cpu;

import static dev.gradlane.Indexing.take;
import static dev.gradlane.Ops.abs;
import static dev.gradlane.Ops.cond;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.mean;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.scanInBlocks;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.sum;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.whileLoop;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Compiled;
import dev.gradlane.ComputeException;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.TraceException;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Loops and choices as users write them.
class ControlFlowTest {
    private static Engine engine;

    @BeforeAll
    static void open() {
        engine = Engine.open("cpu");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    record Model(Tensor w, Tensor x) {}

    private static <A, R> R run(Fn<A, R> function, A arguments) {
        Compiled<A, R> compiled = engine.compile(function);
        return compiled.run(arguments);
    }

    private static Fn<Model, Tensor> recurrence(long steps) {
        return Fn.trace(
                "recurrence",
                new Model(f64(), f64(steps)),
                m -> fold(
                        constant(DType.F64, 0.5),
                        m.x(),
                        (h, x) -> tanh(h.times(m.w()).plus(x))));
    }

    @Test
    void aLoopIsItsStepsWrittenOut() {
        double[] x = {0.25, -0.5, 0.75, 1};
        double[] y = run(
                        Fn.trace(
                                "sums",
                                f64(4),
                                v -> scan(constant(DType.F64, 0), v, (sum, e) -> {
                                            Tensor next = sum.plus(e);
                                            return new Scanned<>(next, next.times(sum));
                                        })
                                        .ys()),
                        Tensor.of(x))
                .toDoubles();
        assertArrayEquals(new double[] {0.25 * 0, -0.25 * 0.25, 0.5 * -0.25, 1.5 * 0.5}, y);
        assertEquals(
                24,
                run(
                                Fn.trace(
                                        "factorial",
                                        f64(),
                                        v -> repeat(
                                                4,
                                                v,
                                                (c, i) -> c.times(i.plus(1).to(DType.F64)))),
                                Tensor.of(1.0))
                        .item());
    }

    /// Orders of derivative against each other: Hessian times vector by forward over reverse and by reverse
    /// over reverse.
    @Test
    void derivativesOfEveryOrderGoThrough() {
        Fn<Model, Tensor> f = recurrence(5);
        Model at = new Model(Tensor.of(0.7), Tensor.of(new double[] {0.1, -0.2, 0.3, 0.4, -0.5}));
        double gradient = run(f.gradient(), at).w().item();
        double h = 1e-6;
        double up = run(f, new Model(Tensor.of(0.7 + h), at.x())).item();
        double down = run(f, new Model(Tensor.of(0.7 - h), at.x())).item();
        assertEquals((up - down) / (2 * h), gradient, 1e-8);
        double second = run(f.partial(Model::w).partial(Model::w), at).item();
        double third =
                run(f.partial(Model::w).partial(Model::w).partial(Model::w), at).item();
        double before =
                run(f.partial(Model::w), new Model(Tensor.of(0.7 - h), at.x())).item();
        double after =
                run(f.partial(Model::w), new Model(Tensor.of(0.7 + h), at.x())).item();
        assertEquals((after - before) / (2 * h), second, 1e-7);
        double secondUp = run(f.partial(Model::w).partial(Model::w), new Model(Tensor.of(0.7 + h), at.x()))
                .item();
        assertEquals((secondUp - second) / h, third, 1e-4);
    }

    @Test
    void aSampleHasItsBitsWhateverTheBatch() {
        var gradient = recurrence(3).valueAndGradient();
        double[] x = {0.1, -2, 3, 4, 0.5, -0.6};
        var batch = run(gradient.batched(Model::x), new Model(Tensor.of(0.7), Tensor.of(x, 2, 3)));
        for (int sample = 0; sample < 2; sample++) {
            double[] own = Arrays.copyOfRange(x, 3 * sample, 3 * sample + 3);
            var alone = run(gradient, new Model(Tensor.of(0.7), Tensor.of(own)));
            assertEquals(alone.value().item(), batch.value().toDoubles()[sample]);
            assertEquals(alone.gradient().w().item(), batch.gradient().w().toDoubles()[sample]);
        }
    }

    @Test
    void aStateThatChangesItsTypeNamesTheLine() {
        GraphException e =
                assertThrows(GraphException.class, () -> Fn.trace("f", f64(3), x -> repeat(2, x, (c, i) -> c.sum())));
        assertTrue(e.getMessage().contains("'carry' is f64[3], but a step returns f64[]"), e.getMessage());
        assertTrue(e.getMessage().contains("ControlFlowTest.java:"), e.getMessage());
        e = assertThrows(
                GraphException.class,
                () -> Fn.trace("f", f64(3), x -> whileLoop(x, c -> c.sum().lt(1), c -> c.to(DType.F32), 3)));
        assertTrue(e.getMessage().contains("a step returns f32[3]"), e.getMessage());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        record Two(Tensor a, Tensor b) {}
        assertThrows(
                GraphException.class,
                () -> Fn.trace("f", new Two(f64(3), f64(4)), t -> fold(t.a().sum(), t, (c, e) -> c.plus(e.a()))));
        assertThrows(GraphException.class, () -> Fn.trace("f", f64(), x -> fold(x, x, (c, e) -> c.plus(e))));
        assertThrows(GraphException.class, () -> Fn.trace("f", f64(3), x -> cond(x.gt(0), () -> x, () -> x.times(2))));
        assertThrows(
                GraphException.class,
                () -> Fn.trace("f", f64(3), x -> cond(x.sum().gt(0), () -> x, () -> x.sum())));
        assertThrows(GraphException.class, () -> Fn.trace("f", f64(3), x -> whileLoop(x, c -> c.gt(0), c -> c, 3)));
        assertThrows(
                GraphException.class,
                () -> Fn.trace("f", i64(), x -> repeat(3, x, (c, i) -> c.plus(i)))
                        .gradient());
    }

    @Test
    void aTensorOfAStepDoesNotLeaveIt() {
        List<Tensor> kept = new ArrayList<>();
        TraceException e = assertThrows(
                TraceException.class,
                () -> Fn.trace(
                        "f",
                        f64(3),
                        x -> fold(x.sum(), x, (c, v) -> {
                                    kept.add(v);
                                    return c.plus(v);
                                })
                                .plus(kept.getFirst())));
        assertTrue(e.getMessage().contains("outlived"), e.getMessage());
    }

    /// Values of every function around a step are its constants.
    @Test
    void stepsCaptureWhatIsAroundThem() {
        Fn<Model, Tensor> f = Fn.trace(
                "nested",
                new Model(f64(), f64(3)),
                m -> fold(
                        m.w(),
                        m.x(),
                        (c, x) -> cond(
                                c.gt(0), () -> repeat(2, c, (d, i) -> d.times(x).plus(m.w())), () -> c.minus(x))));
        double c = 2;
        for (double x : new double[] {3, -1, 5}) {
            c = c > 0 ? (c * x + 2) * x + 2 : c - x;
        }
        assertEquals(
                c,
                run(f, new Model(Tensor.of(2.0), Tensor.of(new double[] {3, -1, 5})))
                        .item());
    }

    private static final UnaryOperator<Tensor> ENTROPY = x -> cond(x.gt(0), () -> x.times(log(x)), () -> x.times(0.0));

    @Test
    void theBranchNotTakenLeavesNoTrace() {
        Fn<Tensor, Tensor> f = Fn.trace("entropy", f64(), ENTROPY);
        double[] x = {0, 1, -3, 2};
        double[] first = {0, 1, 0, Math.log(2) + 1};
        double[] second = {0, 1, 0, 0.5};
        assertArrayEquals(first, run(f.gradient().batched(), Tensor.of(x)).toDoubles(), 1e-15);
        assertArrayEquals(
                second, run(f.gradient().gradient().batched(), Tensor.of(x)).toDoubles(), 1e-15);
        for (int i = 0; i < x.length; i++) {
            assertEquals(first[i], run(f.gradient(), Tensor.of(x[i])).item(), 1e-15);
            assertEquals(
                    second[i], run(f.gradient().gradient(), Tensor.of(x[i])).item(), 1e-15);
        }
        // the batch of a loop over choices, of one sum: a reverse sweep through batched choices
        Fn<Tensor, Tensor> sum =
                Fn.trace("sum", f64(4), v -> fold(constant(DType.F64, 0), v, (c, e) -> c.plus(ENTROPY.apply(e))));
        double[] of = run(sum.gradient().batched(), Tensor.of(x, 1, 4)).toDoubles();
        assertArrayEquals(first, of, 1e-15);
    }

    private static Fn<Tensor, Tensor> root(long bound) {
        return Fn.trace(
                "root",
                f64(),
                x -> whileLoop(
                        x,
                        y -> abs(y.times(y).minus(x)).gt(1e-12),
                        y -> y.plus(x.div(y)).times(0.5),
                        bound));
    }

    @Test
    void aWhileLoopStopsPerSample() {
        double[] x = {2, 9, 100, 1e-3, 1.44};
        double[] roots = run(root(60).batched(), Tensor.of(x)).toDoubles();
        var all = run(root(60).valueAndGradient().batched(), Tensor.of(x));
        for (int i = 0; i < x.length; i++) {
            assertEquals(roots[i], run(root(60), Tensor.of(x[i])).item());
            assertEquals(Math.sqrt(x[i]), roots[i], 1e-10);
            assertEquals(
                    0.5 / Math.sqrt(x[i]),
                    all.gradient().toDoubles()[i],
                    1e-6 * all.gradient().toDoubles()[i]);
        }
        assertArrayEquals(roots, all.value().toDoubles());
    }

    @Test
    void aLoopPastItsBoundIsAFaultWithSampleAndLine() {
        for (var f : List.of(root(60).batched(), root(60).gradient().batched())) {
            ComputeException e =
                    assertThrows(ComputeException.class, () -> run(f, Tensor.of(new double[] {2, 4, -1, 3, -5})));
            assertTrue(e.getMessage().startsWith("sample 2: the loop had not ended"), e.getMessage());
            assertTrue(e.getMessage().contains("ControlFlowTest.java:"), e.getMessage());
        }
        assertThrows(ComputeException.class, () -> run(root(0), Tensor.of(2.0)));
        assertEquals(1, run(root(0), Tensor.of(1.0)).item());
        assertThrows(
                ComputeException.class,
                () -> run(root(2).jvp(), new dev.gradlane.Dual<>(Tensor.of(2.0), Tensor.of(1.0))));
    }

    /// In a batch both branches are computed, but what only others would do is no fault.
    @Test
    void aLoopOfABranchNotTakenCannotFault() {
        Fn<Tensor, Tensor> f = Fn.trace(
                "f",
                f64(),
                x -> cond(
                        x.gt(0),
                        () -> whileLoop(x, y -> y.gt(1), y -> y.times(0.5), 40),
                        () -> whileLoop(x, y -> y.lt(-1), y -> y.times(0.5), 40)));
        double[] x = {8, -8, 3, 0};
        assertArrayEquals(
                new double[] {1, -1, 0.75, 0}, run(f.batched(), Tensor.of(x)).toDoubles());
        Fn<Tensor, Tensor> g = Fn.trace(
                "g", f64(), y -> cond(y.gt(0), () -> y, () -> whileLoop(y, z -> z.gt(-100), z -> z.minus(1), 3)));
        assertArrayEquals(
                new double[] {8, -200},
                run(g.batched(), Tensor.of(new double[] {8, -200})).toDoubles());
        ComputeException e =
                assertThrows(ComputeException.class, () -> run(g.batched(), Tensor.of(new double[] {8, -50})));
        assertTrue(e.getMessage().startsWith("sample 1"), e.getMessage());
    }

    /// A batch computes both branches, the one not taken at index 0: an axis without elements has none.
    @Test
    void anAxisWithoutElementsHasNoIndexForTheBranchNotTaken() {
        record Table(Tensor w, Tensor x, Tensor i) {}
        for (int size : new int[] {0, 1}) {
            Fn<Table, Tensor> f = Fn.trace(
                    "f",
                    new Table(f64(size), f64(), i64(1)),
                    t -> cond(t.x().gt(0), () -> take(t.w(), 0, t.i()).sum(), () -> t.x()));
            Table one = new Table(Tensor.of(new double[size], size), Tensor.of(-2.0), Tensor.of(new long[] {7}, 1));
            assertEquals(-2, run(f, one).item());
            Table many = new Table(one.w(), Tensor.of(new double[] {-2, -3}), one.i());
            if (size == 0) {
                ComputeException e = assertThrows(ComputeException.class, () -> run(f.batched(Table::x), many));
                assertTrue(e.getMessage().contains("ControlFlowTest.java:"), e.getMessage());
            } else {
                assertArrayEquals(
                        new double[] {-2, -3}, run(f.batched(Table::x), many).toDoubles());
            }
        }
    }

    /// The last state of a loop that yields what it had before: its cotangent is +0 and not absent, so the last
    /// step's infinite partial derivative shows. Where the last step only yields, it stands behind the loop.
    @Test
    void aLastStateThatNobodyReadsHasTheCotangentZero() {
        BiFunction<Tensor, Tensor, Scanned<Tensor, Tensor>> step =
                (c, x) -> new Scanned<>(sqrt(c.minus(x)), c.times(c));
        Fn<Model, Tensor> all = Fn.trace(
                "all",
                new Model(f64(), f64(3)),
                m -> scan(m.w(), m.x(), step).ys().sum());
        Fn<Model, Tensor> apart = Fn.trace("apart", new Model(f64(), f64(3)), m -> {
            var before = scan(m.w(), m.x().slice(0, 0, 2), step);
            return before.ys()
                    .sum()
                    .plus(step.apply(before.carry(), m.x().get(2)).ys());
        });
        Model smooth = new Model(Tensor.of(30.0), Tensor.of(new double[] {5, 1, 1}));
        Model root = new Model(Tensor.of(30.0), Tensor.of(new double[] {5, 1, 2}));
        assertEquals(
                run(apart.gradient(), smooth).w().item(),
                run(all.gradient(), smooth).w().item());
        assertEquals(
                run(apart.gradient(), smooth).w().item(),
                run(apart.gradient(), root).w().item());
        assertTrue(Double.isNaN(run(all.gradient(), root).w().item()));
    }

    @Test
    void textParsesBack() {
        for (Graph graph : List.of(
                LoopFreezingTest.network(),
                recurrence(3).gradient().jvp().batched().graph(),
                root(9).gradient().batched().graph(),
                Fn.trace("entropy", f64(), ENTROPY).gradient().batched().graph())) {
            assertEquals(graph, GraphText.parse(GraphText.print(graph)));
            Graph frozen = Freeze.of(graph);
            assertEquals(frozen, GraphText.parse(GraphText.print(frozen)));
            assertEquals(frozen, Freeze.of(frozen));
        }
    }

    record Numbered(Tensor w, Tensor i) {}

    private static Tensor sample(Tensor w, Tensor i) {
        Tensor x = i.to(DType.F64);
        return sin(x.times(w).plus(0.3)).times(x.plus(1));
    }

    /// Sums and their gradients, around the sizes of lanes and chunks.
    @Test
    void aSumOfGeneratedSamplesHasTheBitsOfTheBatch() {
        var batch = Fn.trace("sample", new Numbered(f64(), i64()), p -> sample(p.w(), p.i()))
                .batched(Numbered::i)
                .sum()
                .valueAndGradient(Numbered::w);
        try (var compiled = engine.compile(batch)) {
            for (int n : new int[] {0, 1, 5, 127, 128, 129, 4095, 4096, 4097, 9000}) {
                long[] numbers = LongStream.range(0, n).toArray();
                var expected = compiled.run(new Numbered(Tensor.of(0.37), Tensor.of(numbers, n)));
                var sum = Fn.trace("sum", f64(), w -> sum(n, i -> sample(w, i)));
                var actual = run(sum.valueAndGradient(), Tensor.of(0.37));
                assertEquals(expected.value().item(), actual.value().item(), "sum of " + n);
                assertEquals(expected.gradient().item(), actual.gradient().item(), "gradient of the sum of " + n);
            }
        }
    }

    @Test
    void aMeanOfGeneratedSamplesHasEveryDerivative() {
        Fn<Tensor, Tensor> mean = Fn.trace(
                "mean", f64(), w -> mean(300, i -> tanh(w.times(i.to(DType.F64).div(300)))));
        double h = 1e-5;
        double first = run(mean.gradient(), Tensor.of(0.5)).item();
        double second = run(mean.gradient().gradient(), Tensor.of(0.5)).item();
        double up = run(mean.gradient(), Tensor.of(0.5 + h)).item();
        double down = run(mean.gradient(), Tensor.of(0.5 - h)).item();
        assertEquals((up - down) / (2 * h), second, 1e-8);
        var forward = run(mean.jvp(), new dev.gradlane.Dual<>(Tensor.of(0.5), Tensor.of(1.0)));
        assertEquals(first, forward.tangent().item(), 1e-14);
        double[] batch = run(mean.gradient().batched(), Tensor.of(new double[] {0.5, -3}))
                .toDoubles();
        assertEquals(first, batch[0]);
        assertThrows(GraphException.class, () -> Fn.trace("f", f64(), w -> sum(3, i -> i)));
        assertThrows(GraphException.class, () -> Fn.trace("f", f64(), w -> sum(-1, i -> w)));
    }

    private static Fn<Model, Tensor> squares(long steps, long block) {
        return Fn.trace("squares", new Model(f64(), f64(steps)), m -> {
            BiFunction<Tensor, Tensor, Scanned<Tensor, Tensor>> step = (c, x) -> {
                Tensor next = tanh(c.times(m.w()).plus(x));
                return new Scanned<>(next, next.times(c));
            };
            var all = block == 0 ? scan(m.w(), m.x(), step) : scanInBlocks(block, m.w(), m.x(), step);
            return all.ys().sum().plus(all.carry());
        });
    }

    @Test
    void aScanInBlocksKeepsTheStatesBetweenThem() {
        for (int steps : new int[] {0, 1, 9, 10, 16}) {
            double[] x =
                    DoubleStream.iterate(0.3, v -> Math.sin(7 * v)).limit(steps).toArray();
            Model at = new Model(Tensor.of(0.7), Tensor.of(x, steps));
            var plain = run(squares(steps, 0).valueAndGradient(), at);
            var blocks = run(squares(steps, 3).valueAndGradient(), at);
            assertEquals(plain.value().item(), blocks.value().item());
            assertArrayEquals(
                    plain.gradient().x().toDoubles(), blocks.gradient().x().toDoubles());
            assertEquals(plain.gradient().w().item(), blocks.gradient().w().item(), 1e-12);
        }
        // between the two sweeps live 33 states, not 1000, and one of the rest
        List<Shape> kept = Freeze.of(squares(1000, 30).gradient().graph()).nodes().stream()
                .filter(n -> n.op() instanceof Op.Scan s && !s.reversed())
                .map(n -> n.results().getLast().shape())
                .toList();
        assertEquals(List.of(Shape.of(33), Shape.of(10)), kept);
    }
}
