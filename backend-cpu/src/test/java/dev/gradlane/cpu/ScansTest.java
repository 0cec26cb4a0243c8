package dev.gradlane.cpu;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.scanInBlocks;
import static dev.gradlane.Ops.scanReversed;
import static dev.gradlane.Ops.sum;
import static dev.gradlane.Ops.tanh;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.Freeze;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Loops from the last element to the first, and in blocks.
class ScansTest {
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
        try (var compiled = engine.compile(function)) {
            return compiled.run(arguments);
        }
    }

    private static BiFunction<Tensor, Tensor, Scanned<Tensor, Tensor>> step(Tensor w) {
        return (c, x) -> {
            Tensor next = tanh(c.times(w).plus(x));
            return new Scanned<>(next, next.times(c));
        };
    }

    private static double[] numbers(int n) {
        return DoubleStream.iterate(0.3, v -> Math.sin(7 * v)).limit(n).toArray();
    }

    private static double[] reversed(double[] x) {
        return IntStream.range(0, x.length)
                .mapToDouble(i -> x[x.length - 1 - i])
                .toArray();
    }

    /// With the order of the elements, that of what is stacked is reversed; no bit of a derivative depends on it.
    @Test
    void aReversedScanIsTheScanOfTheReversedElements() {
        record Out(Tensor last, Tensor ys) {}
        for (int n : new int[] {0, 1, 2, 9}) {
            Model zero = new Model(f64(), f64(n));
            Fn<Model, Out> forward = Fn.trace("forward", zero, m -> {
                var all = scan(m.w(), m.x(), step(m.w()));
                return new Out(all.carry(), all.ys());
            });
            Fn<Model, Out> backward = Fn.trace("backward", zero, m -> {
                var all = scanReversed(m.w(), m.x(), step(m.w()));
                return new Out(all.carry(), all.ys());
            });
            double[] x = numbers(n);
            Model at = new Model(Tensor.of(0.7), Tensor.of(x, n));
            Model turned = new Model(Tensor.of(0.7), Tensor.of(reversed(x), n));
            Out expected = run(forward, turned);
            Out actual = run(backward, at);
            assertEquals(expected.last().item(), actual.last().item());
            assertArrayEquals(reversed(expected.ys().toDoubles()), actual.ys().toDoubles());
            Model first = run(total(forward, Out::last, Out::ys).gradient(), turned);
            Model second = run(total(backward, Out::last, Out::ys).gradient(), at);
            assertEquals(first.w().item(), second.w().item());
            assertArrayEquals(reversed(first.x().toDoubles()), second.x().toDoubles());
        }
    }

    private static <R> Fn<Model, Tensor> total(
            Fn<Model, R> f, java.util.function.Function<R, Tensor> last, java.util.function.Function<R, Tensor> ys) {
        long n = f.graph().inputTypes().getLast().shape().size();
        return Fn.trace("total", new Model(f64(), f64(n)), m -> {
            R r = f.apply(m);
            return last.apply(r).plus(ys.apply(r).sum());
        });
    }

    /// What remains of a discounted sum, against its formula.
    @Test
    void returnsToGo() {
        Fn<Model, Tensor> rest = Fn.trace(
                "rest",
                new Model(f64(), f64(4)),
                m -> scanReversed(constant(DType.F64, 0), m.x(), (sum, x) -> {
                            Tensor next = sum.times(m.w()).plus(x);
                            return new Scanned<>(next, next);
                        })
                        .ys());
        Model at = new Model(Tensor.of(0.5), Tensor.of(new double[] {1, 2, 4, 8}));
        assertArrayEquals(new double[] {4, 6, 8, 8}, run(rest, at).toDoubles());
        // by w: 2 + 2·4·w + 3·8·w² = 12, 4 + 2·8·w = 12, 8, 0
        double[] slopes = run(rest.jacobianForward(Model::w), at).toDoubles();
        assertArrayEquals(new double[] {12, 12, 8, 0}, slopes);
    }

    private static Fn<Model, Tensor> squares(long steps, long block) {
        return Fn.trace("squares", new Model(f64(), f64(steps)), m -> {
            var all = block == 0 ? scan(m.w(), m.x(), step(m.w())) : scanInBlocks(block, m.w(), m.x(), step(m.w()));
            return all.ys().sum().plus(all.carry());
        });
    }

    /// Forward mode, curvature both ways, a batch, a Jacobian of the gradient, blocks inside of a sum: what a
    /// scan does.
    @Test
    void blocksComposeAsTheScanDoes() {
        int n = 7;
        Model at = new Model(Tensor.of(0.7), Tensor.of(numbers(n), n));
        Model along = new Model(Tensor.of(1.0), Tensor.of(reversed(numbers(n)), n));
        Fn<Model, Tensor> plain = squares(n, 0);
        Fn<Model, Tensor> blocks = squares(n, 3);
        Dual<Model> direction = new Dual<>(at, along);
        assertEquals(
                run(plain.jvp(), direction).tangent().item(),
                run(blocks.jvp(), direction).tangent().item());
        assertArrayEquals(
                run(plain.partial(Model::x).jacobianReverse(Model::x), at).toDoubles(),
                run(blocks.partial(Model::x).jacobianReverse(Model::x), at).toDoubles(),
                1e-12);
        assertArrayEquals(
                run(plain.hessian(Model::x), at).toDoubles(),
                run(blocks.hessian(Model::x), at).toDoubles(),
                1e-12);
        double[] rows = DoubleStream.concat(Arrays.stream(numbers(n)), Arrays.stream(reversed(numbers(n))))
                .toArray();
        Model batch = new Model(at.w(), Tensor.of(rows, 2, n));
        var whole = run(blocks.valueAndGradient().batched(Model::x), batch);
        var alone = run(blocks.valueAndGradient(), at);
        assertEquals(alone.value().item(), whole.value().toDoubles()[0]);
        assertEquals(alone.gradient().w().item(), whole.gradient().w().toDoubles()[0]);
        Fn<Model, Tensor> summed = Fn.trace(
                "summed",
                new Model(f64(), f64(n)),
                m -> sum(3, i -> blocks.apply(new Model(m.w().plus(i.to(DType.F64)), m.x()))));
        double expected = 0;
        for (int i = 0; i < 3; i++) {
            expected += run(plain.partial(Model::w), new Model(Tensor.of(0.7 + i), at.x()))
                    .item();
        }
        assertEquals(expected, run(summed.partial(Model::w), at).item(), 1e-12);
    }

    /// Numbers that a program holds beside its inputs and what has their size: all values, of bodies too.
    private static long held(Graph graph, long size) {
        long all = 0;
        for (Node node : graph.nodes()) {
            if (!(node.op() instanceof Op.Input)) {
                all += node.results().stream()
                        .mapToLong(t -> t.shape().size())
                        .filter(s -> s != size)
                        .sum();
            }
            if (node.op() instanceof Op.Control control) {
                all += control.bodies().stream().mapToLong(b -> held(b, size)).sum();
            }
        }
        return all;
    }

    private static long gradientHolds(int side, BiFunction<Model, Integer, Tensor> states) {
        long n = (long) side * side;
        Fn<Model, Tensor> f = Fn.trace(
                "wide", new Model(f64(8, 8), f64(n)), m -> states.apply(m, side).sum());
        return held(Freeze.of(f.gradient().graph()), n);
    }

    /// Of sixteen times as many steps the gradient holds four times as much; without blocks sixteen times.
    @Test
    void theGradientOfBlocksHoldsFewStates() {
        Shape width = Shape.of(8);
        BiFunction<Model, Integer, Tensor> blocks = (m, side) -> scanInBlocks(
                        side,
                        constant(DType.F64, 0).broadcastTo(width),
                        m.x(),
                        (h, x) -> new Scanned<>(tanh(m.w().matmul(h).plus(x)), List.<Tensor>of()))
                .carry();
        BiFunction<Model, Integer, Tensor> plain = (m, _) -> fold(
                constant(DType.F64, 0).broadcastTo(width),
                m.x(),
                (h, x) -> tanh(m.w().matmul(h).plus(x)));
        long few = gradientHolds(20, blocks);
        long many = gradientHolds(80, blocks);
        assertTrue(many < 5 * few, () -> many + " numbers, " + few + " for a sixteenth of the steps");
        assertTrue(gradientHolds(80, plain) > 15 * gradientHolds(20, plain));
    }
}
