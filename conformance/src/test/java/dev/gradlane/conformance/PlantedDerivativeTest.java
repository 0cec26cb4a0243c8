package dev.gradlane.conformance;

import static dev.gradlane.Convolutions.conv1d;
import static dev.gradlane.Indexing.cumSum;
import static dev.gradlane.Indexing.reverse;
import static dev.gradlane.Indexing.scatterAdd;
import static dev.gradlane.Indexing.sort;
import static dev.gradlane.Indexing.take;
import static dev.gradlane.Matrices.solveLower;
import static dev.gradlane.Matrices.solveLowerTransposed;
import static dev.gradlane.Normalisation.layerNorm;
import static dev.gradlane.Ops.cond;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.rsqrt;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.where;
import static dev.gradlane.Ops.whileLoop;
import static dev.gradlane.Pooling.averagePool1d;
import static dev.gradlane.Pooling.maxPool1d;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.gradlane.Fn;
import dev.gradlane.Matrices;
import dev.gradlane.Sliding;
import dev.gradlane.Tensor;
import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Partial;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults in derivatives, which equal bits cannot show, because every device computes the same wrong program:
/// truth must.
class PlantedDerivativeTest {
    /// A function of four numbers whose reverse mode is that of another one.
    ///
    /// @param fault what is wrong with it
    record Reversed(String fault, UnaryOperator<Tensor> right, UnaryOperator<Tensor> wrong) {
        @Override
        public String toString() {
            return fault;
        }

        Graph with(UnaryOperator<Tensor> pulledBack) {
            Graph body = graph(right);
            Graph tangent = lastResult(Jvp.of(body, List.of(0)));
            Graph cotangent = lastResult(Vjp.of(graph(pulledBack), List.of(0)));
            var b = new GraphBuilder("g");
            var call = new Op.Call(body, new CallRule.Derivative(tangent, cotangent));
            var x = b.input("x", body.inputTypes().getFirst());
            return b.output("y", b.emit(call, x).getFirst()).build();
        }

        private static Graph graph(UnaryOperator<Tensor> f) {
            return Fn.trace("f", f64(4), f).graph();
        }

        private static Graph lastResult(Graph both) {
            return new Graph(both.name(), both.nodes(), List.of(both.outputs().getLast()));
        }
    }

    static Stream<Reversed> faults() {
        return Stream.of(kinds(), loopsAndChoices(), layers()).flatMap(faults -> faults);
    }

    private static Stream<Reversed> kinds() {
        return Stream.of(
                new Reversed("a factor", x -> x.times(2), x -> x.times(2.001)),
                new Reversed(
                        "gather, of another index",
                        x -> take(x, 0, indices(3, 1, 1, 0)),
                        x -> take(x, 0, indices(3, 1, 2, 0))),
                new Reversed(
                        "gather, the second of equal indices lost",
                        x -> take(x, 0, indices(3, 1, 1, 0)),
                        x -> take(x, 0, indices(3, 1, 1, 0)).times(Tensor.of(new double[] {1, 1, 0, 1}))),
                new Reversed(
                        "scatterAdd, of another index",
                        x -> scatterAdd(x, 0, indices(1, 1, 0), x.slice(0, 0, 3)),
                        x -> scatterAdd(x, 0, indices(1, 2, 0), x.slice(0, 0, 3))),
                new Reversed("cumSum, not reversed", x -> cumSum(x, 0), x -> cumSum(x, 0, false, true)),
                new Reversed("reverse, not reversed", x -> reverse(x), x -> x),
                new Reversed("sort, left in order", x -> sort(x, 0), x -> x),
                new Reversed(
                        "triangularSolve, not transposed",
                        x -> solveLower(triangle(), x),
                        x -> solveLowerTransposed(triangle(), x)),
                new Reversed("cholesky, the diagonal not halved", x -> cholesky(x), x -> {
                    Tensor l = cholesky(x);
                    return where(identity().gt(0), l.times(2), l);
                }));
    }

    private static Stream<Reversed> loopsAndChoices() {
        return Stream.of(
                new Reversed(
                        "scan, its loop in the order of the forward loop",
                        x -> fold(x.sum(), x, (c, e) -> c.times(c).plus(e.times(0.5))),
                        x -> fold(x.sum(), reverse(x), (c, e) -> c.times(c).plus(e.times(0.5)))),
                new Reversed(
                        "scan, what all its steps use forgotten",
                        x -> fold(x.sum(), x, (c, e) -> c.times(e).plus(x.prod())),
                        x -> fold(x.sum(), x, (c, e) -> c.times(e).plus(stopGradient(x.prod())))),
                new Reversed(
                        "cond, both branches",
                        x -> cond(x.sum().gt(0), () -> x.times(x), () -> exp(x)),
                        x -> x.times(x).plus(exp(x))),
                new Reversed("while, fewer steps", x -> growth(x, 40), x -> growth(x, 10)));
    }

