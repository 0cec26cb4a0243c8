package dev.gradlane.examples.learning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Direction;
import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.examples.learning.CharacterModel.Weights;
import dev.gradlane.examples.optimise.Fit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Against the same network in plain Java: its loss, its slope by differences; and against forward mode.
class CharacterModelTest {
    private static final Engine ENGINE = Engine.open("cpu");
    private static final Tensor PASSAGES = CharacterModel.passages();

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /// The mean cross entropy over all passages; weights in the order of their tensors.
    private static double loss(List<double[]> w, Tensor passages) {
        int[] text = passages.toInts();
        int length = (int) passages.size(1);
        int characters = w.get(4).length;
        int hidden = w.get(3).length / characters;
        double loss = 0;
        for (int start = 0; start < text.length; start += length) {
            double[] h = new double[hidden];
            double[] c = new double[hidden];
            for (int at = start; at < start + length - 1; at++) {
                double[] shown = new double[hidden];
                for (int unit = 0; unit < hidden; unit++) {
                    double[] gate = new double[4];
                    for (int g = 0; g < 4; g++) {
                        int row = g * hidden + unit;
                        gate[g] = w.get(0)[text[at] * 4 * hidden + row] + w.get(2)[row];
                        for (int j = 0; j < hidden; j++) {
                            gate[g] += w.get(1)[row * hidden + j] * h[j];
                        }
                    }
                    c[unit] = sigmoid(gate[1]) * c[unit] + sigmoid(gate[0]) * Math.tanh(gate[3]);
                    shown[unit] = sigmoid(gate[2]) * Math.tanh(c[unit]);
                }
                h = shown;
                double sum = 0;
                double next = 0;
                for (int k = 0; k < characters; k++) {
                    double logit = w.get(4)[k];
                    for (int j = 0; j < hidden; j++) {
                        logit += w.get(3)[k * hidden + j] * h[j];
                    }
                    sum += Math.exp(logit);
                    next = k == text[at + 1] ? logit : next;
                }
                loss += Math.log(sum) - next;
            }
        }
        return loss / (text.length / length * (length - 1));
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

    @Test
    void lossAndSlopeAreThoseOfPlainJavaAndOfForwardMode() {
        Weights weights = ENGINE.compile(CharacterModel.start()).run(List.of());
        var loss = CharacterModel.loss(weights).batched(Fit::data).mean();
        var random = new SplittableRandom(6);
        Weights direction = Tree.map(weights, w -> {
            double[] along = random.doubles(w.shape().size(), -1, 1).toArray();
            return Tensor.of(MemorySegment.ofArray(along), w.type());
        });
        Fit<Weights, Tensor> fit = new Fit<>(weights, PASSAGES);
        try (var reverse = ENGINE.compile(loss.valueAndGradient(Fit::model));
                var forward = ENGINE.compile(loss.jvp(Fit::model))) {
            var both = reverse.run(fit);
            var dual = forward.run(new Direction<>(fit, direction));
            List<double[]> at =
                    Tree.leaves(weights).stream().map(Tensor::toDoubles).toList();
            List<double[]> along =
                    Tree.leaves(direction).stream().map(Tensor::toDoubles).toList();
            List<double[]> gradient =
                    Tree.leaves(both.gradient()).stream().map(Tensor::toDoubles).toList();
            assertEquals(loss(at, PASSAGES), both.value().item(), 1e-13);
            assertEquals(both.value().item(), dual.primal().item());

            double slope = 0;
            double size = 0;
            for (int i = 0; i < along.size(); i++) {
                for (int j = 0; j < along.get(i).length; j++) {
                    slope += gradient.get(i)[j] * along.get(i)[j];
                    size += Math.abs(gradient.get(i)[j] * along.get(i)[j]);
                }
            }
            assertEquals(dual.tangent().item(), slope, 1e-13 * size);
            double h = 1e-5;
            double difference = loss(moved(at, along, h), PASSAGES) - loss(moved(at, along, -h), PASSAGES);
            assertEquals(difference / (2 * h), slope, 1e-8 * size);
        }
    }

    /// Perplexity falls from that of guessing among 31 characters; the first steps have the same bits on two devices.
    @Test
    void learnsAndLearnsTheSameOnTwoDevices() {
        try (var vector = Engine.open("vector");
                var here = CharacterModel.training(ENGINE);
                var there = CharacterModel.training(vector)) {
            double perplexity = Math.exp(here.step(PASSAGES));
            assertTrue(perplexity > 30, "it is " + perplexity);
            assertEquals(perplexity, Math.exp(there.step(PASSAGES)));
            assertEquals(here.step(PASSAGES), there.step(PASSAGES));
            assertEquals(Tree.digest(here.progress()), Tree.digest(there.progress()));
            for (int epoch = 2; epoch <= 40; epoch++) {
                perplexity = Math.exp(here.step(PASSAGES));
            }
            assertTrue(perplexity < 9.5, "it is " + perplexity);
        }
    }
}
