package dev.gradlane.cpu;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.softmax;
import static dev.gradlane.Ops.softplus;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Losses;
import dev.gradlane.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/// Losses and their gradients against the formulas, at the ends of the range too.
final class LossesTest {
    private static final double INF = Double.POSITIVE_INFINITY;

    /// The sum of the loss over its elements, and the gradient by the first operand.
    private record Outcome(double loss, double[] gradient) {}

    private static Outcome run(BinaryOperator<Tensor> loss, double[] x, double[] y) {
        var f = Fn.trace(
                        "loss",
                        List.of(f64(x.length), f64(x.length)),
                        in -> loss.apply(in.get(0), in.get(1)).sum())
                .valueAndGradient(in -> in.get(0));
        try (Engine engine = Engine.open("cpu")) {
            var result = engine.compile(f).run(List.of(Tensor.of(x), Tensor.of(y)));
            return new Outcome(result.value().item(), result.gradient().toDoubles());
        }
    }

    private static double[] values(UnaryOperator<Tensor> f, double... x) {
        try (Engine engine = Engine.open("cpu")) {
            return engine.compile(Fn.trace("f", f64(x.length), f))
                    .run(Tensor.of(x))
                    .toDoubles();
        }
    }

    @Test
    void meanOfSquares() {
        Outcome o = run(Losses::meanSquaredError, new double[] {1, 2, 4, 0}, new double[] {0, 2, 1, -INF});
        assertEquals(INF, o.loss);
        o = run(Losses::meanSquaredError, new double[] {1, 2, 4, 0}, new double[] {0, 2, 1, 0});
        assertEquals(2.5, o.loss);
        assertArrayEquals(new double[] {0.5, 0, 1.5, 0}, o.gradient);
    }

    @Test
    void huberIsASquareThatGoesOnStraight() {
        double[] e = {0, 0.5, -1.5, 1.5, 3, -1e300, INF};
        double[] zero = new double[e.length];
        for (int i = 0; i < e.length; i++) {
            Outcome o = run((p, t) -> Losses.huber(p, t, 1.5), new double[] {e[i]}, new double[] {0});
            double a = Math.abs(e[i]);
            assertEquals(a <= 1.5 ? a * a / 2 : 1.5 * (a - 0.75), o.loss);
        }
        Outcome o = run((p, t) -> Losses.huber(p, t, 1.5), e, zero);
        assertArrayEquals(new double[] {0, 0.5, -1.5, 1.5, 1.5, -1.5, 1.5}, o.gradient);
    }

    /// σ(z) − y, which for y = 1 is −σ(−z) to the last bit, however large z is.
    @Test
    void certainAnswersKeepTheirDigits() {
        double[] z = {40, 700, -40, -700, 3, INF, -INF, 0, -800};
        double[] y = {1, 1, 0, 0, 1, 1, 0, 1, 0};
        double[] mirrored = new double[z.length];
        for (int i = 0; i < z.length; i++) {
            mirrored[i] = y[i] == 1 ? -z[i] : z[i];
        }
        double[] gate = values(t -> sigmoid(t), mirrored);
        Outcome o = run(Losses::sigmoidCrossEntropy, z, y);
        for (int i = 0; i < z.length; i++) {
            assertEquals(y[i] == 1 ? -gate[i] : gate[i], o.gradient[i], 0, "z = " + z[i]);
        }
        double[] each = values(t -> softplus(t), mirrored);
        assertEquals(DoubleStream.of(each).sum(), o.loss, 1e-15);
    }

    @Test
    void wrongAnswersCostWhatTheyAreWorth() {
        Outcome o = run(Losses::sigmoidCrossEntropy, new double[] {1000, -1000}, new double[] {0, 1});
        assertEquals(2000, o.loss);
        assertArrayEquals(new double[] {1, -1}, o.gradient);
        o = run(Losses::sigmoidCrossEntropy, new double[] {INF}, new double[] {0});
        assertEquals(INF, o.loss);
        assertArrayEquals(new double[] {1}, o.gradient);
        o = run(Losses::sigmoidCrossEntropy, new double[] {0}, new double[] {0.25});
        assertArrayEquals(new double[] {0.25}, o.gradient);
    }

    @Test
    void softmaxLessTarget() {
        double[] z = {0.5, -1, 2, 1000, 3};
        double[] y = {0, 0.5, 0, 0.25, 0.25};
        Outcome o = run(Losses::softmaxCrossEntropy, z, y);
        double[] p = values(t -> softmax(t), z);
        for (int i = 0; i < z.length; i++) {
            assertEquals(p[i] - y[i], o.gradient[i], 2 * Math.ulp(1.0));
        }
        assertEquals(0.5 * 1001 + 0.25 * 997, o.loss);
    }

    /// A class of logit −∞ is ruled out: without a target it changes nothing.
    @Test
    void aClassThatIsRuledOutCostsNothing() {
        Outcome with = run(Losses::softmaxCrossEntropy, new double[] {-INF, 1, 2}, new double[] {0, 1, 0});
        Outcome without = run(Losses::softmaxCrossEntropy, new double[] {1, 2}, new double[] {1, 0});
        assertEquals(without.loss, with.loss);
        assertArrayEquals(new double[] {0, without.gradient[0], without.gradient[1]}, with.gradient);
    }

    /// The example of [Losses]: the gradient of the weights is the mean of (softmax − target) ⊗ x.
    @Test
    void weightsOfAClassifier() {
        double[] w = {0.5, -1, 2, 0.25, -0.5, 1.5};
        double[][] x = {{1, 2}, {-3, 0.5}, {0.25, -4}};
        double[][] y = {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};
        var loss = Fn.trace(
                "loss",
                List.of(f64(3, 2), f64(2), f64(3)),
                in -> Losses.softmaxCrossEntropy(in.get(0).matmul(in.get(1)), in.get(2)));
        var step = loss.batched(in -> List.of(in.get(1), in.get(2))).mean().valueAndGradient(in -> in.get(0));
        double[] flatX = Arrays.stream(x).flatMapToDouble(DoubleStream::of).toArray();
        double[] flatY = Arrays.stream(y).flatMapToDouble(DoubleStream::of).toArray();
        try (Engine engine = Engine.open("cpu")) {
            var result = engine.compile(step)
                    .run(List.of(Tensor.of(w, 3, 2), Tensor.of(flatX, 3, 2), Tensor.of(flatY, 3, 3)));
            double[] expected = new double[6];
            double cost = 0;
            for (int n = 0; n < 3; n++) {
                double[] e = new double[3];
                for (int i = 0; i < 3; i++) {
                    e[i] = Math.exp(w[2 * i] * x[n][0] + w[2 * i + 1] * x[n][1]);
                }
                double sum = DoubleStream.of(e).sum();
                for (int i = 0; i < 3; i++) {
                    cost -= y[n][i] * Math.log(e[i] / sum) / 3;
                    expected[2 * i] += (e[i] / sum - y[n][i]) * x[n][0] / 3;
                    expected[2 * i + 1] += (e[i] / sum - y[n][i]) * x[n][1] / 3;
                }
            }
            assertEquals(cost, result.value().item(), 1e-14);
            assertArrayEquals(expected, result.gradient().toDoubles(), 1e-15);
        }
    }
}
