package dev.gradlane.examples.learning;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.min;
import static dev.gradlane.Ops.reciprocal;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import dev.gradlane.examples.BreastCancer;
import dev.gradlane.examples.LogisticRegression;
import dev.gradlane.examples.LogisticRegression.In;
import dev.gradlane.examples.LogisticRegression.Model;
import dev.gradlane.examples.LogisticRegression.Sample;
import dev.gradlane.examples.optimise.Vectors;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Logistic regression that does not tell who took part: the gradient of every sample is clipped to a norm of 1, and
/// the
/// sum of all gets normal noise, larger than what any one of them can add.
///
/// Source: Abadi, Chu, Goodfellow, McMahan, Mironov, Talwar and Zhang, "Deep learning with differential privacy", 2016,
/// with all samples in every step. What is told is bounded by zero-concentrated privacy: Bun and Steinke, "Concentrated
/// differential privacy", 2016. How many samples there are, and the means and deviations by which they were
/// standardised,
/// count as known.
public final class PrivateTraining {
    private static final int FEATURES = BreastCancer.FEATURES;
    private static final double RATE = 1;
    private static final double DEVIATION = 20;
    private static final double DELTA = 1e-5;
    private static final long KEY = 5;

    private PrivateTraining() {}

    /// @param gradient of one sample, scaled to a norm of at most 1
    /// @param norm of the gradient before
    public record Clipped(Model gradient, Tensor norm) {}

    /// Of one sample; batched, of every sample.
    public static Fn<In, Clipped> clipped() {
        Fn<In, Model> gradient = LogisticRegression.loss(FEATURES).gradient(In::model);
        return Fn.trace("clipped", gradient.prototype(), in -> {
            Model g = gradient.apply(in);
            Tensor norm = sqrt(Vectors.inner(g, g));
            Tensor factor = min(constant(F64, 1), reciprocal(norm));
            return new Clipped(Vectors.times(factor, g), norm);
        });
    }

    /// @param number of the step: other noise in each
    public record Step(Model model, Sample samples, Tensor number) {}

    /// A step of descent by the clipped gradients of all samples and noise.
    ///
    /// @param types the types of all samples
    public static Fn<Step, Model> step(Sample types) {
        Fn<In, Clipped> sum = clipped().batched(In::sample).sum();
        double count = types.label().size(0);
        return Fn.trace("step", new Step(sum.prototype().model(), types, i64()), in -> {
            Model total = sum.apply(new In(in.model(), in.samples())).gradient();
            Model noisy = withNoise(total, Random.key(KEY).sample(in.number()));
            return Tree.map(in.model(), noisy, (w, g) -> w.minus(g.times(RATE / count)));
        });
    }

    private static Model withNoise(Model total, Random random) {
        List<Tensor> noisy = new ArrayList<>();
        for (Tensor part : Tree.leaves(total)) {
            Tensor noise = random.stream(noisy.size()).normal(part.type());
            noisy.add(part.plus(noise.times(DEVIATION)));
        }
        return Tree.of(total, noisy);
    }

    /// ε of (ε, δ) after so many steps: ρ + 2·√(ρ·log(1/δ)) with ρ = steps / (2·deviation²).
    public static double epsilon(int steps) {
        double rho = steps / (2 * DEVIATION * DEVIATION);
        return rho + 2 * Math.sqrt(rho * StrictMath.log(1 / DELTA));
    }

    /// @param steps more tell more
    public static void run(Engine engine, int steps, PrintStream out) {
        Sample samples = BreastCancer.load();
        try (var clipped = engine.compile(clipped().batched(In::sample));
                var step = engine.compile(step(samples));
                var right =
                        engine.compile(LogisticFit.isRight().batched(In::sample).sum())) {
            Model model = new Model(Tensor.zeros(f64(FEATURES).type()), Tensor.of(0.0));
            for (int i = 0; i < steps; i++) {
                if (i % 10 == 0) {
                    double[] norms = clipped.run(new In(model, samples)).norm().toDoubles();
                    Arrays.sort(norms);
                    long large = Arrays.stream(norms).filter(norm -> norm > 1).count();
                    out.printf(
                            Locale.ROOT,
                            "step %2d: norms up to %.2f, half below %.4f, %d clipped%n",
                            i,
                            norms[norms.length - 1],
                            norms[norms.length / 2],
                            large);
                }
                model = step.run(new Step(model, samples, Tensor.scalar(DType.I64, i)));
            }
            out.printf(
                    Locale.ROOT,
                    "%.0f of %d samples on their side; epsilon %.2f at delta %.0e%n",
                    right.run(new In(model, samples)).item(),
                    samples.label().size(0),
                    epsilon(steps),
                    DELTA);
        }
    }
}
