package dev.gradlane.examples.learning;

import static dev.gradlane.Indexing.argmax;
import static dev.gradlane.Losses.softmaxCrossEntropy;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.i32;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.oneHot;
import static dev.gradlane.graph.DType.F32;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.examples.Digits;
import dev.gradlane.examples.Digits.Image;
import dev.gradlane.examples.optimise.Adam;
import dev.gradlane.examples.optimise.Averaged;
import dev.gradlane.examples.optimise.Fit;
import dev.gradlane.examples.optimise.Training;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A network that reads digits, whatever it is made of.
///
/// @param start the weights to begin with
/// @param logits of the ten digits for an image: `f32[64] → f32[10]`
public record Classifier<M>(Function<Random, M> start, BiFunction<M, Tensor, Tensor> logits) {
    private static final int BATCH = 32;
    private static final double RATE = 2e-3;
    private static final double KEEP = 0.995;
    private static final double NOISE = 0.2;
    private static final long START_KEY = 1;
    private static final long NOISE_KEY = 2;

    static final Lesson LESSON = new Lesson(new Image(f32(Digits.PIXELS), i32()), i64());

    /// The weights to begin with.
    public M start(Engine engine, long seed) {
        try (var compiled = engine.compile(Fn.trace("start", List.of(), _ -> start.apply(Random.key(seed))))) {
            return compiled.run(List.of());
        }
    }

    /// An image to learn from.
    ///
    /// @param number of the lesson, `i64[…]`: other noise in each
    public record Lesson(Image image, Tensor number) {}

    /// The cross entropy of one image, blurred by noise, which keeps the network from learning images by heart.
    public Fn<Fit<M, Lesson>, Tensor> loss(M model) {
        return Fn.trace("loss", new Fit<>(model, LESSON), fit -> {
            Tensor label = oneHot(fit.data().image().digit(), Digits.CLASSES, F32);
            return softmaxCrossEntropy(logits.apply(fit.model(), blurred(fit.data())), label);
        });
    }

    static Tensor blurred(Lesson lesson) {
        Random random = Random.key(NOISE_KEY).sample(lesson.number());
        return lesson.image().pixels().plus(random.normal(F32, Digits.PIXELS).times(NOISE));
    }

    /// The digit that the network takes an image for.
    public Fn<Fit<M, Tensor>, Tensor> answer(M model) {
        return Fn.trace(
                "answer",
                new Fit<>(model, f32(Digits.PIXELS)),
                fit -> argmax(logits.apply(fit.model(), fit.data()), 0));
    }

    /// The network before it has learned anything.
    Training<M, Averaged.State<M, Adam.Moments<M>>, Lesson> training(Engine engine) {
        M begin = start(engine, START_KEY);
        Fn<Fit<M, Lesson>, Tensor> loss = loss(begin).batched(Fit::data).mean();
        return new Training<>(engine, loss, new Averaged<>(new Adam<>(RATE), KEEP), begin);
    }

    /// Learns by Adam, judges the average of the weights, and reports after each epoch, that is, when all images have
    /// been seen once more.
    ///
    /// @return the part of the held out images that it reads right in the end
    public double train(Engine engine, Digits digits, int epochs, PrintStream out) {
        double right = 0;
        try (var training = training(engine);
                var answer = engine.compile(answer(training.progress().model()).batched(Fit::data))) {
            for (int epoch = 0; epoch < epochs; epoch++) {
                long before = System.nanoTime();
                double last = 0;
                for (Lesson lesson : lessons(digits, epoch)) {
                    last = training.step(lesson);
                }
                double seconds = (System.nanoTime() - before) * 1e-9;
                right = right(answer, training.progress().state().average(), digits.heldOut());
                out.printf(
                        Locale.ROOT,
                        "epoch %2d: loss %.4f, %.2f %% right, %.3f s%n",
                        epoch + 1,
                        last,
                        100 * right,
                        seconds);
            }
            out.println("weights " + Tree.digest(training.progress().state().average()));
        }
        return right;
    }

    /// What is learned in an epoch: all images once, in an order of its own, in batches.
    static List<Lesson> lessons(Digits digits, int epoch) {
        List<Lesson> lessons = new ArrayList<>();
        int number = 0;
        for (Image batch : digits.batches(BATCH, new SplittableRandom(epoch))) {
            int count = (int) batch.digit().shape().size();
            lessons.add(new Lesson(batch, Random.samples(((long) epoch << 32) + number, count)));
            number += count;
        }
        return lessons;
    }

    private static <M> double right(Compiled<Fit<M, Tensor>, Tensor> answer, M model, Image images) {
        long[] answers = answer.run(new Fit<>(model, images.pixels())).toLongs();
        long[] digits = images.digit().toLongs();
        long right = IntStream.range(0, digits.length)
                .filter(i -> answers[i] == digits[i])
                .count();
        return (double) right / digits.length;
    }
}
