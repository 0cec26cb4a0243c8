package dev.gradlane.examples.optimise;

import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.square;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.ValueAndGradient;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// The methods against the same methods in plain Java, bit for bit, and against minima that are known.
class OptimisersTest {
    private static final Engine ENGINE = Engine.open("cpu");
    private static final List<Tensor> NOTHING = List.of();

    record Point(Tensor x, Tensor y) {
        static Point of(double x, double y) {
            return new Point(Tensor.of(x), Tensor.of(y));
        }

        double[] numbers() {
            return new double[] {x.item(), y.item()};
        }
    }

    /// (1 − x)² + 100·(y − x²)², least at (1, 1): Rosenbrock, 1960.
    private static Fn<Fit<Point, List<Tensor>>, Tensor> rosenbrock() {
        return Fn.trace("rosenbrock", new Fit<>(new Point(f64(), f64()), NOTHING), fit -> {
            Point p = fit.model();
            Tensor valley = p.y().minus(square(p.x()));
            return square(p.x().minus(1)).plus(square(valley).times(100));
        });
    }

    private static final Fit<Point, List<Tensor>> START = new Fit<>(Point.of(-1.2, 1), NOTHING);

    /// What plain Java descends on: the methods are compared here, derivatives elsewhere.
    private static PlainDescent plain() {
        Compiled<Fit<Point, List<Tensor>>, ValueAndGradient<Tensor, Point>> both =
                ENGINE.compile(rosenbrock().valueAndGradient(Fit::model));
        return new PlainDescent(x -> {
            var there = both.run(new Fit<>(Point.of(x[0], x[1]), NOTHING));
            return new PlainDescent.Slope(there.value().item(), there.gradient().numbers());
        });
    }

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <S> double[] trained(Optimiser<Point, S> optimiser, int steps) {
        try (var training = new Training<>(ENGINE, rosenbrock(), optimiser, START.model())) {
            for (int i = 0; i < steps; i++) {
                training.step(NOTHING);
            }
            return training.progress().model().numbers();
        }
    }

    @Test
    void momentumTakesTheStepsOfPlainJava() {
        double[] expected = plain().momentum(START.model().numbers(), 1e-3, 0.9, 40);
        assertArrayEquals(expected, trained(new Momentum<>(1e-3, 0.9), 40));
    }

    @Test
    void adamTakesTheStepsOfPlainJava() {
        assertArrayEquals(plain().adam(START.model().numbers(), 0.05, 40), trained(new Adam<>(0.05), 40));
    }

    @Test
    void anAverageFollowsTheModelsAndChangesNone() {
        double[] average = START.model().numbers();
        for (int steps = 1; steps <= 5; steps++) {
            double[] model = plain().momentum(START.model().numbers(), 1e-3, 0.9, steps);
            for (int i = 0; i < 2; i++) {
                average[i] = average[i] * 0.75 + model[i] * 0.25;
            }
        }
        var method = new Averaged<>(new Momentum<Point>(1e-3, 0.9), 0.75);
        try (var training = new Training<>(ENGINE, rosenbrock(), method, START.model())) {
            for (int i = 0; i < 5; i++) {
                training.step(NOTHING);
            }
            var progress = training.progress();
            assertArrayEquals(average, progress.state().average().numbers());
            assertArrayEquals(
                    plain().momentum(START.model().numbers(), 1e-3, 0.9, 5),
                    progress.model().numbers());
        }
    }

    @Test
    void limitedMemoryTakesTheStepsOfPlainJava() {
        var expected = plain().lbfgs(START.model().numbers(), 5, 1e-10, 100);
        var minimum = new LBfgs<Point>(5).minimise(ENGINE, rosenbrock(), START, 1e-10, 100);
        assertArrayEquals(expected.at(), minimum.at().numbers());
        assertEquals(expected.steps(), minimum.steps());
        assertEquals(expected.evaluations(), minimum.evaluations());
        assertEquals(Minimum.End.STEEPNESS_REACHED, minimum.end());
        assertArrayEquals(new double[] {1, 1}, minimum.at().numbers(), 1e-10);
    }

    @Test
    void newtonFindsTheEndOfTheValley() {
        var minimum = new NewtonCg<Point>(10).minimise(ENGINE, rosenbrock(), START, 1e-10, 100);
        assertEquals(Minimum.End.STEEPNESS_REACHED, minimum.end());
        assertArrayEquals(new double[] {1, 1}, minimum.at().numbers(), 1e-10);
    }

