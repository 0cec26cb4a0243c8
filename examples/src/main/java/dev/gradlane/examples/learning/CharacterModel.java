package dev.gradlane.examples.learning;

import static dev.gradlane.Indexing.argmax;
import static dev.gradlane.Indexing.take;
import static dev.gradlane.Losses.softmaxCrossEntropy;
import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.oneHot;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.graph.DType.F64;
import static dev.gradlane.graph.DType.I32;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.examples.optimise.Adam;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.Training;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/// A recurrent network that learns a sonnet by heart, character by character: long short-term memory, in a loop over
/// the
/// text.
///
/// Source: Hochreiter and Schmidhuber, "Long short-term memory", 1997, with the forget gate of Gers, Schmidhuber and
/// Cummins, "Learning to forget", 2000.
public final class CharacterModel {
    private static final int HIDDEN = 48;
    private static final int PASSAGE = 40;
    private static final double RATE = 0.01;
    private static final long KEY = 3;

    private CharacterModel() {}

    /// @param input `f64[characters, 4·hidden]`: what a character adds to the gates in, forget, out and to the change
    /// @param recurrent `f64[4·hidden, hidden]`: what the state adds to them
    /// @param bias `f64[4·hidden]`
    /// @param output `f64[characters, hidden]`
    /// @param outputBias `f64[characters]`
    public record Weights(Tensor input, Tensor recurrent, Tensor bias, Tensor output, Tensor outputBias) {}

    /// @param hidden `f64[hidden]`, what the network shows
    /// @param cell `f64[hidden]`, what it remembers
    private record State(Tensor hidden, Tensor cell) {}

    private static State blank() {
        return new State(constant(F64, 0, HIDDEN), constant(F64, 0, HIDDEN));
    }

    private static State read(Weights w, State state, Tensor character) {
        Tensor gates = take(w.input(), 0, character)
                .plus(w.recurrent().matmul(state.hidden()))
                .plus(w.bias());
        Tensor in = sigmoid(gate(gates, 0));
        Tensor forget = sigmoid(gate(gates, 1));
        Tensor out = sigmoid(gate(gates, 2));
        Tensor change = tanh(gate(gates, 3));
        Tensor cell = forget.times(state.cell()).plus(in.times(change));
        return new State(out.times(tanh(cell)), cell);
    }

    static Tensor passages() {
        return Sonnet.passages(PASSAGE);
    }

    private static Tensor gate(Tensor gates, int number) {
        return gates.slice(0, number * HIDDEN, (number + 1) * HIDDEN);
    }

    private static Tensor logits(Weights w, Tensor hidden) {
        return w.output().matmul(hidden).plus(w.outputBias());
    }

    /// The mean cross entropy of each character of a passage given those before it.
    public static Fn<Fit<Weights, Tensor>, Tensor> loss(Weights types) {
        int characters = (int) types.output().size(0);
        return Fn.trace("loss", new Fit<>(types, i32(PASSAGE + 1)), fit -> {
            Weights w = fit.model();
            Tensor seen = fit.data().slice(0, 0, PASSAGE);
            Tensor next = fit.data().slice(0, 1, PASSAGE + 1);
            Tensor logits = scan(blank(), seen, (state, character) -> {
                        State after = read(w, state, character);
                        return new Scanned<>(after, logits(w, after.hidden()));
                    })
                    .ys();
            return softmaxCrossEntropy(logits, oneHot(next, characters, F64)).mean();
        });
    }

    /// The likeliest continuation of a character: `i32[length]`.
    public static Fn<Fit<Weights, Tensor>, Tensor> recite(Weights types, int length) {
        record Reading(State state, Tensor character) {}
        return Fn.trace(
                "recite",
                new Fit<>(types, i32()),
                fit -> scan(new Reading(blank(), fit.data()), iota(I32, length), (reading, _) -> {
                            State state = read(fit.model(), reading.state(), reading.character());
                            Tensor next = argmax(logits(fit.model(), state.hidden()), 0)
                                    .to(I32);
                            return new Scanned<>(new Reading(state, next), next);
                        })
                        .ys());
    }

    /// Weights to begin with; the forget gate is open.
    public static Fn<List<Tensor>, Weights> start() {
        long characters = Sonnet.ALPHABET.length();
        return Fn.trace("start", List.of(), _ -> {
            Random random = Random.key(KEY);
            double scale = 1 / Math.sqrt(HIDDEN);
            Tensor open =
                    concatenate(0, constant(F64, 0, HIDDEN), constant(F64, 1, HIDDEN), constant(F64, 0, 2 * HIDDEN));
            return new Weights(
                    random.stream(0).normal(F64, characters, 4 * HIDDEN).times(scale),
                    random.stream(1).normal(F64, 4 * HIDDEN, HIDDEN).times(scale),
                    open,
                    random.stream(2).normal(F64, characters, HIDDEN).times(scale),
                    constant(F64, 0, characters));
        });
    }

    /// The network before it has learned anything.
    static Training<Weights, Adam.Moments<Weights>, Tensor> training(Engine engine) {
        try (var start = engine.compile(start())) {
            Weights weights = start.run(List.of());
            return new Training<>(engine, loss(weights).batched(Fit::data).mean(), new Adam<>(RATE), weights);
        }
    }

    /// @param epochs how often the sonnet is read
    public static void run(Engine engine, int epochs, PrintStream out) {
        Tensor passages = passages();
        try (var training = training(engine);
                var recite = engine.compile(recite(training.progress().model(), PASSAGE))) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                long before = System.nanoTime();
                double loss = training.step(passages);
                double seconds = (System.nanoTime() - before) * 1e-9;
                if (epoch % 10 == 0 || epoch == epochs - 1) {
                    out.printf(Locale.ROOT, "epoch %3d: perplexity %.3f, %.3f s%n", epoch, Math.exp(loss), seconds);
                }
            }
            Tensor first = Tensor.scalar(I32, Sonnet.number('s'));
            int[] recited =
                    recite.run(new Fit<>(training.progress().model(), first)).toInts();
            out.println("s" + Sonnet.text(recited));
        }
    }
}
