package dev.gradlane.cli.gradbench;

import dev.gradlane.examples.gradbench.CharacterLstm;
import dev.gradlane.examples.gradbench.CharacterLstm.In;
import dev.gradlane.examples.gradbench.CharacterLstm.Parameters;
import java.util.stream.DoubleStream;
import tools.jackson.core.JsonGenerator;

/// The module `lstm`.
final class Lstm {
    private Lstm() {}

    static Job<?, ?, ?> objective(Input input) {
        In in = arguments(input);
        return Job.of(CharacterLstm.objective(in), in, Answer::scalar);
    }

    static Job<?, ?, ?> jacobian(Input input) {
        In in = arguments(input);
        return Job.of(CharacterLstm.objective(in).gradient(In::parameters), in, Lstm::write);
    }

    private static In arguments(Input input) {
        Input.Matrix text = input.field("sequence").matrix();
        Input.Matrix state = input.field("state").matrix();
        int b = text.columns();
        return new In(
                new Parameters(
                        input.field("main_params").matrix(state.rows(), 4 * b).tensor(),
                        input.field("extra_params").matrix(3, b).tensor()),
                input.field("state").matrix(state.rows(), b).tensor(),
                text.tensor());
    }

    private static void write(JsonGenerator json, Parameters gradient) {
        double[] all = DoubleStream.concat(
                        DoubleStream.of(gradient.main().toDoubles()),
                        DoubleStream.of(gradient.extra().toDoubles()))
                .toArray();
        Answer.numbers(json, all);
    }
}
