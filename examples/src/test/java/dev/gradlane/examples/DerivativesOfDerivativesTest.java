package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.examples.DerivativeSamples.of;
import static dev.gradlane.examples.DerivativeSamples.point;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Derivatives of every kind inside of one another.
class DerivativesOfDerivativesTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    @Test
    void aJacobianHasDerivativesAndJacobians() {
        // y = x², J = diag(2x), its derivative by x the tensor with 2 where all three indices are equal
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(3), x -> x.times(x));
        Tensor second = run(f.jacobianForward().jacobianReverse(), of(1, 2, 3));
        assertEquals(Shape.of(3, 3, 3), second.shape());
        double[] expected = new double[27];
        expected[0] = expected[13] = expected[26] = 2;
        assertArrayEquals(expected, second.toDoubles());
        assertArrayEquals(
                expected,
                run(f.jacobianReverse().jacobianForward(), of(1, 2, 3)).toDoubles());
        Fn<Tensor, Tensor> trace = Fn.trace(
                "trace",
                f64(3),
                x -> f.jacobianForward()
                        .apply(x)
                        .times(f.jacobianReverse().apply(x))
                        .sum());
        assertArrayEquals(
                new double[] {8, 16, 24}, run(trace.gradient(), of(1, 2, 3)).toDoubles());
    }

    @Test
    void vjpOfJvpAndJvpOfVjpGiveTheSameSecondDerivative() {
        Fn<Tensor, Tensor> f =
                Fn.trace("f", f64(4), x -> exp(x).times(tanh(x.times(x))).sum());
        double[] x = point(4, 16);
        double[] v = point(4, 17);
        double[] forwardOverReverse = run(f.hvp(), new Dual<>(of(x), of(v))).toDoubles();
        Fn<Dual<Tensor>, Tensor> slope = Fn.trace(
                "slope", new Dual<>(f64(4), f64(4)), d -> f.jvp().apply(d).tangent());
        double[] reverseOverForward =
                run(slope.gradient(Dual::primal), new Dual<>(of(x), of(v))).toDoubles();
        Pullback<Dual<Tensor>, Dual<Tensor>, Dual<Tensor>> pullback = f.jvp().vjp();
        var cache = run(pullback.forward(), new Dual<>(of(x), of(v)));
        double[] pulled = run(
                        pullback.backward(),
                        new Pullback.Backward<>(cache.residuals(), new Dual<>(Tensor.of(0.0), Tensor.of(1.0))))
                .primal()
                .toDoubles();
        for (int i = 0; i < 4; i++) {
            double ulp = Math.ulp(forwardOverReverse[i]);
            assertEquals(forwardOverReverse[i], reverseOverForward[i], 16 * ulp);
            assertEquals(forwardOverReverse[i], pulled[i], 16 * ulp);
        }
    }

    @Test
    void forwardModeOfForwardModeGivesTheSecondDerivative() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(), x -> x.times(x).times(x));
        var second = run(
                f.jvp().jvp(),
                new Dual<>(new Dual<>(Tensor.of(2.0), Tensor.of(1.0)), new Dual<>(Tensor.of(1.0), Tensor.of(0.0))));
        assertEquals(8, second.primal().primal().item());
        assertEquals(12, second.primal().tangent().item());
        assertEquals(12, second.tangent().primal().item());
        assertEquals(12, second.tangent().tangent().item());
        // a result picks the tangent by which leaf it is, not by which prototype it came from
        assertEquals(
                12,
                run(
                                Fn.trace(
                                                "slope",
                                                new Dual<>(f64(), f64()),
                                                d -> f.jvp().apply(d).tangent())
                                        .partial(Dual::primal),
                                new Dual<>(Tensor.of(2.0), Tensor.of(1.0)))
                        .item());
        assertEquals(
                12,
                run(f.jvp().jacobianForward(Dual::tangent), new Dual<>(Tensor.of(2.0), Tensor.of(1.0)))
                        .tangent()
                        .item());
        assertEquals(
                0,
                run(f.jvp().jacobianForward(Dual::tangent), new Dual<>(Tensor.of(2.0), Tensor.of(1.0)))
                        .primal()
                        .item());
    }
}
