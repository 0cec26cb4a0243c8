package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.Prune;
import dev.gradlane.text.GraphText;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The rules of autodiff, one by one, on graphs built by hand.
class AutodiffTest {
    private static Graph unary(TensorType type, UnaryOperator<Expr> body) {
        GraphBuilder b = new GraphBuilder("f");
        return b.output("f", body.apply(b.input("x", type))).build();
    }

    private static Graph scalar(UnaryOperator<Expr> body) {
        return unary(TensorType.scalar(DType.F64), body);
    }

    private static Composite function(String name) {
        return Functions.named(name).orElseThrow();
    }

    /// The last output: the gradient or tangent of a graph with one input.
    private static double[] last(Graph graph, Map<String, Long> sizes, long[]... inputs) {
        long[] bits = OnCpu.run(Freeze.of(graph), sizes, inputs).getLast();
        return Arrays.stream(bits).mapToDouble(Double::longBitsToDouble).toArray();
    }

    private static double[] gradient(Graph graph, double... x) {
        return last(Vjp.valueAndGradient(graph, List.of(0)), Map.of(), Bits.f64(x));
    }

    @Test
    void gradientOfTheFirstCircuit() {
        GraphBuilder b = new GraphBuilder("circuit");
        TensorType type = TensorType.scalar(DType.F64);
        Expr x = b.input("x", type);
        Expr y = b.input("y", type);
        Expr z = b.input("z", type);
        Graph circuit = b.output("f", x.add(y).mul(z)).build();
        Graph gradient = Prune.of(Vjp.valueAndGradient(circuit, List.of(0, 1, 2)));
        // x, y, z, x + y and the product: d_x = d_y = z, d_z = x + y
        assertEquals(5, gradient.nodes().size(), () -> GraphText.print(gradient));
        assertEquals(
                List.of(4, 2, 2, 3),
                gradient.outputs().stream().map(Graph.Output::value).toList());
    }

    /// Cotangents are added in descending order of consumer; the first is taken as it is.
    @Test
    void cotangentsAreAddedFromTheLastConsumer() {
        GraphBuilder b = new GraphBuilder("f");
        TensorType type = TensorType.scalar(DType.F64);
        Expr x = b.input("x", type);
        List<Expr> factors = List.of(b.input("p", type), b.input("q", type), b.input("r", type));
        factors.forEach(p -> b.output("f" + p.id(), x.mul(p)));
        Graph gradient = Vjp.of(b.build(), List.of(0));
        // (1·r + 1·q) + 1·p with values for which the order decides
        double[] d = last(
                gradient,
                Map.of(),
                Bits.f64(1),
                Bits.f64(1),
                Bits.f64(1e16),
                Bits.f64(-1e16),
                Bits.f64(1),
                Bits.f64(1),
                Bits.f64(1));
        assertArrayEquals(new double[] {(-1e16 + 1e16) + 1}, d);
    }

    @Test
    void aProductHasItsGradientWithZerosAndWhereTheProductOverflows() {
        Graph product = unary(TensorType.of(DType.F64, 3), x -> x.reduce(Reduction.PROD, List.of(0)));
        assertArrayEquals(new double[] {12, 8, 6}, gradient(product, 2, 3, 4));
        assertArrayEquals(new double[] {12, 0, 0}, gradient(product, 0, 3, 4));
        assertArrayEquals(new double[] {0, 0, 0}, gradient(product, 0, 0, 4));
        assertArrayEquals(new double[] {1e200, 1e200, Double.POSITIVE_INFINITY}, gradient(product, 1e200, 1e200, 1));
    }

