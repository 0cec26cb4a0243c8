package dev.gradlane.examples.vision;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.gradbench.BundleAdjustment;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Cameras that look at points: where each camera sees each point, to the last digit.
///
/// @param exact cameras and points that the features were made with
/// @param features `f64[observations, 2]`
record Scene(Unknowns exact, Tensor features) {
    static final int CAMERAS = 4;

    /// @param cameras `f64[cameras, 11]`, as [BundleAdjustment] has them
    /// @param points `f64[points, 3]`
    public record Unknowns(Tensor cameras, Tensor points) {}

    /// Points in a cube of edge 2 and cameras five to six in front of its middle, the same for a seed.
    static Scene random(Engine engine, int points, long seed) {
        var random = new SplittableRandom(seed);
        double[] cameras = new double[CAMERAS * 11];
        for (int c = 0; c < CAMERAS; c++) {
            double[] rotationAndCentre = {
                random.nextDouble(-0.1, 0.1),
                random.nextDouble(-0.1, 0.1),
                random.nextDouble(-0.1, 0.1),
                random.nextDouble(-1, 1),
                random.nextDouble(-1, 1),
                random.nextDouble(-6, -5)
            };
            double[] lens = {random.nextDouble(480, 520), 320, 240, 0.01, 0.001};
            System.arraycopy(rotationAndCentre, 0, cameras, 11 * c, 6);
            System.arraycopy(lens, 0, cameras, 11 * c + 6, 5);
        }
        Unknowns exact = new Unknowns(
                Tensor.of(cameras, CAMERAS, 11),
                Tensor.of(random.doubles(3L * points, -1, 1).toArray(), points, 3));
        Tensor origin = Tensor.of(new double[2 * CAMERAS * points], CAMERAS * points, 2);
        try (var project = engine.compile(new Scene(exact, origin).errors())) {
            return new Scene(exact, project.run(exact));
        }
    }

    /// Where the features would be, less where they are, of all observations: `f64[observations, 2]`. Which camera and
    /// which point an observation belongs to is part of the program, and shows where its Jacobian is 0.
    Fn<Unknowns, Tensor> errors() {
        int points = Math.toIntExact(exact.points().size(0));
        int seen = CAMERAS * points;
        var spec = new BundleAdjustment.In(
                f64(CAMERAS, 11), f64(points, 3), f64(seen), i32(seen), i32(seen), f64(seen, 2));
        var objective = BundleAdjustment.objective(spec);
        double[] ones = new double[seen];
        Arrays.fill(ones, 1);
        int[] camera = IntStream.range(0, seen).map(i -> i / points).toArray();
        int[] point = IntStream.range(0, seen).map(i -> i % points).toArray();
        return Fn.trace(
                "errors",
                new Unknowns(spec.cameras(), spec.points()),
                u -> objective
                        .apply(new BundleAdjustment.In(
                                u.cameras(),
                                u.points(),
                                Tensor.of(ones),
                                Tensor.of(camera, seen),
                                Tensor.of(point, seen),
                                features))
                        .projection());
    }

    /// The scene, a few hundredths off.
    Unknowns guess(long seed) {
        var random = new SplittableRandom(seed);
        double[] scale = {0.02, 0.02, 0.02, 0.05, 0.05, 0.05, 5, 2, 2, 0.005, 0.0005};
        double[] cameras = exact.cameras().toDoubles();
        for (int i = 0; i < cameras.length; i++) {
            cameras[i] += scale[i % 11] * random.nextDouble(-1, 1);
        }
        double[] points = exact.points().toDoubles();
        for (int i = 0; i < points.length; i++) {
            points[i] += 0.05 * random.nextDouble(-1, 1);
        }
        return new Unknowns(Tensor.of(cameras, CAMERAS, 11), Tensor.of(points, points.length / 3, 3));
    }
}
