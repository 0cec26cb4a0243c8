package dev.gradlane.examples.dynamics;

import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.repeat;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import java.io.PrintStream;
import java.util.Locale;

/// Lotka and Volterra's equations, x' = αx − βxy and y' = δxy − γy, by Runge and Kutta's method, and how the prey at
/// the end depends on rates and start: reverse mode runs the steps back, which is the adjoint of the method.
public final class PredatorPrey {
    /// The time at the end.
    public static final double END = 20;

    private PredatorPrey() {}

    /// @param birth α
    /// @param predation β
    /// @param death γ
    /// @param growth δ
    public record Rates(Tensor birth, Tensor predation, Tensor death, Tensor growth) {}

    /// How many there are.
    public record Populations(Tensor prey, Tensor predators) {}

    /// What the populations at the end depend on.
    public record In(Rates rates, Populations start) {}

    private static Populations slope(Rates r, Populations p) {
        Tensor meetings = p.prey().times(p.predators());
        return new Populations(
                r.birth().times(p.prey()).minus(r.predation().times(meetings)),
                r.growth().times(meetings).minus(r.death().times(p.predators())));
    }

    /// Both populations at the end, by so many steps.
    public static Fn<In, Populations> end(int steps) {
        In spec = new In(new Rates(f64(), f64(), f64(), f64()), new Populations(f64(), f64()));
        return Fn.trace("end", spec, in -> {
            Tensor h = constant(DType.F64, END / steps);
            return repeat(steps, in.start(), (p, step) -> RungeKutta.step(q -> slope(in.rates(), q), p, h));
        });
    }

    /// The prey at the end.
    public static Fn<In, Tensor> prey(int steps) {
        Fn<In, Populations> end = end(steps);
        return Fn.trace("prey", end.prototype(), in -> end.apply(in).prey());
    }

    /// α = 1.1, β = 0.4, γ = 0.4, δ = 0.1, from 10 prey and 5 predators.
    static In example() {
        return new In(
                new Rates(Tensor.of(1.1), Tensor.of(0.4), Tensor.of(0.4), Tensor.of(0.1)),
                new Populations(Tensor.of(10.0), Tensor.of(5.0)));
    }

    /// Prints the prey at the end and its derivatives, by so many steps and by twice as many.
    public static void run(Engine engine, int steps, PrintStream out) {
        for (int n = steps; n <= 2 * steps; n += steps) {
            try (var adjoint = engine.compile(prey(n).valueAndGradient())) {
                var g = adjoint.run(example());
                Rates r = g.gradient().rates();
                out.printf(
                        Locale.ROOT,
                        "%d steps: prey %.10f, by birth %.8f, predation %.8f, death %.8f, growth %.8f%n",
                        n,
                        g.value().item(),
                        r.birth().item(),
                        r.predation().item(),
                        r.death().item(),
                        r.growth().item());
            }
        }
    }
}
