package dev.gradlane.examples;

import static dev.gradlane.Ops.cond;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.tanh;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Direction;
import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Linearised;
import dev.gradlane.Tensor;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Derivatives inside loops and choices, and loops and choices inside derivatives.
class ComposedDerivativesTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    private static double[] point(int n, long seed) {
        return new SplittableRandom(seed).doubles(n, -1, 1).toArray();
    }

    /// Descent on Σ (x² + tanh x)/2 in `steps` steps: every step takes a gradient.
    private static Tensor descent(Tensor start, int steps) {
        Fn<Tensor, Tensor> f =
                Fn.trace("f", f64(2), x -> x.times(x).plus(tanh(x)).sum().times(0.5));
        return repeat(steps, start, (x, _) -> x.minus(f.gradient().apply(x).times(0.25)));
    }

    private static Tensor unrolled(Tensor start, int steps) {
        Fn<Tensor, Tensor> f =
                Fn.trace("f", f64(2), x -> x.times(x).plus(tanh(x)).sum().times(0.5));
        Tensor x = start;
        for (int i = 0; i < steps; i++) {
            x = x.minus(f.gradient().apply(x).times(0.25));
        }
        return x;
    }

    @Test
    void theGradientOfALoopOfGradients() {
        Fn<Tensor, Tensor> loop = Fn.trace("loop", f64(2), x -> descent(x, 7).prod());
        Fn<Tensor, Tensor> flat = Fn.trace("flat", f64(2), x -> unrolled(x, 7).prod());
        Tensor at = Tensor.of(point(2, 1));
        assertArrayEquals(
                run(flat.gradient(), at).toDoubles(), run(loop.gradient(), at).toDoubles(), 1e-16);
        double[] expected = run(flat.hessian(), at).toDoubles();
        assertArrayEquals(expected, run(loop.hessian(), at).toDoubles(), 1e-15);
        double[] batch = point(6, 2);
        double[] inside = run(loop.hessian().batched(), Tensor.of(batch, 3, 2)).toDoubles();
        double[] outside = run(loop.batched().hessian(), Tensor.of(batch, 3, 2)).toDoubles();
        assertArrayEquals(inside, outside);
        for (int sample = 0; sample < 3; sample++) {
            double[] one = run(loop.hessian(), Tensor.of(Arrays.copyOfRange(batch, 2 * sample, 2 * sample + 2)))
                    .toDoubles();
            assertArrayEquals(one, Arrays.copyOfRange(inside, 4 * sample, 4 * sample + 4));
        }
    }

    @Test
    void jacobiansOfALoopHaveTheBitsOfTheirDirections() {
        Fn<Tensor, Tensor> loop = Fn.trace("loop", f64(2), x -> descent(x, 5));
        Tensor at = Tensor.of(point(2, 3));
        double[] forward = run(loop.jacobianForward(), at).toDoubles();
        double[] reverse = run(loop.jacobianReverse(), at).toDoubles();
        assertArrayEquals(forward, reverse, 1e-16);
        for (int j = 0; j < 2; j++) {
            double[] unit = {1 - j, j};
            double[] column =
                    run(loop.jvp(), new Dual<>(at, Tensor.of(unit))).tangent().toDoubles();
            assertArrayEquals(column, new double[] {forward[j], forward[2 + j]});
        }
        Linearised<Tensor, Tensor, Tensor> linear = loop.linearise();
        var cache = run(linear.forward(), at);
        double[] pushed = run(linear.push(), new Linearised.Push<>(cache.residuals(), Tensor.of(new double[] {1, 0})))
                .toDoubles();
        assertArrayEquals(new double[] {forward[0], forward[2]}, pushed);
        assertArrayEquals(reverse, run(loop.checkpoint().jacobianReverse(), at).toDoubles());
    }

    /// The rule for the body of a loop and of a branch holds there too.
    @Test
    void aRuleHoldsInsideLoopsAndChoices() {
        Fn<Tensor, Tensor> softplus = Fn.trace("softplus", f64(), x -> log(exp(x).plus(1)))
                .withJvp(d -> sigmoid(d.primal()).times(d.tangent()));
        // 800 overflows in the body: only the rule has a derivative there
        Fn<Tensor, Tensor> loop =
                Fn.trace("loop", f64(), x -> repeat(3, x.times(0), (sum, _) -> sum.plus(softplus.apply(x.minus(800)))));
        assertEquals(1.5, run(loop.gradient(), Tensor.of(800.0)).item());
        assertEquals(0.75, run(loop.hessian(), Tensor.of(800.0)).item());
        Fn<Tensor, Tensor> steep = Fn.trace("steep", f64(), x -> softplus.apply(x.times(1000)));
        Fn<Tensor, Tensor> choice =
                Fn.trace("choice", f64(), x -> cond(x.gt(0), () -> steep.apply(x), () -> x.times(x)));
        assertEquals(1000, run(choice.gradient(), Tensor.of(1.0)).item());
        assertEquals(-2, run(choice.gradient(), Tensor.of(-1.0)).item());
        assertArrayEquals(
                new double[] {1000, -2},
                run(choice.batched().gradient(), Tensor.of(new double[] {1, -1}))
                        .toDoubles());
        assertArrayEquals(
                new double[] {0, 2},
                run(choice.batched().hessian(), Tensor.of(new double[] {1, -1})).toDoubles());
    }

    record In(Tensor w, Tensor xs) {}

    /// A recurrence with weights: by blocks, by products and over batches.
    @Test
    void theHessianOfARecurrence() {
        Fn<In, Tensor> f = Fn.trace(
                "rnn",
                new In(f64(2), f64(4, 2)),
                in -> fold(in.w(), in.xs(), (h, x) -> tanh(h.times(in.w()).plus(x)))
                        .sum());
        In at = new In(Tensor.of(point(2, 4)), Tensor.of(point(8, 5), 4, 2));
        double[] h = run(f.hessian(In::w, In::xs), at).toDoubles();
        double[] turned = run(f.hessian(In::xs, In::w), at).toDoubles();
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 8; j++) {
                assertEquals(h[8 * i + j], turned[2 * j + i], 1e-15);
            }
        }
        double[] v = point(8, 6);
        double[] hv = run(
                        Fn.trace(
                                "column",
                                new Direction<>(new In(f64(2), f64(4, 2)), f64(4, 2)),
                                d -> f.gradient(In::w).jvp(In::xs).apply(d).tangent()),
                        new Direction<>(at, Tensor.of(v, 4, 2)))
                .toDoubles();
        for (int i = 0; i < 2; i++) {
            double sum = 0;
            for (int j = 0; j < 8; j++) {
                sum += h[8 * i + j] * v[j];
            }
            assertEquals(sum, hv[i], 1e-15);
        }
    }
}