    private static Stream<Reversed> layers() {
        Tensor kernel = Tensor.of(new double[] {1, 2, 4}, 3, 1, 1);
        Tensor turned = Tensor.of(new double[] {4, 2, 1}, 3, 1, 1);
        return Stream.of(
                new Reversed(
                        "convolution, its kernel turned around",
                        x -> conv1d(x.reshape(4, 1), kernel, Sliding.SAME),
                        x -> conv1d(x.reshape(4, 1), turned, Sliding.SAME)),
                new Reversed(
                        "convolution, its stride forgotten",
                        x -> conv1d(x.reshape(4, 1), kernel.slice(0, 0, 2), Sliding.VALID.stride(2)),
                        x -> conv1d(x.reshape(4, 1), kernel.slice(0, 0, 2)).slice(0, 0, 2)),
                new Reversed(
                        "max pool, to every element",
                        x -> maxPool1d(x.reshape(4, 1), 2),
                        x -> averagePool1d(x.reshape(4, 1), 2).times(2)),
                new Reversed(
                        "average pool, not divided",
                        x -> averagePool1d(x.reshape(4, 1), 2),
                        x -> averagePool1d(x.reshape(4, 1), 2).times(2)),
                new Reversed("layerNorm, its statistics held", x -> layerNorm(x, ones(), ones(), 1e-3), x -> {
                    Tensor centred = x.minus(stopGradient(x.mean()));
                    return centred.times(
                            stopGradient(rsqrt(square(centred).mean().plus(1e-3))));
                }));
    }

    private static Tensor indices(long... positions) {
        return Tensor.of(positions, positions.length);
    }

    private static Tensor ones() {
        return Tensor.of(new double[] {1, 1, 1, 1});
    }

    private static Tensor triangle() {
        double[] halves = new double[16];
        Arrays.fill(halves, 0.5);
        return Tensor.of(halves, 4, 4);
    }

    private static Tensor identity() {
        double[] one = new double[16];
        for (int i = 0; i < 4; i++) {
            one[5 * i] = 1;
        }
        return Tensor.of(one, 4, 4);
    }

    private static Tensor cholesky(Tensor x) {
        return Matrices.cholesky(x.reshape(4, 1).times(x).plus(identity()));
    }

    private static Tensor growth(Tensor x, double limit) {
        return whileLoop(x.times(x), y -> y.sum().lt(limit), y -> y.times(1.5).plus(x), 20);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aWrongReverseModeIsCaughtAndTheRightOneIsNot(Reversed function) {
        assertEquals("", truth(function.with(function.right)));
        assertCaught(function.with(function.wrong));
    }

    /// f = x³ and f = x·y with partial derivatives that are wrong in one way each.
    static Stream<Composite> wrongPartials() {
        return Stream.of(
                cube("wrong factor", 2),
                cube("wrong sign", -3),
                Composite.binary("dropped term")
                        .expansion((x, y) -> x.mul(y))
                        .partial(0, (x, _, t) -> t.mul(x.get(1)))
                        .partial(1, Partial.ZERO)
                        .build());
    }

    private static Composite cube(String name, double factor) {
        return Composite.unary(name)
                .expansion(x -> x.mul(x).mul(x))
                .partial((x, _) -> x.mul(x).mul(factor))
                .build();
    }

    @ParameterizedTest
    @MethodSource("wrongPartials")
    void wrongPartialsAreCaught(Composite function) {
        assertCaught(elementwise(function));
        assertEquals("", truth(elementwise(cube("right", 3))));
    }

    private static Graph elementwise(Composite function) {
        var b = new GraphBuilder("wrong");
        var type = f64(4).type();
        return b.output(
                        "y",
                        function.arity() == 1
                                ? b.map(function, b.input("x", type))
                                : b.map(function, b.input("x", type), b.input("y", type)))
                .build();
    }

    private static void assertCaught(Graph graph) {
        assertNotEquals("", truth(graph));
    }

    /// What the rows say about it; nothing if it is right.
    private static String truth(Graph graph) {
        return GradientRows.row(new FaultyDevice(PlantedFault.NONE), "truth", graph, true)
                .detail();
    }
}