    /// ∂²(xyz)/∂x∂y = z, also at zeros.
    @Test
    void aProductHasItsSecondDerivativeAtZeros() {
        Graph product = unary(TensorType.of(DType.F64, 5), x -> x.reduce(Reduction.PROD, List.of(0)));
        Graph second = Jvp.of(Vjp.valueAndGradient(product, List.of(0)), List.of(0));
        double[] row = last(second, Map.of(), Bits.f64(0, 0, 3, 4, 5), Bits.f64(1, 0, 0, 0, 0));
        assertArrayEquals(new double[] {0, 60, 0, 0, 0}, row);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7, 8, 9, 33})
    void aProductOfAnyLength(int n) {
        Graph product = unary(TensorType.of(DType.F64, n), x -> x.reduce(Reduction.PROD, List.of(0)));
        double[] x = new double[n];
        Arrays.setAll(x, i -> i % 3 == 0 ? 2 : -1);
        double all = Arrays.stream(x).reduce(1, (p, q) -> p * q);
        assertArrayEquals(Arrays.stream(x).map(v -> all / v).toArray(), gradient(product, x));
    }

    private static Graph call(CallRule rule, Graph body, UnaryOperator<Expr> argument) {
        return scalar(x -> {
            Expr a = argument.apply(x);
            Expr y = x.builder().emit(new Op.Call(body, rule), a, x).getFirst();
            return y.mul(x).add(a);
        });
    }

    private static Graph body() {
        GraphBuilder b = new GraphBuilder("body");
        TensorType type = TensorType.scalar(DType.F64);
        Expr x = b.input("x", type);
        Expr y = b.input("y", type);
        Expr s = x.apply(function("sin"));
        return b.output("u", s.mul(x).add(y.mul(s)).add(x))
                .output("unused", x.apply(function("log")))
                .build();
    }

    /// The operand has consumers in the body and outside: the additions keep the order of the flat program.
    @Test
    void aCallAndACheckpointHaveTheBitsOfTheBodyWrittenInPlace() {
        Graph flat = scalar(x -> {
            Expr a = x.mul(x);
            return x.builder().inline(body(), List.of(a, x)).getFirst().mul(x).add(a);
        });
        for (CallRule rule : List.of(new CallRule.Inline(), new CallRule.Checkpoint())) {
            Graph called = call(rule, body(), x -> x.mul(x));
            for (double x = -3; x < 3; x += 0.37) {
                assertArrayEquals(gradient(flat, x), gradient(called, x), rule + " at " + x);
            }
        }
    }

    /// A result of a call that nothing uses sends no zero through log, whose partial is ∞ at 0.
    @Test
    void anUnusedResultIsAStructuralZero() {
        for (CallRule rule : List.of(new CallRule.Inline(), new CallRule.Checkpoint())) {
            assertArrayEquals(new double[] {0}, gradient(call(rule, body(), x -> x.mul(x)), 0));
        }
    }

    @Test
    void aCheckpointKeepsItsOperandsOnly() {
        Graph checkpoint = call(new CallRule.Checkpoint(), body(), x -> x.mul(x));
        Vjp.Split split = Vjp.split(checkpoint, List.of(0));
        // x, a = x·x and the body's result, which the product outside needs
        assertTrue(split.forward().outputs().size() <= 1 + 3, GraphText.print(split.forward()));
        assertTrue(split.backward().nodes().stream().anyMatch(n -> n.op() instanceof Op.Barrier));
    }

    @Test
    void aCustomDerivativeIsUsedByBothModes() {
        TensorType type = TensorType.scalar(DType.F64);
        GraphBuilder j = new GraphBuilder("jvp");
        j.input("x", type);
        Graph jvp = j.output("t", j.input("dx", type).mul(7)).build();
        GraphBuilder v = new GraphBuilder("vjp");
        v.input("x", type);
        Graph vjp = v.output("d", v.input("bar", type).mul(7)).build();
        Graph f = scalar(x -> x.builder()
                .emit(new Op.Call(scalar(y -> y.mul(y)), new CallRule.Derivative(jvp, vjp)), x)
                .getFirst());
        assertArrayEquals(new double[] {7}, gradient(f, 3));
        assertArrayEquals(new double[] {14}, last(Jvp.of(f, List.of(0)), Map.of(), Bits.f64(3), Bits.f64(2)));
    }

    /// The branch not taken has an infinite partial: its zero never meets it.
    @Test
    void theBranchNotTakenLeavesNoTrace() {
        Graph log = scalar(x -> x.gt(0).select(x.apply(function("log")), x.constant(0)));
        Graph entropy = scalar(x -> x.gt(0).select(x.mul(x.apply(function("log"))), x.constant(0)));
        Graph root = scalar(x -> x.le(0).select(x, x.sqrt().abs()));
        assertArrayEquals(new double[] {0}, gradient(log, 0));
        assertArrayEquals(new double[] {0.25}, gradient(log, 4));
        assertArrayEquals(new double[] {0}, gradient(entropy, 0));
        assertArrayEquals(new double[] {1}, gradient(entropy, 1));
        assertArrayEquals(new double[] {1}, gradient(root, -2));
        assertArrayEquals(new double[] {0.25}, gradient(root, 4));
        Graph second = Jvp.of(Vjp.valueAndGradient(log, List.of(0)), List.of(0));
        assertArrayEquals(new double[] {0}, last(second, Map.of(), Bits.f64(0), Bits.f64(1)));
    }

    /// One mask at a time: a chain of kinks does not gather them.
    @Test
    void aChainOfKinksGrowsLinearly() {
        Graph f = scalar(x -> {
            Expr y = x;
            for (int i = 0; i < 500; i++) {
                y = y.abs().sub(0.5);
            }
            return y;
        });
        int nodes = Prune.of(Vjp.valueAndGradient(f, List.of(0))).nodes().size();
        assertTrue(nodes < 500 * 12, nodes + " nodes");
    }

    /// Neither a residual nor the cotangent of a sum has the batch axis that the gradient has.
    @Test
    void thePairForASumOverASymbolKnowsTheExtent() {
        Graph sum =
                unary(new TensorType(DType.F64, Shape.of(Dim.symbol("B"))), x -> x.reduce(Reduction.SUM, List.of(0)));
        Vjp.Split split = Vjp.split(sum, List.of(0));
        List<long[]> forward = OnCpu.run(Freeze.of(split.forward()), Map.of("B", 3L), Bits.f64(1, 2, 3));
        double[] d = last(split.backward(), Map.of("B", 3L), forward.getLast(), Bits.f64(2));
        assertArrayEquals(new double[] {2, 2, 2}, d);
    }

    @Test
    void aValueThatDoesNotDependHasZeros() {
        GraphBuilder b = new GraphBuilder("f");
        Expr x = b.input("x", TensorType.of(DType.F64, 2));
        Expr y = b.input("y", TensorType.scalar(DType.F64));
        assertFalse(x.equals(y));
        Graph g = b.output("f", y.mul(y)).build();
        assertArrayEquals(
                new double[] {0, 0}, last(Vjp.valueAndGradient(g, List.of(0)), Map.of(), Bits.f64(1, 2), Bits.f64(3)));
    }

    @Test
    void aSlicesGradientShowsPlusZero() {
        Graph f = unary(
                TensorType.of(DType.F64, 2, 3),
                x -> x.reshape(Shape.of(6)).slice(0, 1, 2, 1).reduce(Reduction.SUM, List.of(0)));
        assertArrayEquals(new double[] {0.0, 1, 1, 0.0, 0.0, 0.0}, gradient(f, 1, 2, 3, 4, 5, 6));
        Graph gap = unary(
                TensorType.of(DType.F64, 5),
                x -> x.slice(0, 0, 2, 1).add(x.slice(0, 3, 2, 1)).reduce(Reduction.SUM, List.of(0)));
        assertArrayEquals(new double[] {1, 1, 0.0, 1, 1}, gradient(gap, 1, 2, 3, 4, 5));
    }

    /// Where the largest element is a NaN, the NaNs share the cotangent, as ties do; so do tangents.
    @Test
    void theLargestOfNaNsIsShared() {
        double nan = Double.NaN;
        for (Reduction kind : List.of(Reduction.MAX, Reduction.MIN)) {
            Graph extremum = unary(TensorType.of(DType.F64, 4), x -> x.reduce(kind, List.of(0)));
            assertArrayEquals(new double[] {0, 1, 0, 0}, gradient(extremum, 1, nan, 3, -7));
            assertArrayEquals(new double[] {0, 0.5, 0, 0.5}, gradient(extremum, 1, nan, 3, nan));
            double far = kind == Reduction.MAX ? -10 : 10;
            assertArrayEquals(new double[] {0, 0, 0.5, 0.5}, gradient(extremum, far, far, 9, 9));
            double[] tangent =
                    last(Jvp.of(extremum, List.of(0)), Map.of(), Bits.f64(1, nan, 3, nan), Bits.f64(1, 2, 4, 8));
            assertArrayEquals(new double[] {5}, tangent);
        }
        Graph ofTwo = unary(
                TensorType.of(DType.F64, 2),
                x -> x.slice(0, 0, 1, 1).max(x.slice(0, 1, 1, 1)).reduce(Reduction.SUM, List.of(0)));
        assertArrayEquals(new double[] {1, 1}, gradient(ofTwo, nan, 3));
    }

    /// σ(x) and σ(−x) both start from e⁻|ˣ|: one exponential, one division for value and slope.
    @Test
    void sigmoidAndItsSlopeShareOneExponential() {
        Graph sigmoid = scalar(x -> x.apply(function("sigmoid")));
        Graph both = Freeze.of(Vjp.valueAndGradient(sigmoid, List.of(0)));
        assertEquals(
                1,
                both.nodes().stream()
                        .filter(n -> n.op().equals(new Op.Map(ScalarOp.DIV)))
                        .count(),
                () -> GraphText.print(both));
    }

    @Test
    void nestedDerivativesStaySane() {
        Graph f = scalar(x -> x.apply(function("sin")).mul(x));
        for (int order = 1; order <= 5; order++) {
            Graph g = Prune.of(Vjp.valueAndGradient(f, List.of(0)));
            GraphBuilder b = new GraphBuilder("d");
            f = Prune.of(b.output(
                            "d",
                            b.inline(g, List.of(b.input("x", TensorType.scalar(DType.F64))))
                                    .getLast())
                    .build());
        }
        // (x sin x)⁗′ = x cos x + 5 sin x
        double x = 0.7;
        double[] value = last(f, Map.of(), Bits.f64(x));
        assertEquals(x * Math.cos(x) + 5 * Math.sin(x), value[0], 1e-13);
        assertTrue(f.nodes().size() < 200, f + "");
    }
}
