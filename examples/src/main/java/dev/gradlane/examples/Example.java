package dev.gradlane.examples;

import dev.gradlane.Engine;
import dev.gradlane.examples.dynamics.HamiltonianMonteCarlo;
import dev.gradlane.examples.dynamics.PredatorPrey;
import dev.gradlane.examples.finance.Asian;
import dev.gradlane.examples.finance.Barrier;
import dev.gradlane.examples.finance.Digital;
import dev.gradlane.examples.finance.Heston;
import dev.gradlane.examples.finance.HestonCalibration;
import dev.gradlane.examples.finance.ImpliedVolatility;
import dev.gradlane.examples.learning.Learning;
import dev.gradlane.examples.vision.SceneFit;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// An example that `gradlane example NAME` runs.
///
/// @param name what people type
/// @param what it computes, in a line
/// @param size how large it is unless another number is asked for
/// @param unit what the size counts, such as paths
/// @param program the example itself
public record Example(String name, String what, int size, String unit, Program program) {
    /// Computes on an engine and prints what it found.
    @FunctionalInterface
    public interface Program {
        void run(Engine engine, int size, PrintStream out) throws IOException;
    }

    /// All examples, in the order of reading.
    public static List<Example> all() {
        return Stream.concat(finance().stream(), Learning.examples().stream()).toList();
    }

    private static List<Example> finance() {
        return List.of(
                new Example(
                        "greeks",
                        "greeks of a book of options from a CSV file",
                        1_000_000,
                        "options",
                        GreeksOfABook::run),
                new Example(
                        "asian", "a call on an average of 252 fixings by Monte Carlo", 100_000, "paths", Asian::run),
                new Example(
                        "heston",
                        "a call in Heston's model by Monte Carlo and by its formula",
                        100_000,
                        "paths",
                        Heston::run),
                new Example(
                        "implied",
                        "implied volatilities by Newton's method, with the implicit derivative",
                        10_000,
                        "options",
                        ImpliedVolatility::run),
                new Example(
                        "calibration",
                        "Heston's model fitted to quotes by Levenberg-Marquardt",
                        40,
                        "quotes",
                        HestonCalibration::run),
                new Example("digital", "a payoff that jumps: three ways to its greeks", 100_000, "paths", Digital::run),
                new Example(
                        "barrier",
                        "a call that a barrier makes void: three ways to its greeks",
                        100_000,
                        "paths",
                        Barrier::run),
                new Example(
                        "ode", "predators and prey by Runge-Kutta, with the adjoint", 1000, "steps", PredatorPrey::run),
                new Example(
                        "hmc",
                        "draws from a bent ridge by Hamiltonian Monte Carlo",
                        10_000,
                        "chains",
                        HamiltonianMonteCarlo::run),
                new Example(
                        "bundle",
                        "cameras and points from where these were seen, on a sparse Jacobian",
                        50,
                        "points",
                        SceneFit::run));
    }

    /// Runs the example at a size of the caller's and says how long it took, compiling included.
    public void run(Engine engine, int chosenSize, PrintStream out) throws IOException {
        long start = System.nanoTime();
        program.run(engine, chosenSize, out);
        double seconds = (System.nanoTime() - start) * 1e-9;
        out.printf(
                Locale.ROOT,
                "%s: %d %s in %.2f s on %s%n",
                name,
                chosenSize,
                unit,
                seconds,
                engine.device().token());
    }
}