    @Test
    void aMethodSaysWhyItEnded() {
        assertEquals(
                Minimum.End.STEPS_SPENT,
                new LBfgs<Point>(5).minimise(ENGINE, rosenbrock(), START, 0, 3).end());
        assertEquals(
                Minimum.End.NO_LOWER_POINT,
                new LBfgs<Point>(5)
                        .minimise(ENGINE, rosenbrock(), START, -1, 1000)
                        .end());
    }

    record Bowl(Tensor matrix, Tensor side) {}

    /// ½·xᵀ·A·x − bᵀ·x for a positive definite A is least where A·x = b.
    private static Fn<Fit<Tensor, Bowl>, Tensor> bowl(int n) {
        return Fn.trace("bowl", new Fit<>(f64(n), new Bowl(f64(n, n), f64(n))), fit -> {
            Tensor x = fit.model();
            return dot(x, fit.data().matrix().matmul(x))
                    .times(0.5)
                    .minus(dot(fit.data().side(), x));
        });
    }

    @Test
    void everyMethodFindsTheBottomOfABowl() {
        int n = 6;
        var random = new SplittableRandom(5);
        double[] factor = random.doubles(n * n, -1, 1).toArray();
        double[] x = random.doubles(n, -1, 1).toArray();
        double[] matrix = new double[n * n];
        double[] side = new double[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                for (int k = 0; k < n; k++) {
                    matrix[i * n + j] += factor[i * n + k] * factor[j * n + k];
                }
                matrix[i * n + j] += i == j ? 1 : 0;
                side[i] += matrix[i * n + j] * x[j];
            }
        }
        var data = new Bowl(Tensor.of(matrix, n, n), Tensor.of(side));
        var start = new Fit<>(Tensor.zeros(f64(n).type()), data);
        var quasi = new LBfgs<Tensor>(n).minimise(ENGINE, bowl(n), start, 1e-12, 200);
        assertArrayEquals(x, quasi.at().toDoubles(), 1e-11);
        // a quadratic function is solved by one direction, but for how exactly that is looked for
        var newton = new NewtonCg<Tensor>(2 * n).minimise(ENGINE, bowl(n), start, 1e-12, 20);
        assertArrayEquals(x, newton.at().toDoubles(), 1e-11);
        assertArrayEquals(x, descended(bowl(n), data, new Momentum<>(0.1, 0.8), 400), 1e-8);
        assertArrayEquals(x, descended(bowl(n), data, new Adam<>(0.05), 400), 1e-3);
    }

    private static <S> double[] descended(
            Fn<Fit<Tensor, Bowl>, Tensor> function, Bowl data, Optimiser<Tensor, S> optimiser, int steps) {
        Tensor start = Tensor.zeros(function.prototype().model().type());
        try (var training = new Training<>(ENGINE, function, optimiser, start)) {
            Bowl resident = ENGINE.upload(data);
            for (int i = 0; i < steps; i++) {
                training.step(resident);
            }
            return training.progress().model().toDoubles();
        }
    }

    /// Constants are rounded to the model's type, powers of Adam's factors are not.
    @Test
    void modelsOfSingleNumbersStaySingle() {
        Fn<Fit<Tensor, Tensor>, Tensor> f =
                Fn.trace("f", new Fit<>(f32(), f32()), fit -> square(fit.model().minus(fit.data())));
        try (var training = new Training<>(ENGINE, f, new Adam<>(0.1), Tensor.zeros(f32().type()))) {
            float x = 0;
            float m = 0;
            float v = 0;
            double first = 1;
            double second = 1;
            for (int i = 0; i < 20; i++) {
                training.step(Tensor.scalar(f32().dtype(), 3));
                float g = 2 * (x - 3);
                m = m * 0.9f + g * (float) (1 - 0.9);
                v = v * 0.999f + g * g * (float) (1 - 0.999);
                first *= 0.9;
                second *= 0.999;
                float root = (float) Math.sqrt(v / (float) (1 - second));
                x -= m / (float) (1 - first) * 0.1f / (root + 1e-8f);
            }
            assertArrayEquals(new float[] {x}, training.progress().model().toFloats());
        }
    }
}
