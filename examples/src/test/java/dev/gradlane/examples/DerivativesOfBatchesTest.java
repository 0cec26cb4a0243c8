package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.examples.DerivativeSamples.assertBits;
import static dev.gradlane.examples.DerivativeSamples.of;
import static dev.gradlane.examples.DerivativeSamples.point;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.DerivativeSamples.In;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Derivatives of batches and batches of derivatives, over any axis and to any depth.
class DerivativesOfBatchesTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    static Stream<DerivativesTest.Program> programs() {
        return DerivativesTest.programs();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theHessianOfABatchHasTheBitsOfItsSamples(DerivativesTest.Program program) {
        Fn<Tensor, Tensor> f = program.trace();
        double[] x = new SplittableRandom(11).doubles(18, 0.5, 1.9).toArray();
        double[] before = run(f.batched().hessian(), Tensor.of(x, 3, 6)).toDoubles();
        double[] after = run(f.hessian().batched(), Tensor.of(x, 3, 6)).toDoubles();
        assertBits(after, before);
        for (int sample = 0; sample < 3; sample++) {
            double[] one = run(f.hessian(), of(Arrays.copyOfRange(x, 6 * sample, 6 * sample + 6)))
                    .toDoubles();
            assertBits(one, Arrays.copyOfRange(before, 36 * sample, 36 * sample + 36));
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void forwardModeOfABatchHasTheBitsOfItsSamples(DerivativesTest.Program program) {
        Fn<Tensor, Tensor> f = program.trace();
        double[] x = new SplittableRandom(12).doubles(18, 0.5, 1.9).toArray();
        double[] v = point(18, 13);
        var batch = new Dual<>(Tensor.of(x, 3, 6), Tensor.of(v, 3, 6));
        var inside = run(f.jvp().batched(), batch);
        var outside = run(f.batched().jvp(), batch);
        assertBits(inside.tangent().toDoubles(), outside.tangent().toDoubles());
        assertBits(
                run(f.hvp().batched(), batch).toDoubles(),
                run(f.batched().hvp(), batch).toDoubles());
        // a sum of tangents is the tangent of the sum
        assertBits(
                run(f.jvp().batched().mean(), batch).tangent().toDoubles(),
                run(f.batched().mean().jvp(), batch).tangent().toDoubles());
        assertBits(
                run(f.batched().jvp().mean(), batch).tangent().toDoubles(),
                run(f.batched().mean().jvp(), batch).tangent().toDoubles());
    }

    @Test
    void theHessianOfAMeanIsTheMeanOfTheHessians() {
        Fn<In, Tensor> loss = Fn.trace(
                "loss",
                new In(f64(3), f64(3)),
                in -> tanh(in.w().matmul(in.x())).times(in.w().sum()));
        int batch = 5;
        In data = new In(of(point(3, 14)), Tensor.of(point(3 * batch, 15), batch, 3));
        double[] ofMean = run(loss.batched(In::x).mean().hessian(In::w), data).toDoubles();
        double[] meanOf = run(loss.hessian(In::w).batched(In::x).mean(), data).toDoubles();
        assertBits(meanOf, ofMean);
        assertEquals(9, ofMean.length);
        Tensor mixed = run(loss.batched(In::x).mean().hessian(In::w, In::x), data);
        // w.shape ++ x.shape of the batch
        assertEquals(Shape.of(3, batch, 3), mixed.shape());
        Tensor single = run(loss.hessian(In::w, In::x).batched(In::x), data);
        for (int b = 0; b < batch; b++) {
            for (int i = 0; i < 3; i++) {
                for (int j = 0; j < 3; j++) {
                    assertEquals(
                            single.toDoubles()[9 * b + 3 * i + j] / batch, mixed.toDoubles()[(i * batch + b) * 3 + j]);
                }
            }
        }
    }

    @Test
    void batchesNestToAnyDepthAroundAndInsideDerivatives() {
        Fn<In, Tensor> f = Fn.trace(
                "f", new In(f64(2), f64(2)), in -> exp(in.w().times(in.x())).prod());
        double[] w = point(6, 18);
        double[] x = point(4, 19);
        In data = new In(Tensor.of(w, 3, 2), Tensor.of(x, 2, 2));
        Tensor inside = run(f.hessian(In::w, In::x).batched(In::x).batched(In::w), data);
        Tensor outside = run(f.batched(In::x).batched(In::w).hessian(In::w, In::x), data);
        Tensor between = run(f.batched(In::x).hessian(In::w, In::x).batched(In::w), data);
        assertEquals(Shape.of(3, 2, 2, 2), inside.shape());
        assertBits(inside.toDoubles(), outside.toDoubles());
        assertBits(inside.toDoubles(), between.toDoubles());
    }

    @Test
    void theBatchIsAnyAxis() {
        Fn<In, Tensor> f = Fn.trace(
                "f", new In(f64(2), f64(2)), in -> exp(in.w().times(in.x())).prod());
        double[] w = point(2, 20);
        double[] rows = point(6, 21);
        double[] columns = new double[6];
        Arrays.setAll(columns, i -> rows[(i % 3) * 2 + i / 3]);
        In byRows = new In(of(w), Tensor.of(rows, 3, 2));
        In byColumns = new In(of(w), Tensor.of(columns, 2, 3));
        Fn<In, Tensor> along = f.batchedAlong(-1, 0, In::x);
        assertBits(
                run(f.batched(In::x), byRows).toDoubles(), run(along, byColumns).toDoubles());
        // a gradient by a mapped input is built like that input
        In plain = run(f.batched(In::x).gradient(), byRows);
        In turned = run(along.gradient(), byColumns);
        assertEquals(Shape.of(2, 3), turned.x().shape());
        for (int i = 0; i < 6; i++) {
            assertEquals(plain.x().toDoubles()[(i % 3) * 2 + i / 3], turned.x().toDoubles()[i]);
        }
        assertBits(plain.w().toDoubles(), turned.w().toDoubles());
        assertBits(
                run(f.batched(In::x).mean().hessian(In::w), byRows).toDoubles(),
                run(along.mean().hessian(In::w), byColumns).toDoubles());
        // and where each result has it is chosen too
        Fn<In, Tensor> product =
                Fn.trace("p", new In(f64(2), f64(2)), in -> in.w().times(in.x()));
        assertEquals(
                Shape.of(2, 3),
                run(product.batchedAlong(1, 1, In::x), byColumns).shape());
        assertEquals(
                Shape.of(2, 2, 3),
                run(
                                product.batchedAlong(1, 1, In::x).batchedAlong(0, 1, In::w),
                                new In(Tensor.of(point(4, 22), 2, 2), byColumns.x()))
                        .shape());
    }

    @Test
    void aBatchWithoutASymbolIsAnExplicitAxis() {
        // the variance of a column: its Hessian is 2(δ − 1/n)/n
        Fn<Tensor, Tensor> variance = Fn.trace("variance", f64(Dim.symbol("B")), x -> {
            Tensor centred = x.minus(x.mean());
            return centred.times(centred).mean();
        });
        double[] h = run(variance.hessian(), of(1, 2, 4, 9)).toDoubles();
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                assertEquals(i == j ? 0.375 : -0.125, h[4 * i + j]);
            }
        }
        Fn<Tensor, Tensor> centre = Fn.trace("centre", f64(Dim.symbol("B")), x -> x.minus(x.mean()));
        double[] forward = run(centre.jacobianForward(), of(1, 2, 4, 9)).toDoubles();
        assertArrayEquals(forward, run(centre.jacobianReverse(), of(1, 2, 4, 9)).toDoubles());
        assertEquals(0.75, forward[5]);
        assertEquals(-0.25, forward[6]);
    }

    @Test
    void aCheckpointInsideABatchStaysOne() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(4), x -> exp(tanh(x)).times(x).sum());
        double[] x = point(12, 23);
        Tensor batch = Tensor.of(x, 3, 4);
        assertBits(
                run(f.batched().mean().gradient(), batch).toDoubles(),
                run(f.batched().checkpoint().mean().gradient(), batch).toDoubles());
        assertBits(
                run(f.batched().mean().gradient(), batch).toDoubles(),
                run(f.batched().mean().checkpoint().gradient(), batch).toDoubles());
        assertBits(
                run(f.hessian(), of(point(4, 24))).toDoubles(),
                run(f.checkpoint().hessian(), of(point(4, 24))).toDoubles());
        assertTrue(f.batched().checkpoint().gradient().graph().nodes().stream()
                .anyMatch(n -> n.op() instanceof dev.gradlane.graph.Op.Barrier));
    }
}
