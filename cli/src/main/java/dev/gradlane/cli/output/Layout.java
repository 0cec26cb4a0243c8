package dev.gradlane.cli.output;

import dev.gradlane.graph.DType;
import java.util.List;

/// What was asked for. The outputs of the graph are, in this order: the value, a gradient per name of
/// `wrt`, and per pair (a, b) of `hessian` names the derivative by b of the gradient by a.
///
/// @param function the expression
/// @param device token of the device that computed
public record Layout(String function, String device, DType dtype, List<String> wrt, List<String> hessian) {
    public Layout {
        wrt = List.copyOf(wrt);
        hessian = List.copyOf(hessian);
    }

    public int outputs() {
        return 1 + wrt.size() + hessian.size() * hessian.size();
    }

    public int gradient(int name) {
        return 1 + name;
    }

    public int hessian(int a, int b) {
        return 1 + wrt.size() + a * hessian.size() + b;
    }

    /// A column name per output: `value`, `d_x`, `d_x_y`.
    public List<String> labels() {
        List<String> labels = new java.util.ArrayList<>(List.of("value"));
        wrt.forEach(name -> labels.add("d_" + name));
        for (String a : hessian) {
            hessian.forEach(b -> labels.add("d_" + a + "_" + b));
        }
        return labels;
    }
}
