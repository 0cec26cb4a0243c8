package dev.gradlane.examples;

import static dev.gradlane.Matrices.cholesky;
import static dev.gradlane.Matrices.inverse;
import static dev.gradlane.Matrices.logDet;
import static dev.gradlane.Matrices.solve;
import static dev.gradlane.Matrices.solveLower;
import static dev.gradlane.Matrices.solveLowerTransposed;
import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.ComputeException;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Matrices with results that are known on paper: a = [[4, 2], [2, 5]] = l·lᵀ with l = [[2, 0], [1, 2]].
class MatricesTest {
    private static final Tensor A = Tensor.of(new double[] {4, 2, 2, 5}, 2, 2);
    private static final double DET = 16;

    private static double[] run(UnaryOperator<Tensor> f, Tensor a) {
        try (var engine = Engine.open("cpu");
                var compiled = engine.compile(Fn.trace("f", f64(2, 2), f))) {
            return compiled.run(a).toDoubles();
        }
    }

    @Test
    void factorsAndSolutionsAreThoseOnPaper() {
        assertArrayEquals(new double[] {2, 0, 1, 2}, run(a -> cholesky(a), A));
        assertArrayEquals(new double[] {1, 0.5}, run(a -> solveLower(cholesky(a), Tensor.of(new double[] {2, 2})), A));
        assertArrayEquals(
                new double[] {0.5, 1}, run(a -> solveLowerTransposed(cholesky(a), Tensor.of(new double[] {2, 2})), A));
        assertArrayEquals(new double[] {2, -1}, run(a -> solve(a, Tensor.of(new double[] {6, -1})), A), 1e-15);
        assertArrayEquals(new double[] {5 / DET, -2 / DET, -2 / DET, 4 / DET}, run(a -> inverse(a), A), 1e-15);
        assertEquals(Math.log(DET), run(a -> logDet(a), A)[0], 1e-15);
    }

    /// d ln det a = tr(a⁻¹·da): below the diagonal an element stands for two, above for none.
    @Test
    void theGradientOfLogDetIsTheInverse() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(2, 2), a -> logDet(a));
        try (var engine = Engine.open("cpu");
                var g = engine.compile(f.gradient())) {
            assertArrayEquals(
                    new double[] {5 / DET, 0, -4 / DET, 4 / DET}, g.run(A).toDoubles(), 1e-15);
        }
    }

    @Test
    void aMatrixThatIsNotPositiveDefiniteNamesTheSampleAndTheLine() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(2, 2), a -> logDet(a));
        Tensor batch = Tensor.of(new double[] {4, 2, 2, 5, 1, 2, 2, 1}, 2, 2, 2);
        try (var engine = Engine.open("cpu");
                var all = engine.compile(f.batched())) {
            var e = assertThrows(ComputeException.class, () -> all.run(batch));
            assertTrue(e.getMessage().contains("sample 1:"), e.getMessage());
            assertTrue(e.getMessage().contains("not positive definite"), e.getMessage());
            assertTrue(e.getMessage().contains("MatricesTest.java:"), e.getMessage());
        }
    }
}
