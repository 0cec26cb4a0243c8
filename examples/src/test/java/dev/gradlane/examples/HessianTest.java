package dev.gradlane.examples;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.examples.DerivativeSamples.assertBits;
import static dev.gradlane.examples.DerivativeSamples.of;
import static dev.gradlane.examples.DerivativeSamples.point;
import static dev.gradlane.examples.DerivativeSamples.unit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Circuits.Point;
import dev.gradlane.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hessians against values by hand, their products with vectors, and differences of gradients.
class HessianTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

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
}
