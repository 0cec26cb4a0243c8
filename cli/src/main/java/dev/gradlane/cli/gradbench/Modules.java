package dev.gradlane.cli.gradbench;

import static dev.gradlane.Ops.f64;

import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.Tensor;
import dev.gradlane.examples.gradbench.KMeans;
import dev.gradlane.examples.gradbench.LogSumExp;
import dev.gradlane.examples.gradbench.OdeSolution;
import dev.gradlane.examples.gradbench.PolynomialFit;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/// The modules of the suite that are served, with their functions.
final class Modules {
    private static final Map<String, Map<String, Function<Input, Job<?, ?, ?>>>> ALL = new TreeMap<>(Map.of(
            "hello", Map.of("square", Modules::square, "double", Modules::twice),
            "lse", Map.of("primal", Modules::lse, "gradient", Modules::lseGradient),
            "llsq", Map.of("primal", Modules::llsq, "gradient", Modules::llsqGradient),
            "kmeans", Map.of("cost", Modules::kmeansCost, "dir", Modules::kmeansDirection),
            "ode", Map.of("primal", Modules::ode, "gradient", Modules::odeGradient),
            "gmm", Map.of("objective", Gmm::objective, "jacobian", Gmm::jacobian),
            "ba", Map.of("objective", Ba::objective, "jacobian", Ba::jacobian),
            "lstm", Map.of("objective", Lstm::objective, "jacobian", Lstm::jacobian)));

    private Modules() {}

    /// @throws ProtocolException if there is none of that name
    static Map<String, Function<Input, Job<?, ?, ?>>> named(String module) {
        return found("module", module, ALL);
    }

    static Function<Input, Job<?, ?, ?>> function(String module, String function) {
        return found("function of " + module, function, named(module));
    }

    private static <T> T found(String what, String name, Map<String, T> all) {
        if (!all.containsKey(name)) {
            throw new ProtocolException("no " + what + " is called '" + name + "'; there are "
                    + String.join(", ", new TreeMap<>(all).keySet()));
        }
        return all.get(name);
    }

    private static final Fn<Tensor, Tensor> SQUARE = Fn.trace("square", f64(), Ops::square);

    private static Job<?, ?, ?> square(Input input) {
        return Job.of(SQUARE, Tensor.of(input.number()), Answer::scalar);
    }

    private static Job<?, ?, ?> twice(Input input) {
        return Job.of(SQUARE.gradient(), Tensor.of(input.number()), Answer::scalar);
    }

    private static Job<?, ?, ?> lse(Input input) {
        double[] x = input.field("x").vector();
        return Job.of(LogSumExp.primal(x.length), Tensor.of(x), Answer::scalar);
    }

    private static Job<?, ?, ?> lseGradient(Input input) {
        double[] x = input.field("x").vector();
        return Job.of(LogSumExp.primal(x.length).gradient(), Tensor.of(x), Answer::vector);
    }

    private static Job<?, ?, ?> llsq(Input input) {
        double[] x = input.field("x").vector();
        return Job.of(fit(input, x), Tensor.of(x), Answer::scalar);
    }

    private static Job<?, ?, ?> llsqGradient(Input input) {
        double[] x = input.field("x").vector();
        return Job.of(fit(input, x).gradient(), Tensor.of(x), Answer::vector);
    }

    private static Fn<Tensor, Tensor> fit(Input input, double[] x) {
        return PolynomialFit.primal(input.field("n").count(0), x.length);
    }

    private static Job<?, ?, ?> kmeansCost(Input input) {
        KMeans.In in = clusters(input);
        return Job.of(KMeans.cost(in), in, Answer::scalar);
    }

    private static Job<?, ?, ?> kmeansDirection(Input input) {
        KMeans.In in = clusters(input);
        return Job.of(KMeans.direction(in), in, Answer::matrix);
    }

    private static KMeans.In clusters(Input input) {
        Input.Matrix points = input.field("points").matrix();
        Input centroids = input.field("centroids");
        return new KMeans.In(
                points.tensor(),
                centroids.matrix(centroids.matrix().rows(), points.columns()).tensor());
    }

    private static Job<?, ?, ?> ode(Input input) {
        double[] x = input.field("x").vector();
        return Job.of(OdeSolution.primal(x.length, steps(input)), Tensor.of(x), Answer::vector);
    }

    private static Job<?, ?, ?> odeGradient(Input input) {
        double[] x = input.field("x").vector();
        return Job.of(OdeSolution.last(x.length, steps(input)).gradient(), Tensor.of(x), Answer::vector);
    }

    private static int steps(Input input) {
        return input.field("s").count(1);
    }
}
