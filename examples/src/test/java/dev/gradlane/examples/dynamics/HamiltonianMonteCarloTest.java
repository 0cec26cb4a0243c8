package dev.gradlane.examples.dynamics;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.square;
import static dev.gradlane.Ops.stack;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.dynamics.HamiltonianMonteCarlo.In;
import dev.gradlane.examples.dynamics.HamiltonianMonteCarlo.State;
import dev.gradlane.graph.DType;
import org.junit.jupiter.api.Test;

/// What makes the method right: its moves can be reversed, keep volumes, and keep the energy to the square of the
/// step; then the moments of its draws.
class HamiltonianMonteCarloTest {
    private final Engine engine = Engine.open("cpu");
    private final Fn<Tensor, Tensor> density = HamiltonianMonteCarlo.ridge();
    private final State spec = new State(f64(2), f64(2));
    private final State start = new State(Tensor.of(new double[] {0.3, -1.2}), Tensor.of(new double[] {1.1, 0.7}));

    private <A, R> R run(Fn<A, R> f, A at) {
        try (var compiled = engine.compile(f)) {
            return compiled.run(at);
        }
    }

    @Test
    void aMoveWithTheMomentumTurnedLeadsBack() {
        State back = run(
                Fn.trace("back", spec, s -> {
                    State there = HamiltonianMonteCarlo.leapfrog(density, s, 0.1, 30);
                    State turned = new State(there.position(), neg(there.momentum()));
                    return HamiltonianMonteCarlo.leapfrog(density, turned, 0.1, 30);
                }),
                start);
        assertArrayEquals(start.position().toDoubles(), back.position().toDoubles(), 1e-12);
        assertArrayEquals(new double[] {-1.1, -0.7}, back.momentum().toDoubles(), 1e-12);
    }

    @Test
    void aMoveKeepsVolumes() {
        Fn<Tensor, Tensor> move = Fn.trace("move", f64(4), qp -> {
            State s = new State(qp.slice(0, 0, 2), qp.slice(0, 2, 4));
            State after = HamiltonianMonteCarlo.leapfrog(density, s, 0.1, 30);
            return concatenate(0, after.position(), after.momentum());
        });
        double[] jacobian = run(move.jacobianForward(), Tensor.of(new double[] {0.3, -1.2, 1.1, 0.7}))
                .toDoubles();
        assertEquals(1, determinant(jacobian), 1e-10);
    }

    /// Of a matrix of 4 by 4, by elimination with the largest pivot.
    private static double determinant(double[] m) {
        double[] a = m.clone();
        double product = 1;
        for (int k = 0; k < 4; k++) {
            int pivot = k;
            for (int i = k + 1; i < 4; i++) {
                pivot = Math.abs(a[4 * i + k]) > Math.abs(a[4 * pivot + k]) ? i : pivot;
            }
            product *= pivot == k ? a[4 * pivot + k] : -a[4 * pivot + k];
            for (int j = 0; j < 4; j++) {
                double swapped = a[4 * k + j];
                a[4 * k + j] = a[4 * pivot + j];
                a[4 * pivot + j] = swapped;
            }
            for (int i = k + 1; i < 4; i++) {
                double factor = a[4 * i + k] / a[4 * k + k];
                for (int j = k; j < 4; j++) {
                    a[4 * i + j] -= factor * a[4 * k + j];
                }
            }
        }
        return product;
    }

    @Test
    void theEnergyIsKeptToTheSquareOfTheStep() {
        Fn<State, Tensor> errors = Fn.trace("errors", spec, s -> {
            Tensor before = HamiltonianMonteCarlo.energy(density, s);
            return stack(
                    error(s, 0.02, 100).minus(before),
                    error(s, 0.01, 200).minus(before),
                    error(s, 0.005, 400).minus(before));
        });
        double[] error = run(errors, start).toDoubles();
        assertEquals(4, error[0] / error[1], 0.1);
        assertEquals(4, error[1] / error[2], 0.025);
    }

    private Tensor error(State s, double step, int leaps) {
        return HamiltonianMonteCarlo.energy(density, HamiltonianMonteCarlo.leapfrog(density, s, step, leaps));
    }

    /// For a point of the density itself, E exp(−ΔE) = 1 exactly, by reversibility and kept volumes.
    @Test
    void theMeanOfTheAcceptanceRatioIsOne() {
        Fn<Tensor, Tensor> ratio = Fn.trace("ratio", i64(), sample -> {
            Tensor z = Random.key(1).sample(sample).normal(DType.F64, 4);
            Tensor x = z.get(0);
            Tensor y = square(x).minus(1).plus(z.get(1).div(2));
            State s = new State(stack(x, y), z.slice(0, 2, 4));
            return exp(HamiltonianMonteCarlo.energy(density, s)
                    .minus(error(s, HamiltonianMonteCarlo.STEP, HamiltonianMonteCarlo.LEAPS)));
        });
        double[] ratios = run(ratio.batched(), Random.samples(0, 4000)).toDoubles();
        Estimate mean = Estimate.of(ratios);
        assertTrue(mean.errorsFrom(1) <= 4, mean.toString());
        assertTrue(mean.error() > 1e-4, "the steps have an error: " + mean);
    }

    @Test
    void theDrawsHaveTheMomentsOfTheDensity() {
        var chain = HamiltonianMonteCarlo.chain(density, 40).batched(In::chain);
        double[] points = run(chain, new In(Tensor.of(new double[2]), Random.samples(0, 1000)))
                .toDoubles();
        double[][] samples = HamiltonianMonteCarlo.moments(points);
        double[] exact = {0, 0, 1, 2.25};
        for (int i = 0; i < exact.length; i++) {
            Estimate mean = Estimate.of(samples[i]);
            assertTrue(mean.errorsFrom(exact[i]) <= 4, mean + ", not " + exact[i]);
        }
    }
}
