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

    record Layer(Tensor hidden, Tensor cell) {}

    /// `-> f64[]`: the mean over all bits of all characters but the first.
    public static Fn<In, Tensor> objective(In spec) {
        long characters = spec.text().size(0);
        return Fn.trace("lstm", spec, in -> {
            Tensor extra = in.parameters().extra();
            Tensor inputs = in.text().slice(0, 0, characters - 1).times(extra.get(0));
            List<Layer> start = new ArrayList<>();
            for (long row = 0; row < in.state().size(0); row += 2) {
                start.add(new Layer(in.state().get(row), in.state().get(row + 1)));
            }
            Tensor outputs = scan(start, inputs, (state, input) -> {
                        List<Layer> next = step(in.parameters().main(), state, input);
                        return new Scanned<>(next, next.getLast().hidden());
                    })
                    .ys();
            Tensor predicted = outputs.times(extra.get(1)).plus(extra.get(2));
            Tensor norm = log(exp(predicted).sum(1).plus(2)).reshape(characters - 1, 1);
            Tensor actual = in.text().slice(0, 1, characters);
            return actual.times(norm.minus(predicted)).mean();
        });
    }

    private static List<Layer> step(Tensor main, List<Layer> state, Tensor input) {
        List<Layer> next = new ArrayList<>();
        for (Layer layer : state) {
            int row = 2 * next.size();
            Tensor below = next.isEmpty() ? input : next.getLast().hidden();
            Tensor forget = sigmoid(gate(main, row, 0, below));
            Tensor ingate = sigmoid(gate(main, row, 1, layer.hidden()));
            Tensor outgate = sigmoid(gate(main, row, 2, below));
            Tensor change = tanh(gate(main, row, 3, layer.hidden()));
            Tensor cell = layer.cell().times(forget).plus(ingate.times(change));
            next.add(new Layer(outgate.times(tanh(cell)), cell));
        }
        return next;
    }

    private static Tensor gate(Tensor main, int row, int gate, Tensor x) {
        long b = x.size(0);
        long from = gate * b;
        return x.times(main.get(row).slice(0, from, from + b))
                .plus(main.get(row + 1).slice(0, from, from + b));
    }
}
