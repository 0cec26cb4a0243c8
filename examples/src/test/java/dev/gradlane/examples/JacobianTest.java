package dev.gradlane.examples;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.softmax;
import static dev.gradlane.Ops.tanh;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Direction;
import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Circuits.Point;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Jacobians and Hessians against values by hand, against the single derivatives whose bits they have, and the
/// ways in which they compose.
class JacobianTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    private static Tensor of(double... x) {
        return Tensor.of(x);
    }

    private static double[] point(int n, long seed) {
        return new SplittableRandom(seed).doubles(n, -1.5, 1.5).toArray();
    }

    private static double[] unit(int n, int i) {
        double[] e = new double[n];
        e[i] = 1;
        return e;
    }

    private static void assertBits(double[] expected, double[] actual) {
        assertArrayEquals(
                Arrays.stream(expected).mapToLong(Double::doubleToLongBits).toArray(),
                Arrays.stream(actual).mapToLong(Double::doubleToLongBits).toArray(),
                () -> Arrays.toString(expected) + " and " + Arrays.toString(actual));
    }

    // by hand

    @Test
    void theCircuitsHessianIsOneBetweenSumAndFactor() {
        // f = (x + y)·z: only ∂²f/∂x∂z and ∂²f/∂y∂z are not 0
        Fn<List<Tensor>, Tensor> f = Fn.trace(
                "circuit",
                List.of(f64(3)),
                in -> in.getFirst()
                        .get(0)
                        .plus(in.getFirst().get(1))
                        .times(in.getFirst().get(2)));
        Tensor h = run(f.hessian(), List.of(of(-2, 5, -4)));
        assertEquals(Shape.of(3, 3), h.shape());
        assertArrayEquals(new double[] {0, 0, 1, 0, 0, 1, 1, 1, 0}, h.toDoubles());
    }

    @Test
    void theBlocksOfARecordsHessianAreAskedForByAccessor() {
        Point at = new Point(Tensor.of(-2.0), Tensor.of(5.0), Tensor.of(-4.0));
        Fn<Point, Tensor> product = Circuits.product();
        assertEquals(1, run(product.hessian(Point::x, Point::z), at).item());
        assertEquals(0, run(product.hessian(Point::x, Point::y), at).item());
        Point column = run(product.gradient().jacobianForward(Point::z), at);
        assertEquals(1, column.x().item());
        assertEquals(1, column.y().item());
        assertEquals(0, column.z().item());
    }

    @Test
    void theNeuronsHessianIsTheCurvatureOfTheSigmoid() {
        Fn<Tensor, Tensor> neuron = Fn.trace("neuron", f64(3), w -> sigmoid(w.matmul(of(-1, -2, 1))));
        // at w·x = 1: σ'' = σ(1−σ)(1−2σ) times x xᵀ, σ(1) to 60 digits
        double sigma = Double.parseDouble("0.731058578630004879251159241821836274365144640165056519276366");
        double second = sigma * (1 - sigma) * (1 - 2 * sigma);
        double[] x = {-1, -2, 1};
        double[] h = run(neuron.hessian(), of(2, -3, -3)).toDoubles();
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                assertEquals(second * x[i] * x[j], h[3 * i + j], 1e-15);
            }
        }
    }

    /// (1 − x)² + 100 (y − x²)².
    private static Fn<Tensor, Tensor> rosenbrock() {
        return Fn.trace("rosenbrock", f64(2), p -> {
            Tensor a = p.get(0).unaryMinus().plus(1);
            Tensor b = p.get(1).minus(p.get(0).times(p.get(0)));
            return a.times(a).plus(b.times(b).times(100));
        });
    }

    @Test
    void rosenbrocksHessianIsExactAtWholeNumbers() {
        // [2 − 400(y − 3x²), −400x; −400x, 200]
        for (double x = -3; x <= 3; x++) {
            for (double y = -3; y <= 3; y++) {
                assertArrayEquals(
                        new double[] {2 - 400 * (y - 3 * x * x), 0 - 400 * x, 0 - 400 * x, 200},
                        run(rosenbrock().hessian(), of(x, y)).toDoubles());
            }
        }
    }

    @Test
    void theJacobianOfSoftmaxIsDiagonalMinusOuterProduct() {
        Fn<Tensor, Tensor> f = Fn.trace("softmax", f64(4), x -> softmax(x));
        double[] s = run(f, of(0.3, -1, 2, 0.1)).toDoubles();
        for (Fn<Tensor, Tensor> jacobian : List.of(f.jacobianForward(), f.jacobianReverse())) {
            double[] j = run(jacobian, of(0.3, -1, 2, 0.1)).toDoubles();
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < 4; k++) {
                    assertEquals((i == k ? s[i] : 0) - s[i] * s[k], j[4 * i + k], 2e-16);
                }
            }
        }
    }

    @Test
    void aLinearMapIsItsOwnJacobian() {
        double[] a = point(12, 5);
        Fn<Tensor, Tensor> f =
                Fn.trace("linear", f64(4), x -> Tensor.of(a, 3, 4).matmul(x));
        assertArrayEquals(a, run(f.jacobianForward(), of(point(4, 6))).toDoubles());
        assertArrayEquals(a, run(f.jacobianReverse(), of(point(4, 6))).toDoubles());
    }

    // the bits of the single derivatives

    record In(Tensor w, Tensor x) {}

    record Out(Tensor p, Tensor q, Tensor constant) {}

    /// Of a matrix and a vector into a vector, a scalar and a result that depends on nothing.
    private static Fn<In, Out> model() {
        return Fn.trace(
                "model",
                new In(f64(3, 4), f64(4)),
                in -> new Out(
                        tanh(in.w().matmul(in.x())),
                        exp(in.x()).prod().plus(in.w().sum()),
                        dev.gradlane.Ops.constant(dev.gradlane.graph.DType.F64, 7)));
    }

    private static In at(long seed) {
        return new In(Tensor.of(point(12, seed), 3, 4), of(point(4, seed + 1)));
    }

    @Test
    void columnsHaveTheBitsOfForwardMode() {
        Out byX = run(model().jacobianForward(In::x), at(1));
        Out byW = run(model().jacobianForward(In::w), at(1));
        assertEquals(Shape.of(3, 4), byX.p().shape());
        assertEquals(Shape.of(4), byX.q().shape());
        assertEquals(Shape.of(3, 3, 4), byW.p().shape());
        assertEquals(Shape.of(3, 4), byW.q().shape());
        assertArrayEquals(new double[12], byW.constant().toDoubles());
        var alongX = ENGINE.compile(model().jvp(In::x));
        var alongW = ENGINE.compile(model().jvp(In::w));
        for (int j = 0; j < 4; j++) {
            Out t = alongX.run(new Direction<>(at(1), of(unit(4, j)))).tangent();
            assertBits(t.p().toDoubles(), column(byX.p(), 4, j));
            assertBits(t.q().toDoubles(), column(byX.q(), 4, j));
        }
        for (int j = 0; j < 12; j++) {
            Out t = alongW.run(new Direction<>(at(1), Tensor.of(unit(12, j), 3, 4)))
                    .tangent();
            assertBits(t.p().toDoubles(), column(byW.p(), 12, j));
            assertBits(t.q().toDoubles(), column(byW.q(), 12, j));
        }
    }

    private static double[] column(Tensor matrix, int n, int j) {
        double[] all = matrix.toDoubles();
        double[] column = new double[all.length / n];
        Arrays.setAll(column, i -> all[i * n + j]);
        return column;
    }

    @Test
    void rowsHaveTheBitsOfReverseMode() {
        Fn<In, Tensor> p =
                Fn.trace("p", new In(f64(3, 4), f64(4)), in -> tanh(in.w().matmul(in.x())));
        double[] j = run(p.jacobianReverse(In::w), at(2)).toDoubles();
        Pullback<In, Tensor, Tensor> vjp = p.vjp(In::w);
        var cache = run(vjp.forward(), at(2));
        for (int i = 0; i < 3; i++) {
            double[] row = run(vjp.backward(), new Pullback.Backward<>(cache.residuals(), of(unit(3, i))))
                    .toDoubles();
            assertBits(row, Arrays.copyOfRange(j, 12 * i, 12 * (i + 1)));
        }
        Fn<In, Tensor> q =
                Fn.trace("q", new In(f64(3, 4), f64(4)), in -> exp(in.x()).prod());
        assertBits(
                run(q.gradient(In::x), at(3)).toDoubles(),
                run(q.jacobianReverse(In::x), at(3)).toDoubles());
    }

    @Test
    void rowsOfARecordAreAskedForTogether() {
        Out reverse = run(model().jacobianReverse(In::x), at(4));
        Out forward = run(model().jacobianForward(In::x), at(4));
        assertArrayEquals(forward.p().toDoubles(), reverse.p().toDoubles(), 1e-15);
        assertArrayEquals(forward.q().toDoubles(), reverse.q().toDoubles(), 1e-13);
        assertArrayEquals(new double[4], reverse.constant().toDoubles());
    }

    @Test
    void listsAndMapsAreBuiltBack() {
        Fn<Map<String, Tensor>, List<Tensor>> f = Fn.trace(
                "f",
                Map.of("x", f64(2)),
                in -> List.of(in.get("x").times(in.get("x")), in.get("x").sum()));
        List<Tensor> j = run(f.jacobianForward(in -> in.get("x")), Map.of("x", of(3, 5)));
        assertArrayEquals(new double[] {6, 0, 0, 10}, j.get(0).toDoubles());
        assertArrayEquals(new double[] {1, 1}, j.get(1).toDoubles());
    }

    static Stream<DerivativesTest.Program> programs() {
        return DerivativesTest.programs();
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theHessianHasTheColumnsOfHvpAndIsSymmetric(DerivativesTest.Program program) {
        Fn<Tensor, Tensor> f = program.trace();
        double[] x = new SplittableRandom(8).doubles(6, 0.5, 1.9).toArray();
        double[] h = run(f.hessian(), of(x)).toDoubles();
        var hvp = ENGINE.compile(f.hvp());
        double size = Arrays.stream(h).map(Math::abs).max().orElseThrow();
        for (int j = 0; j < 6; j++) {
            double[] column = hvp.run(new Dual<>(of(x), of(unit(6, j)))).toDoubles();
            int column0 = j;
            double[] mine = new double[6];
            Arrays.setAll(mine, i -> h[6 * i + column0]);
            assertBits(column, mine);
            for (int i = 0; i < 6; i++) {
                assertEquals(h[6 * i + j], h[6 * j + i], 8 * Math.ulp(size), program.name());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void theHessianAgreesWithDifferencesOfGradientsInOneDirection(DerivativesTest.Program program) {
        Fn<Tensor, Tensor> f = program.trace();
        double[] x = new SplittableRandom(9).doubles(6, 0.5, 1.9).toArray();
        double[] v = point(6, 10);
        double[] hv = run(f.hvp(), new Dual<>(of(x), of(v))).toDoubles();
        double step = 1e-5;
        double[] up = run(f.gradient(), of(moved(x, v, step))).toDoubles();
        double[] down = run(f.gradient(), of(moved(x, v, -step))).toDoubles();
        double size = 1 + Arrays.stream(hv).map(Math::abs).sum();
        for (int i = 0; i < 6; i++) {
            assertEquals((up[i] - down[i]) / (2 * step), hv[i], 1e-7 * size, program.name());
        }
    }

    private static double[] moved(double[] x, double[] v, double step) {
        double[] moved = x.clone();
        Arrays.setAll(moved, i -> x[i] + step * v[i]);
        return moved;
    }

    // in any order

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

    @Test
    void theLinearMapHasTheBitsOfForwardModeAtEveryUse() {
        Fn<In, Out> f = model();
        var linear = f.linearise(In::x);
        var point = run(linear.forward(), at(25));
        assertBits(run(f, at(25)).p().toDoubles(), point.value().p().toDoubles());
        var push = ENGINE.compile(linear.push());
        var jvp = ENGINE.compile(f.jvp(In::x));
        for (int seed = 0; seed < 3; seed++) {
            double[] v = point(4, 30 + seed);
            Out expected = jvp.run(new Direction<>(at(25), of(v))).tangent();
            Out pushed = push.run(new dev.gradlane.Linearised.Push<>(point.residuals(), of(v)));
            assertBits(expected.p().toDoubles(), pushed.p().toDoubles());
            assertBits(expected.q().toDoubles(), pushed.q().toDoubles());
        }
        // tanh is not computed again
        assertTrue(linear.push().graph().nodes().stream()
                .noneMatch(n -> n.op() instanceof dev.gradlane.graph.Op.Map(var function)
                        && function.symbol().equals("tanh")));
    }

    @Test
    void aSlopeThatIsConcatenatedHasAJacobian() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(2), x -> concatenate(0, x, exp(x), x.slice(0, 1, 2)));
        double[] j = run(f.jacobianForward(), of(0, 0)).toDoubles();
        assertArrayEquals(new double[] {1, 0, 0, 1, 1, 0, 0, 1, 0, 1}, j);
        assertArrayEquals(j, run(f.jacobianReverse(), of(0, 0)).toDoubles());
    }
}
