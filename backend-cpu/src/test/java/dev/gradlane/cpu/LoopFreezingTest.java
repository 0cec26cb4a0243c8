package dev.gradlane.cpu;

import static dev.gradlane.Indexing.take;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.whileLoop;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Compiled;
import dev.gradlane.ComputeException;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.Freeze;
import dev.gradlane.text.GraphText;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Where what a loop computes ends up when its program is frozen: outside of it, once, or not at all.
class LoopFreezingTest {
    private static Engine engine;

    @BeforeAll
    static void open() {
        engine = Engine.open("cpu");
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static <A, R> R run(Fn<A, R> function, A arguments) {
        Compiled<A, R> compiled = engine.compile(function);
        return compiled.run(arguments);
    }

    record Model(Tensor w, Tensor x) {}

    static Graph network() {
        record Weights(Tensor w, Tensor u, Tensor b, Tensor x) {}
        Fn<Weights, Tensor> f = Fn.trace(
                "network",
                new Weights(f64(3, 3), f64(3, 2), f64(3), f64(7, 2)),
                p -> fold(
                                constant(DType.F64, 0).broadcastTo(Shape.of(3)),
                                p.x(),
                                (h, x) -> tanh(
                                        p.w().matmul(h).plus(p.u().matmul(x)).plus(p.b())))
                        .sum());
        return f.batched(Weights::x)
                .mean()
                .gradient(p -> List.of(p.w(), p.u(), p.b()))
                .graph();
    }

    /// Over batch and loop at once: no step and no sample holds a matrix.
    @Test
    void theGradientOfAMatrixInALoopIsOneProduct() {
        Graph frozen = Freeze.of(network());
        long products = frozen.nodes().stream()
                .filter(n ->
                        n.op() instanceof Op.Dot dot && dot.axes().aContract().size() == 2)
                .count();
        assertEquals(2, products, () -> GraphText.print(frozen));
    }

    private static Op.Scan loop(Graph frozen, boolean reversed) {
        return frozen.nodes().stream()
                .map(n -> n.op())
                .filter(op -> op instanceof Op.Scan scan && scan.reversed() == reversed)
                .map(op -> (Op.Scan) op)
                .findFirst()
                .orElseThrow();
    }

    private static List<Op> computed(Graph body) {
        return body.nodes().stream()
                .map(n -> n.op())
                .filter(op -> op instanceof Op.Map || op instanceof Op.Dot || op instanceof Op.Reduce)
                .toList();
    }

    /// Forward, the product with the input is one product before the loop; back, a step multiplies by the partial
    /// derivative and by the transposed matrix, and is nothing more.
    @Test
    void whatTheStateDoesNotDecideIsComputedOutside() {
        Graph frozen = Freeze.of(network());
        assertEquals(
                1,
                computed(loop(frozen, false).body()).stream()
                        .filter(Op.Dot.class::isInstance)
                        .count(),
                () -> GraphText.print(frozen));
        List<Op> back = computed(loop(frozen, true).body());
        assertEquals(2, back.size(), () -> GraphText.print(frozen));
    }

    /// What constants decide is computed once, in a while loop too; what only looks at the arrays stays with the
    /// state in a step of elements.
    @Test
    void constantsAreComputedOnce() {
        Graph frozen = Freeze.of(Fn.trace(
                        "steps",
                        new Model(f64(), f64(9)),
                        m -> fold(
                                whileLoop(m.w(), c -> c.gt(m.w().times(0.5)), c -> c.times(m.w().minus(1)), 20),
                                m.x(),
                                (c, x) -> c.times(m.w().plus(3)).plus(x.times(x))))
                .graph());
        assertEquals(3, computed(loop(frozen, false).body()).size(), () -> GraphText.print(frozen));
        Op.While loop = frozen.nodes().stream()
                .filter(n -> n.op() instanceof Op.While)
                .map(n -> (Op.While) n.op())
                .findFirst()
                .orElseThrow();
        assertEquals(1, computed(loop.condition()).size());
        assertEquals(1, computed(loop.step()).size());
    }

    /// A product that is larger than the arrays stays in its step where the loop stacks nothing of its size; so
    /// does what could fault, for a loop of no steps has no fault.
    @Test
    void whatWouldTakeMemoryOrFaultStays() {
        record Table(Tensor w, Tensor x, Tensor i) {}
        Fn<Table, Tensor> wide = Fn.trace(
                "wide",
                new Table(f64(50, 2), f64(9, 2), i64()),
                t -> fold(constant(DType.F64, 0).broadcastTo(Shape.of(50)), t.x(), (h, x) -> h.plus(t.w().matmul(x))));
        assertTrue(computed(loop(Freeze.of(wide.graph()), false).body()).stream()
                .anyMatch(Op.Dot.class::isInstance));
        for (int steps : new int[] {0, 1}) {
            Fn<Table, Tensor> picked = Fn.trace(
                    "picked",
                    new Table(f64(3), f64(steps), i64(1)),
                    t -> fold(
                            constant(DType.F64, 0),
                            t.x(),
                            (c, x) -> c.plus(x).plus(take(t.w(), 0, t.i()).sum())));
            Table at = new Table(
                    Tensor.of(new double[] {1, 2, 3}),
                    Tensor.of(new double[steps], steps),
                    Tensor.of(new long[] {7}, 1));
            if (steps == 0) {
                assertEquals(0, run(picked, at).item());
            } else {
                assertThrows(ComputeException.class, () -> run(picked, at));
            }
        }
    }

    /// A step that is linear in its state needs no state to be pulled back.
    @Test
    void statesThatNobodyNeedsAreNotKept() {
        Fn<Model, Tensor> f = Fn.trace(
                "linear",
                new Model(f64(), f64(9)),
                m -> fold(constant(DType.F64, 0), m.x(), (c, x) -> c.plus(x.times(m.w()))));
        Graph frozen = Freeze.of(f.gradient().graph());
        List<Op> scans = frozen.nodes().stream()
                .map(n -> n.op())
                .filter(op -> op instanceof Op.Scan)
                .toList();
        assertEquals(1, scans.size(), () -> GraphText.print(frozen));
    }
}
