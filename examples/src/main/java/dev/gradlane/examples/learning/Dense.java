package dev.gradlane.examples.learning;

import static dev.gradlane.Ops.f32;
import static dev.gradlane.graph.DType.F32;

import dev.gradlane.Random;
import dev.gradlane.Tensor;

/// A layer that combines every input with every output.
///
/// @param weights `f32[outputs, inputs]`
/// @param bias `f32[outputs]`
public record Dense(Tensor weights, Tensor bias) {
    /// Weights that keep the size of what relu leaves of normal inputs: normal, of variance 2/inputs (He, Zhang, Ren
    /// and
    /// Sun, "Delving deep into rectifiers", 2015).
    public static Dense random(Random random, int outputs, int inputs) {
        Tensor weights = random.normal(F32, outputs, inputs).times(Math.sqrt(2.0 / inputs));
        return new Dense(weights, Tensor.zeros(f32(outputs).type()));
    }

    /// `f32[inputs] → f32[outputs]`.
    public Tensor apply(Tensor x) {
        return weights.matmul(x).plus(bias);
    }
}
