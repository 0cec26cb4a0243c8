package dev.gradlane.examples.vision;

import static dev.gradlane.Matrices.solve;
import static dev.gradlane.Ops.f64;

import dev.gradlane.Compiled;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.SparseJacobian;
import dev.gradlane.Tensor;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.examples.vision.Scene.Unknowns;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/// Bundle adjustment: cameras and points together, from where each camera saw each point, by the method of
/// Levenberg and Marquardt on a sparse Jacobian. An error depends on one camera and one point: ten derivatives
/// give the Jacobian by all cameras, three that by all points, however many there are.
public final class SceneFit implements AutoCloseable {
    private static final int MOST_STEPS = 60;

    /// A linear system for a step, and where it starts.
    record Equations(Tensor matrix, Tensor right, Unknowns start) {}

    private final SparseJacobian<Unknowns> byCameras;
    private final SparseJacobian<Unknowns> byPoints;
    private final Compiled<Unknowns, Tensor> errors;
    private final Compiled<Unknowns, Tensor> cameraEntries;
    private final Compiled<Unknowns, Tensor> pointEntries;
    private final Compiled<Equations, Unknowns> step;
    private final int unknowns;

    SceneFit(Engine engine, Scene scene) {
        Fn<Unknowns, Tensor> f = scene.errors();
        byCameras = f.jacobianSparse(Unknowns::cameras);
        byPoints = f.jacobianSparse(Unknowns::points);
        unknowns = byCameras.pattern().columns() + byPoints.pattern().columns();
        errors = engine.compile(f);
        cameraEntries = engine.compile(byCameras.compressed());
        pointEntries = engine.compile(byPoints.compressed());
        step = engine.compile(step(f.prototype()));
    }

    private Fn<Equations, Unknowns> step(Unknowns spec) {
        int cameras = byCameras.pattern().columns();
        var system = new Equations(f64(unknowns, unknowns), f64(unknowns), spec);
        return Fn.trace("step", system, e -> {
            Tensor delta = solve(e.matrix(), e.right());
            Tensor ofCameras = delta.slice(0, 0, cameras).reshape(spec.cameras().size(0), 11);
            Tensor ofPoints =
                    delta.slice(0, cameras, unknowns).reshape(spec.points().size(0), 3);
            return new Unknowns(
                    e.start().cameras().plus(ofCameras), e.start().points().plus(ofPoints));
        });
    }

    /// How many derivatives give the whole Jacobian.
    int derivatives() {
        return byCameras.compression().colours() + byPoints.compression().colours();
    }

    int unknowns() {
        return unknowns;
    }

    /// Cameras and points, the sum of their squared errors, and the steps taken.
    record Fit(Unknowns unknowns, double errors, int steps) {}

    /// Steps until the errors are as small as `enough`.
    ///
    /// @throws ArithmeticException if they are not after 60
    Fit fit(Unknowns start, double enough) {
        Unknowns here = start;
        double size = sumOfSquares(here);
        double damping = 1e-3;
        int steps = 0;
        while (size > enough) {
            if (++steps > MOST_STEPS) {
                throw new ArithmeticException("errors of " + size + " after " + MOST_STEPS + " steps");
            }
            Unknowns there = moved(here, damping);
            double then = sumOfSquares(there);
            if (then < size) {
                here = there;
                size = then;
                damping = Math.max(damping / 10, 1e-9);
            } else {
                damping *= 10;
            }
        }
        return new Fit(here, size, steps);
    }

    private double sumOfSquares(Unknowns at) {
        return Arrays.stream(errors.run(at).toDoubles()).map(e -> e * e).sum();
    }

    /// (JᵀJ + λ·diag JᵀJ)·δ = −Jᵀr.
    private Unknowns moved(Unknowns at, double damping) {
        double[] residuals = errors.run(at).toDoubles();
        Sparsity cameras = byCameras.pattern();
        Sparsity points = byPoints.pattern();
        double[] cameraValues = byCameras.entries(cameraEntries.run(at));
        double[] pointValues = byPoints.entries(pointEntries.run(at));
        double[] matrix = new double[unknowns * unknowns];
        double[] right = new double[unknowns];
        double[] row = new double[unknowns];
        for (int i = 0; i < residuals.length; i++) {
            int[] columns = new int[cameras.start(i + 1) - cameras.start(i) + points.start(i + 1) - points.start(i)];
            int filled = 0;
            for (int e = cameras.start(i); e < cameras.start(i + 1); e++) {
                columns[filled++] = cameras.column(e);
                row[cameras.column(e)] = cameraValues[e];
            }
            for (int e = points.start(i); e < points.start(i + 1); e++) {
                int column = cameras.columns() + points.column(e);
                columns[filled++] = column;
                row[column] = pointValues[e];
            }
            for (int a : columns) {
                right[a] -= row[a] * residuals[i];
                for (int b : columns) {
                    matrix[a * unknowns + b] += row[a] * row[b];
                }
            }
        }
        for (int a = 0; a < unknowns; a++) {
            matrix[a * (unknowns + 1)] *= 1 + damping;
        }
        return step.run(new Equations(Tensor.of(matrix, unknowns, unknowns), Tensor.of(right), at));
    }

    @Override
    public void close() {
        errors.close();
        cameraEntries.close();
        pointEntries.close();
        step.close();
    }

    /// Prints how the cameras and so many points are found.
    public static void run(Engine engine, int points, PrintStream out) {
        Scene scene = Scene.random(engine, points, 42);
        try (SceneFit fit = new SceneFit(engine, scene)) {
            Unknowns guess = scene.guess(1);
            double before = fit.sumOfSquares(guess);
            Fit found = fit.fit(guess, 1e-18);
            out.printf(
                    Locale.ROOT,
                    "%d derivatives for a Jacobian by %d unknowns; sum of squared errors %.1e, after %d steps %.1e%n",
                    fit.derivatives(),
                    fit.unknowns(),
                    before,
                    found.steps(),
                    found.errors());
        }
    }
}
