package dev.gradlane.examples.dynamics;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.where;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Estimate;
import dev.gradlane.graph.DType;
import java.io.PrintStream;

/// Draws from a density by Hamiltonian Monte Carlo (Duane, Kennedy, Pendleton and Roweth, 1987): a point with a
/// random momentum moves along the slope of the log density, and the new point is taken with a probability that
/// makes up for the error of the steps.
public final class HamiltonianMonteCarlo {
    static final double STEP = 0.15;
    static final int LEAPS = 12;

    private HamiltonianMonteCarlo() {}

    /// A point and its momentum, vectors of one size.
    public record State(Tensor position, Tensor momentum) {}

    /// A bent ridge: x is standard normal and, given x, y normal with mean x² − 1 and deviation ½. Hence E x = E y =
    /// 0, E x² = 1, E y² = 2¼.
    public static Fn<Tensor, Tensor> ridge() {
        return Fn.trace("ridge", f64(2), p -> {
            Tensor x = p.get(0);
            Tensor off = p.get(1).minus(square(x)).plus(1);
            return square(x).times(-0.5).minus(square(off).times(2));
        });
    }

    /// So many steps of the leapfrog method, each of length `step`.
    static State leapfrog(Fn<Tensor, Tensor> logDensity, State start, double step, int leaps) {
        Fn<Tensor, Tensor> slope = logDensity.gradient();
        return repeat(leaps, start, (s, leap) -> {
            Tensor half = s.momentum().plus(slope.apply(s.position()).times(step / 2));
            Tensor position = s.position().plus(half.times(step));
            return new State(position, half.plus(slope.apply(position).times(step / 2)));
        });
    }

    /// What the steps keep but for their error: −log density + |momentum|²/2.
    static Tensor energy(Fn<Tensor, Tensor> logDensity, State s) {
        return s.momentum().matmul(s.momentum()).div(2).minus(logDensity.apply(s.position()));
    }

    /// Where a chain starts, and its number.
    public record In(Tensor start, Tensor chain) {}

    /// The point that a chain has come to after so many moves.
    public static Fn<In, Tensor> chain(Fn<Tensor, Tensor> logDensity, int moves) {
        In spec = new In(logDensity.prototype(), i64());
        long size = spec.start().shape().size();
        return Fn.trace("chain", spec, in -> {
            Random random = Random.key(42).sample(in.chain());
            return repeat(moves, in.start(), (position, move) -> {
                Tensor stream = move.times(2);
                State before = new State(position, random.stream(stream).normal(DType.F64, size));
                State after = leapfrog(logDensity, before, STEP, LEAPS);
                Tensor gain = energy(logDensity, before).minus(energy(logDensity, after));
                Tensor chance = random.stream(stream.plus(1)).uniform(DType.F64);
                return where(chance.lt(exp(gain)), after.position(), position);
            });
        });
    }

    /// Prints moments over independent chains of 60 moves that all start at 0.
    public static void run(Engine engine, int chains, PrintStream out) {
        try (var end = engine.compile(chain(ridge(), 60).batched(In::chain))) {
            double[] points = end.run(new In(Tensor.of(new double[2]), Random.samples(0, chains)))
                    .toDoubles();
            String[] names = {"x", "y", "x²", "y²"};
            double[] exact = {0, 0, 1, 2.25};
            double[][] samples = moments(points);
            for (int i = 0; i < names.length; i++) {
                out.printf("mean of %-3s%24s   exactly %s%n", names[i], Estimate.of(samples[i]), exact[i]);
            }
        }
    }

    /// x, y, x², y² of each point.
    static double[][] moments(double[] points) {
        double[][] samples = new double[4][points.length / 2];
        for (int i = 0; i < points.length / 2; i++) {
            for (int axis = 0; axis < 2; axis++) {
                double value = points[2 * i + axis];
                samples[axis][i] = value;
                samples[2 + axis][i] = value * value;
            }
        }
        return samples;
    }
}
