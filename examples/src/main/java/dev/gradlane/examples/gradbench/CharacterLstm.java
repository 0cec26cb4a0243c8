package dev.gradlane.examples.gradbench;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.tanh;

import dev.gradlane.Fn;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import java.util.ArrayList;
import java.util.List;

/// GradBench `lstm`: the loss of a recurrent network that predicts the next character of a text, b bits each. Its
/// weight matrices are diagonal, a quirk of ADBench that the suite has kept.
public final class CharacterLstm {
    private CharacterLstm() {}

    /// What is differentiated, of `layers` layers.
    ///
    /// @param main `f64[2·layers, 4·b]`: weights and biases of each layer, for its gates forget, in, out and change
    /// @param extra `f64[3, b]`: weight of the input, weight and bias of the output
    public record Parameters(Tensor main, Tensor extra) {}

    /// @param state `f64[2·layers, b]`: hidden and cell of each layer at the beginning
    /// @param text `f64[characters, b]`
    public record In(Parameters parameters, Tensor state, Tensor text) {}

    record State(Tensor hidden, Tensor cell) {}

    /// x ↦ weight·x + bias.
    private record Gate(Tensor weight, Tensor bias) {
        Tensor of(Tensor x) {
            return x.times(weight).plus(bias);
        }
    }

    private record Layer(Gate forget, Gate in, Gate out, Gate change) {
        static Layer at(Tensor main, int row) {
            long b = main.size(1) / 4;
            List<Gate> gates = new ArrayList<>();
            for (long from = 0; from < 4 * b; from += b) {
                gates.add(new Gate(
                        main.get(row).slice(0, from, from + b),
                        main.get(row + 1).slice(0, from, from + b)));
            }
            return new Layer(gates.get(0), gates.get(1), gates.get(2), gates.get(3));
        }

        State next(State state, Tensor input) {
            Tensor kept = state.cell().times(sigmoid(forget.of(input)));
            Tensor added = sigmoid(in.of(state.hidden())).times(tanh(change.of(state.hidden())));
            Tensor cell = kept.plus(added);
            return new State(sigmoid(out.of(input)).times(tanh(cell)), cell);
        }
    }

    /// `-> f64[]`: the mean over all bits of all characters but the first.
    public static Fn<In, Tensor> objective(In spec) {
        long characters = spec.text().size(0);
        return Fn.trace("lstm", spec, in -> {
            Tensor extra = in.parameters().extra();
            Tensor inputs = in.text().slice(0, 0, characters - 1).times(extra.get(0));
            List<Layer> layers = new ArrayList<>();
            List<State> start = new ArrayList<>();
            for (int row = 0; row < in.state().size(0); row += 2) {
                layers.add(Layer.at(in.parameters().main(), row));
                start.add(new State(in.state().get(row), in.state().get(row + 1)));
            }
            Tensor outputs = scan(start, inputs, (states, input) -> step(layers, states, input))
                    .ys();
            Tensor predicted = outputs.times(extra.get(1)).plus(extra.get(2));
            Tensor norm = log(exp(predicted).sum(1).plus(2)).reshape(characters - 1, 1);
            Tensor actual = in.text().slice(0, 1, characters);
            return actual.times(norm.minus(predicted)).mean();
        });
    }

    /// Each layer's output is the input of the next; that of the last is kept.
    private static Scanned<List<State>, Tensor> step(List<Layer> layers, List<State> states, Tensor input) {
        List<State> next = new ArrayList<>();
        Tensor below = input;
        for (int i = 0; i < layers.size(); i++) {
            next.add(layers.get(i).next(states.get(i), below));
            below = next.getLast().hidden();
        }
        return new Scanned<>(next, below);
    }
}
