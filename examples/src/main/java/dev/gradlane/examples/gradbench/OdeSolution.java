package dev.gradlane.examples.gradbench;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.graph.DType.F64;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;

/// GradBench `ode`: y(2) of y₀′ = x₀, yᵢ′ = xᵢ·yᵢ₋₁, y(0) = 0, by the classical method of Runge and Kutta.
public final class OdeSolution {
    private OdeSolution() {}

    /// `f64[n] -> f64[n]`.
    public static Fn<Tensor, Tensor> primal(long n, long steps) {
        double h = 2.0 / steps;
        return Fn.trace(
                "ode",
                f64(n),
                x -> repeat(steps, x.times(0), (y, _) -> {
                    Tensor k1 = slope(x, y, n);
                    Tensor k2 = slope(x, y.plus(k1.times(h / 2)), n);
                    Tensor k3 = slope(x, y.plus(k2.times(h / 2)), n);
                    Tensor k4 = slope(x, y.plus(k3.times(h)), n);
                    return y.plus(
                            k1.plus(k2.times(2)).plus(k3.times(2)).plus(k4).times(h / 6));
                }));
    }

    /// The last element alone, which depends on all of x.
    public static Fn<Tensor, Tensor> last(long n, long steps) {
        Fn<Tensor, Tensor> primal = primal(n, steps);
        return Fn.trace("odeLast", f64(n), x -> primal.apply(x).get(n - 1));
    }

    private static Tensor slope(Tensor x, Tensor y, long n) {
        return x.times(concatenate(0, constant(F64, 1).reshape(1), y.slice(0, 0, n - 1)));
    }
}
