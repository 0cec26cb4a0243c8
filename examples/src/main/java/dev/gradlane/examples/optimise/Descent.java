package dev.gradlane.examples.optimise;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import java.util.Optional;

/// Descent with a search for the length of each step.
final class Descent {
    private Descent() {}

    /// What tells one method from another.
    interface Directions<M> {
        Way<M> from(Line.Point<M> point);
    }

    /// @param ascent where not to go
    /// @param slope of the function along −ascent
    /// @param first the multiple of it to try first
    record Way<M>(M ascent, double slope, double first) {}

    static <M, D> Minimum<M> minimise(
            Engine engine,
            Fn<Fit<M, D>, Tensor> function,
            Fit<M, D> start,
            double target,
            int steps,
            Directions<M> directions) {
        try (var line = new Line<>(engine, function, start.data())) {
            Line.Point<M> point = line.at(start.model());
            Minimum.End end = Minimum.End.STEEPNESS_REACHED;
            int step = 0;
            while (point.steepness() > target) {
                if (step == steps) {
                    end = Minimum.End.STEPS_SPENT;
                    break;
                }
                Way<M> way = directions.from(point);
                Optional<Line.Point<M>> lower = line.search(point, way.ascent(), way.slope(), way.first());
                if (lower.isEmpty()) {
                    end = Minimum.End.NO_LOWER_POINT;
                    break;
                }
                point = lower.get();
                step++;
            }
            return new Minimum<>(point.at(), point.value(), point.steepness(), step, line.evaluations(), end);
        }
    }
}
