package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.rint;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.softplus;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.tanh;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives that the user gives, in every mode and order.
class CustomDerivativeTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    /// x² with the derivative 7, wrong on purpose: every way to it must say 7.
    private static Fn<Tensor, Tensor> square() {
        return Fn.trace("square", f64(), x -> x.times(x));
    }

    static Stream<Fn<Tensor, Tensor>> seven() {
        return Stream.of(
                square().withJvp(d -> d.tangent().times(7)),
                square().withVjp((x, bar) -> bar.times(7)),
                square().withCustomDerivative(d -> d.tangent().times(7), (x, bar) -> bar.times(7)));
    }

    @ParameterizedTest
    @MethodSource("seven")
    void isUsedByEveryMode(Fn<Tensor, Tensor> f) {
        assertEquals(9, run(f, Tensor.of(3.0)).item());
        assertEquals(7, run(f.gradient(), Tensor.of(3.0)).item());
        var both = run(f.valueAndGradient(), Tensor.of(3.0));
        assertEquals(9, both.value().item());
        assertEquals(7, both.gradient().item());
        var dual = run(f.jvp(), new Dual<>(Tensor.of(3.0), Tensor.of(2.0)));
        assertEquals(9, dual.primal().item());
        assertEquals(14, dual.tangent().item());
        assertEquals(7, run(f.jacobianForward(), Tensor.of(3.0)).item());
        assertEquals(7, run(f.jacobianReverse(), Tensor.of(3.0)).item());
        assertArrayEquals(
                new double[] {7, 7},
                run(f.batched().gradient(), Tensor.of(new double[] {3, 4})).toDoubles());
        assertArrayEquals(
                new double[] {7, 7},
                run(f.gradient().batched(), Tensor.of(new double[] {3, 4})).toDoubles());
        Pullback<Tensor, Tensor, Tensor> pullback = f.vjp();
        var cache = run(pullback.forward(), Tensor.of(3.0));
        assertEquals(
                14,
                run(pullback.backward(), new Pullback.Backward<>(cache.residuals(), Tensor.of(2.0)))
                        .item());
    }

    /// g = f²: g' = 2·f·7, and its derivative takes the rule for f again: g'' = 2·7·7. The body's own derivative
    /// would make it 2·7·2x.
    @ParameterizedTest
    @MethodSource("seven")
    void holdsAtTheSecondOrder(Fn<Tensor, Tensor> f) {
        Fn<Tensor, Tensor> g = Fn.trace("g", f64(), x -> f.apply(x).times(f.apply(x)));
        assertEquals(2 * 9 * 7, run(g.gradient(), Tensor.of(3.0)).item());
        assertEquals(98, run(g.gradient().gradient(), Tensor.of(3.0)).item());
        assertEquals(98, run(g.hessian(), Tensor.of(3.0)).item());
        assertEquals(
                98, run(g.jacobianForward().jacobianForward(), Tensor.of(3.0)).item());
        assertEquals(98, run(g.checkpoint().hessian(), Tensor.of(3.0)).item());
        assertArrayEquals(
                new double[] {98, 98},
                run(g.batched().hessian(), Tensor.of(new double[] {3, 5})).toDoubles());
        assertEquals(0, run(f.hessian(), Tensor.of(3.0)).item());
    }

    /// log(1 + eˣ) overflows and its own derivative is NaN from 710 on; the rule is σ(x)·ẋ.
    @Test
    void aStableDerivativeOfAnUnstableFormula() {
        Fn<Tensor, Tensor> naive = Fn.trace("softplus", f64(3), x -> log(exp(x).plus(1)));
        Fn<Tensor, Tensor> stable = naive.withJvp(d -> sigmoid(d.primal()).times(d.tangent()));
        Fn<Tensor, Tensor> truth = Fn.trace("truth", f64(3), x -> softplus(x));
        double[] x = {-2, 0.5, 1000};
        double[] j = run(stable.jacobianReverse(), Tensor.of(x)).toDoubles();
        assertTrue(Double.isNaN(run(naive.jacobianReverse(), Tensor.of(x)).toDoubles()[8]));
        assertArrayEquals(run(truth.jacobianReverse(), Tensor.of(x)).toDoubles(), j, 0);
        assertArrayEquals(j, run(stable.jacobianForward(), Tensor.of(x)).toDoubles(), 0);
        Fn<Tensor, Tensor> sum = Fn.trace("sum", f64(3), v -> stable.apply(v).sum());
        Fn<Tensor, Tensor> trueSum = Fn.trace("sum", f64(3), v -> softplus(v).sum());
        assertArrayEquals(
                run(trueSum.hessian(), Tensor.of(x)).toDoubles(),
                run(sum.hessian(), Tensor.of(x)).toDoubles(),
                1e-16);
    }

    record Model(Tensor w, Tensor x, Tensor label) {}

    record Answer(Tensor y, Tensor size) {}

    private static Fn<Model, Answer> model() {
        return Fn.trace(
                "model",
                new Model(f64(2, 3), f64(3), i32()),
                m -> new Answer(tanh(m.w().matmul(m.x())).times(m.label().to(DType.F64)), m.x().sum()));
    }

    private static Model at() {
        return new Model(
                Tensor.of(new double[] {0.1, -0.4, 0.9, 1.2, 0.3, -0.7}, 2, 3),
                Tensor.of(new double[] {0.5, -1.5, 0.25}),
                Tensor.of(new int[] {3}));
    }

    /// A record with an integer in it, out into a record: the rule is the function's own forward mode.
    @Test
    void recordsAndIntegersPassThroughARule() {
        Fn<Model, Answer> plain = model();
        Fn<Model, Answer> ruled = plain.withJvp(d -> plain.jvp().apply(d).tangent());
        for (var wrt : List.<java.util.function.Function<Model, Tensor>>of(Model::w, Model::x)) {
            Answer expected = run(plain.jacobianForward(wrt), at());
            Answer forward = run(ruled.jacobianForward(wrt), at());
            Answer reverse = run(ruled.jacobianReverse(wrt), at());
            assertArrayEquals(expected.y().toDoubles(), forward.y().toDoubles(), 0);
            assertArrayEquals(expected.size().toDoubles(), forward.size().toDoubles(), 0);
            assertArrayEquals(expected.y().toDoubles(), reverse.y().toDoubles(), 1e-15);
            assertArrayEquals(expected.size().toDoubles(), reverse.size().toDoubles(), 0);
        }
    }

    @Test
    void aRuleForReverseModeGivesForwardModeToo() {
        Fn<Model, Answer> plain = model();
        Fn<Model, Answer> ruled = plain.withVjp((m, bar) -> {
            Tensor y = plain.apply(m).y();
            Tensor label = m.label().to(DType.F64);
            Tensor s = bar.y().times(label.minus(y.times(y).div(label)));
            return new Model(
                    s.reshape(2, 1).times(m.x()),
                    s.matmul(m.w()).plus(bar.size()),
                    dev.gradlane.Ops.constant(DType.I32, 0));
        });
        Answer expected = run(plain.jacobianForward(Model::x), at());
        Answer forward = run(ruled.jacobianForward(Model::x), at());
        assertArrayEquals(expected.y().toDoubles(), forward.y().toDoubles(), 1e-15);
        assertArrayEquals(expected.size().toDoubles(), forward.size().toDoubles());
        Answer byWeights = run(ruled.jacobianReverse(Model::w), at());
        assertArrayEquals(
                run(plain.jacobianReverse(Model::w), at()).y().toDoubles(),
                byWeights.y().toDoubles(),
                1e-15);
    }

    @Test
    void aStoppedGradientIsAConstantAtEveryOrder() {
        Fn<Tensor, Tensor> f =
                Fn.trace("f", f64(), x -> stopGradient(x.times(x)).times(x));
        assertEquals(9, run(f.gradient(), Tensor.of(3.0)).item());
        assertEquals(0, run(f.hessian(), Tensor.of(3.0)).item());
        assertEquals(9, run(f.jacobianForward(), Tensor.of(3.0)).item());
        assertArrayEquals(
                new double[] {9, 16},
                run(f.batched().gradient(), Tensor.of(new double[] {3, 4})).toDoubles());
    }

    record Misuse(String name, Executable call, List<String> says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Misuse> misuses() {
        Fn<Tensor, Tensor> line = Fn.trace("line", f64(3), x -> rint(x));
        return Stream.of(
                new Misuse(
                        "tangent of another shape",
                        () -> line.withJvp(d -> d.tangent().sum()),
                        List.of("line.jvp", "gives f64[] for 'x', which is f64[3]", "a tangent is shaped like its")),
                new Misuse(
                        "cotangent of another shape",
                        () -> line.withVjp((x, bar) -> bar.reshape(3, 1)),
                        List.of("line.vjp", "gives f64[3,1] for 'x', which is f64[3]", "a cotangent is shaped like")),
                new Misuse(
                        "cotangent of another type",
                        () -> line.withVjp((x, bar) -> bar.to(DType.F32)),
                        List.of("line.vjp", "gives f32[3]")),
                new Misuse(
                        "too few results",
                        () -> Fn.trace("pair", f64(), x -> List.of(x, x)).withJvp(d -> List.of(d.tangent())),
                        List.of("pair.jvp", "should be a list of 2")),
                new Misuse(
                        "a rule that is not linear",
                        () -> line.withJvp(d -> d.tangent().times(d.tangent())),
                        List.of("line.jvp is not linear in 'tangent'")),
                new Misuse(
                        "a rule that is not linear, backwards",
                        () -> line.withVjp((x, bar) -> exp(bar)),
                        List.of("line.vjp is not linear in 'cotangent'")),
                new Misuse(
                        "a tensor of the function around",
                        () -> Fn.trace(
                                "outer",
                                f64(),
                                y -> Fn.trace("inner", f64(), x -> x.times(y))
                                        .withJvp(d -> d.tangent())
                                        .apply(y)),
                        List.of("inner", "make them inputs")),
                new Misuse(
                        "a rule with a tensor of the function around",
                        () -> Fn.trace(
                                "outer",
                                f64(3),
                                y -> line.withVjp((x, bar) -> bar.times(y)).apply(y)),
                        List.of("line.vjp", "make them inputs")));
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void isRefusedWithTheLine(Misuse misuse) {
        var e = assertThrows(GraphException.class, misuse.call());
        misuse.says().forEach(part -> assertTrue(e.getMessage().contains(part), e.getMessage()));
        assertTrue(e.getMessage().contains("CustomDerivativeTest.java:"), e.getMessage());
    }
}
