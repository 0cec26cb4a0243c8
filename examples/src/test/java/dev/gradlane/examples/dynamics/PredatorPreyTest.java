package dev.gradlane.examples.dynamics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The method and its adjoint approach the solution and its derivatives with the fourth power of the step.
class PredatorPreyTest {
    /// Prey at the end, then its derivatives by the four rates and the two populations at the start, by Taylor
    /// series of order 24 at 30 digits and central differences of them.
    private static final List<Double> TRUTH = List.of(
            10.2141106593145494,
            69.60046722004734,
            -49.92163758396045,
            222.7118699701854,
            -299.55497850906,
            -1.974138719159146,
            -3.993731006716836);

    private static double[] valueAndGradient(Engine engine, int steps) {
        try (var adjoint = engine.compile(PredatorPrey.prey(steps).valueAndGradient())) {
            return Tree.leaves(adjoint.run(PredatorPrey.example())).stream()
                    .mapToDouble(Tensor::item)
                    .toArray();
        }
    }

    @Test
    void valueAndAdjointConvergeWithOrderFour() {
        try (var engine = Engine.open("cpu")) {
            double[] coarse = valueAndGradient(engine, 2000);
            double[] fine = valueAndGradient(engine, 4000);
            for (int i = 0; i < TRUTH.size(); i++) {
                double before = Math.abs(coarse[i] - TRUTH.get(i));
                double after = Math.abs(fine[i] - TRUTH.get(i));
                assertEquals(16, before / after, 1, "number " + i);
                assertTrue(after < 1e-7 * Math.abs(TRUTH.get(i)), "number " + i + " is off by " + after);
            }
        }
    }

    /// A step ahead and its adjoint are the same derivative of the same program: they differ by rounding alone.
    @Test
    void forwardModeAgrees() {
        var at = PredatorPrey.example();
        var direction = Tree.map(at, x -> Tensor.of(x.item() / 8));
        try (var engine = Engine.open("cpu");
                var forward = engine.compile(PredatorPrey.prey(500).jvp())) {
            double[] adjoint = valueAndGradient(engine, 500);
            List<Tensor> along = Tree.leaves(direction);
            double expected = 0;
            double size = 0;
            for (int i = 0; i < along.size(); i++) {
                expected += adjoint[i + 1] * along.get(i).item();
                size += Math.abs(adjoint[i + 1] * along.get(i).item());
            }
            double tangent = forward.run(new Dual<>(at, direction)).tangent().item();
            assertEquals(expected, tangent, 1e-12 * size);
        }
    }
}
