package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.reciprocal;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// The two circuits of the tutorial on backpropagation that Gradlane grew from.
public final class Circuits {
    private Circuits() {}

    /// Three numbers.
    public record Point(Tensor x, Tensor y, Tensor z) {}

    /// (x + y)·z; at (−2, 5, −4) the gradient is (−4, −4, 3).
    public static Fn<Point, Tensor> product() {
        return Fn.trace(
                "product",
                new Point(f64(), f64(), f64()),
                p -> p.x().plus(p.y()).times(p.z()));
    }

    /// Weights and inputs of a neuron with two inputs and a bias.
    public record Neuron(Tensor w0, Tensor x0, Tensor w1, Tensor x1, Tensor w2) {}

    /// 1/(1 + exp(−(w0·x0 + w1·x1 + w2))), from the tutorial's blocks.
    public static Fn<Neuron, Tensor> neuron() {
        return neuron(f64());
    }

    /// The same neuron for numbers of another type.
    ///
    /// @param number `f32()` or `f64()`
    public static Fn<Neuron, Tensor> neuron(Tensor number) {
        return Fn.trace("neuron", new Neuron(number, number, number, number, number), Circuits::fire);
    }

    private static Tensor fire(Neuron n) {
        Tensor score = n.w0().times(n.x0()).plus(n.w1().times(n.x1())).plus(n.w2());
        return reciprocal(exp(score.unaryMinus()).plus(1));
    }
}
