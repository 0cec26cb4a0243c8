package dev.gradlane.examples.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.examples.Digits;
import dev.gradlane.examples.learning.Classifier.Lesson;
import dev.gradlane.examples.optimise.Fit;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// The networks against the same networks in plain Java, and against themselves on other devices.
class ClassifierTest {
    private static final PrintStream NOWHERE = new PrintStream(OutputStream.nullOutputStream());
    private static final String THREADS = "gradlane.vector.threads";
    private static final Digits DIGITS = Digits.load();

    /// Logits by the weights, in the order of their tensors, and pixels.
    private interface Plain extends BiFunction<List<double[]>, double[], double[]> {}

    @Test
    void thePerceptronHasTheLossAndSlopeOfPlainJava() {
        assertSlope(Perceptron.network(), (w, pixels) -> {
            double[] hidden = relu(dense(w.get(0), w.get(1), pixels));
            return dense(w.get(2), w.get(3), hidden);
        });
    }

    @Test
    void theConvolutionalNetworkHasTheLossAndSlopeOfPlainJava() {
        assertSlope(ConvolutionalNetwork.network(), (w, pixels) -> {
            double[] first = pooled(8, relu(convolved(8, w.get(0), w.get(1), pixels)));
            double[] second = pooled(4, relu(convolved(4, w.get(2), w.get(3), first)));
            return dense(w.get(4), w.get(5), second);
        });
    }

    private static <M> void assertSlope(Classifier<M> network, Plain plain) {
        try (var engine = Engine.open("cpu")) {
            M model = network.start(engine, 7);
            Lesson lesson = Classifier.lessons(DIGITS, 3).getLast();
            var both = engine.compile(
                            network.loss(model).batched(Fit::data).mean().valueAndGradient(Fit::model))
                    .run(new Fit<>(model, lesson));
            double[] seen = engine.compile(Fn.trace("blurred", Classifier.LESSON, Classifier::blurred)
                            .batched())
                    .run(lesson)
                    .toDoubles();
            long[] digit = lesson.image().digit().toLongs();
            List<double[]> weights = doubles(model);
            List<double[]> gradient = doubles(both.gradient());
            assertEquals(loss(plain, weights, seen, digit), both.value().item(), 1e-6);

            var random = new SplittableRandom(11);
            List<double[]> direction = weights.stream()
                    .map(w -> random.doubles(w.length, -1, 1).toArray())
                    .toList();
            double slope = 0;
            double size = 0;
            for (int i = 0; i < direction.size(); i++) {
                for (int j = 0; j < direction.get(i).length; j++) {
                    slope += gradient.get(i)[j] * direction.get(i)[j];
                    size += Math.abs(gradient.get(i)[j] * direction.get(i)[j]);
                }
            }
            double h = 1e-6;
            double ahead = loss(plain, moved(weights, direction, h), seen, digit);
            double behind = loss(plain, moved(weights, direction, -h), seen, digit);
            assertEquals((ahead - behind) / (2 * h), slope, 1e-6 * size);
        }
    }

    private static List<double[]> doubles(Object model) {
        return Tree.leaves(model).stream().map(Tensor::toDoubles).toList();
    }

    private static List<double[]> moved(List<double[]> from, List<double[]> direction, double distance) {
        List<double[]> to = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            double[] moved = from.get(i).clone();
            for (int j = 0; j < moved.length; j++) {
                moved[j] += distance * direction.get(i)[j];
            }
            to.add(moved);
        }
        return to;
    }

    private static double loss(Plain network, List<double[]> weights, double[] seen, long[] digit) {
        double loss = 0;
        for (int i = 0; i < digit.length; i++) {
            double[] pixels = Arrays.copyOfRange(seen, i * Digits.PIXELS, (i + 1) * Digits.PIXELS);
            double[] logits = network.apply(weights, pixels);
            double sum = Arrays.stream(logits).map(Math::exp).sum();
            loss += (Math.log(sum) - logits[(int) digit[i]]) / digit.length;
        }
        return loss;
    }

    private static double[] dense(double[] weights, double[] bias, double[] x) {
        double[] y = bias.clone();
        for (int i = 0; i < y.length; i++) {
            for (int j = 0; j < x.length; j++) {
                y[i] += weights[i * x.length + j] * x[j];
            }
        }
        return y;
    }

    private static double[] relu(double[] x) {
        return Arrays.stream(x).map(v -> Math.max(v, 0)).toArray();
    }

    /// Windows of 3×3 around every pixel, of 0 beyond the edge; channels last.
    private static double[] convolved(int n, double[] kernel, double[] bias, double[] x) {
        int in = x.length / (n * n);
        int out = bias.length;
        double[] y = new double[n * n * out];
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < n; column++) {
                for (int d = 0; d < out; d++) {
                    double sum = bias[d];
                    for (int i = 0; i < 3; i++) {
                        for (int j = 0; j < 3; j++) {
                            int r = row + i - 1;
                            int c = column + j - 1;
                            for (int k = 0; k < in && r >= 0 && r < n && c >= 0 && c < n; k++) {
                                sum += x[(r * n + c) * in + k] * kernel[((i * 3 + j) * in + k) * out + d];
                            }
                        }
                    }
                    y[(row * n + column) * out + d] = sum;
                }
            }
        }
        return y;
    }

    /// The largest of each 2×2.
    private static double[] pooled(int n, double[] x) {
        int channels = x.length / (n * n);
        double[] y = new double[x.length / 4];
        for (int row = 0; row < n / 2; row++) {
            for (int column = 0; column < n / 2; column++) {
                for (int c = 0; c < channels; c++) {
                    int at = (2 * row * n + 2 * column) * channels + c;
                    double top = Math.max(x[at], x[at + channels]);
                    double bottom = Math.max(x[at + n * channels], x[at + (n + 1) * channels]);
                    y[(row * n / 2 + column) * channels + c] = Math.max(top, bottom);
                }
            }
        }
        return y;
    }

    /// Loss and weights of a few steps, and everything that decides them: start, order, noise, gradients, Adam.
    @Test
    void trainingHasTheSameBitsOnEveryDevice() {
        List<Classifier<?>> networks = List.of(Perceptron.network(), ConvolutionalNetwork.network());
        for (Classifier<?> network : networks) {
            String expected = trained("cpu", network);
            assertEquals(expected, withThreads(1, () -> trained("vector", network)));
            assertEquals(expected, withThreads(2, () -> trained("vector", network)));
        }
    }

    private static String trained(String device, Classifier<?> network) {
        try (var engine = Engine.open(device)) {
            return steps(engine, network, 2);
        }
    }

    private static <M> String steps(Engine engine, Classifier<M> network, int steps) {
        try (var training = network.training(engine)) {
            List<Double> losses = new ArrayList<>();
            for (Lesson lesson : Classifier.lessons(DIGITS, 0).subList(0, steps)) {
                losses.add(training.step(lesson));
            }
            return losses + " " + Tree.digest(training.progress());
        }
    }

    private static String withThreads(int threads, Supplier<String> run) {
        System.setProperty(THREADS, Integer.toString(threads));
        try {
            return run.get();
        } finally {
            System.clearProperty(THREADS);
        }
    }

    @Test
    void thePerceptronReadsDigits() {
        try (var engine = Engine.open("vector")) {
            double right = Perceptron.network().train(engine, DIGITS, 9, NOWHERE);
            assertTrue(right >= 0.97, "it reads " + right);
        }
    }
}
