package dev.gradlane.examples.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.examples.vision.Scene.Unknowns;
import org.junit.jupiter.api.Test;

/// Exact features are met exactly, and the sparse Jacobian is the dense one.
class SceneFitTest {
    private static final int POINTS = 10;

    private final Engine engine = Engine.open("cpu");
    private final Scene scene = Scene.random(engine, POINTS, 1);

    @Test
    void camerasAndPointsMeetTheFeatures() {
        try (SceneFit fit = new SceneFit(engine, scene)) {
            assertEquals(11 * Scene.CAMERAS + 3 * POINTS, fit.unknowns());
            // the two numbers of the principal point are in different errors and share one
            assertEquals(10 + 3, fit.derivatives());
            // 80 pixel numbers right to about 10⁻¹⁰ each
            var found = fit.fit(scene.guess(2), 1e-18);
            assertTrue(found.errors() <= 1e-18, found.toString());
        }
    }

    @Test
    void theSparseJacobianHasTheBitsOfTheDenseOne() {
        Unknowns at = scene.guess(3);
        var sparse = scene.errors().jacobianSparse(Unknowns::points);
        Sparsity pattern = sparse.pattern();
        double[] rebuilt = new double[pattern.rows() * pattern.columns()];
        try (var compressed = engine.compile(sparse.compressed());
                var dense = engine.compile(scene.errors().jacobianForward(Unknowns::points))) {
            double[] entries = sparse.entries(compressed.run(at));
            for (int e = 0; e < entries.length; e++) {
                rebuilt[pattern.row(e) * pattern.columns() + pattern.column(e)] = entries[e];
            }
            assertEquals(2 * Scene.CAMERAS * POINTS * 3, entries.length);
            assertArrayEquals(dense.run(at).toDoubles(), rebuilt);
        }
    }
}
