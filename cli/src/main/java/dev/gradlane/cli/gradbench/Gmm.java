package dev.gradlane.cli.gradbench;

import dev.gradlane.Tensor;
import dev.gradlane.examples.gradbench.GaussianMixture;
import dev.gradlane.examples.gradbench.GaussianMixture.In;
import dev.gradlane.examples.gradbench.GaussianMixture.Parameters;
import dev.gradlane.examples.gradbench.GaussianMixture.Wishart;
import tools.jackson.core.JsonGenerator;

/// The module `gmm`.
final class Gmm {
    private Gmm() {}

    static Job<?, ?, ?> objective(Input input) {
        In in = arguments(input);
        return Job.of(GaussianMixture.objective(in, prior(input)), in, Answer::scalar);
    }

    static Job<?, ?, ?> jacobian(Input input) {
        In in = arguments(input);
        return Job.of(GaussianMixture.objective(in, prior(input)).gradient(In::parameters), in, Gmm::write);
    }

    private static Wishart prior(Input input) {
        return new Wishart(input.field("gamma").number(), input.field("m").count(0));
    }

    private static In arguments(Input input) {
        int d = input.field("d").count(1);
        int k = input.field("k").count(1);
        var parameters = new Parameters(
                Tensor.of(input.field("alpha").vector(k)),
                input.field("mu").matrix(k, d).tensor(),
                input.field("q").matrix(k, d).tensor(),
                input.field("l").matrix(k, d * (d - 1) / 2).tensor());
        return new In(
                parameters,
                input.field("x").matrix(input.field("n").count(1), d).tensor());
    }

    private static void write(JsonGenerator json, Parameters gradient) {
        json.writeStartObject();
        json.writeName("alpha");
        Answer.vector(json, gradient.alpha());
        json.writeName("mu");
        Answer.matrix(json, gradient.mu());
        json.writeName("q");
        Answer.matrix(json, gradient.q());
        json.writeName("l");
        Answer.matrix(json, gradient.l());
        json.writeEndObject();
    }
}
