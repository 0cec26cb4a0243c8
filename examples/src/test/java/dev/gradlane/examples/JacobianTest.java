package dev.gradlane.examples;

import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.softmax;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.examples.DerivativeSamples.assertBits;
import static dev.gradlane.examples.DerivativeSamples.at;
import static dev.gradlane.examples.DerivativeSamples.model;
import static dev.gradlane.examples.DerivativeSamples.of;
import static dev.gradlane.examples.DerivativeSamples.point;
import static dev.gradlane.examples.DerivativeSamples.unit;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Direction;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.examples.DerivativeSamples.In;
import dev.gradlane.examples.DerivativeSamples.Out;
import dev.gradlane.graph.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Jacobians against values by hand and against the single derivatives whose bits they have.
class JacobianTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    @Test
    void theJacobianOfSoftmaxIsDiagonalMinusOuterProduct() {
        Fn<Tensor, Tensor> f = Fn.trace("softmax", f64(4), x -> softmax(x));
        double[] s = run(f, of(0.3, -1, 2, 0.1)).toDoubles();
        for (Fn<Tensor, Tensor> jacobian : List.of(f.jacobianForward(), f.jacobianReverse())) {
            double[] j = run(jacobian, of(0.3, -1, 2, 0.1)).toDoubles();
            for (int i = 0; i < 4; i++) {
                for (int k = 0; k < 4; k++) {
                    assertEquals((i == k ? s[i] : 0) - s[i] * s[k], j[4 * i + k], 2e-16);
                }
            }
        }
    }

    @Test
    void aLinearMapIsItsOwnJacobian() {
        double[] a = point(12, 5);
        Fn<Tensor, Tensor> f =
                Fn.trace("linear", f64(4), x -> Tensor.of(a, 3, 4).matmul(x));
        assertArrayEquals(a, run(f.jacobianForward(), of(point(4, 6))).toDoubles());
        assertArrayEquals(a, run(f.jacobianReverse(), of(point(4, 6))).toDoubles());
    }

    @Test
    void columnsHaveTheBitsOfForwardMode() {
        Out byX = run(model().jacobianForward(In::x), at(1));
        Out byW = run(model().jacobianForward(In::w), at(1));
        assertEquals(Shape.of(3, 4), byX.p().shape());
        assertEquals(Shape.of(4), byX.q().shape());
        assertEquals(Shape.of(3, 3, 4), byW.p().shape());
        assertEquals(Shape.of(3, 4), byW.q().shape());
        assertArrayEquals(new double[12], byW.constant().toDoubles());
        var alongX = ENGINE.compile(model().jvp(In::x));
        var alongW = ENGINE.compile(model().jvp(In::w));
        for (int j = 0; j < 4; j++) {
            Out t = alongX.run(new Direction<>(at(1), of(unit(4, j)))).tangent();
            assertBits(t.p().toDoubles(), column(byX.p(), 4, j));
            assertBits(t.q().toDoubles(), column(byX.q(), 4, j));
        }
        for (int j = 0; j < 12; j++) {
            Out t = alongW.run(new Direction<>(at(1), Tensor.of(unit(12, j), 3, 4)))
                    .tangent();
            assertBits(t.p().toDoubles(), column(byW.p(), 12, j));
            assertBits(t.q().toDoubles(), column(byW.q(), 12, j));
        }
    }

    private static double[] column(Tensor matrix, int n, int j) {
        double[] all = matrix.toDoubles();
        double[] column = new double[all.length / n];
        Arrays.setAll(column, i -> all[i * n + j]);
        return column;
    }

    @Test
    void rowsHaveTheBitsOfReverseMode() {
        Fn<In, Tensor> p =
                Fn.trace("p", new In(f64(3, 4), f64(4)), in -> tanh(in.w().matmul(in.x())));
        double[] j = run(p.jacobianReverse(In::w), at(2)).toDoubles();
        Pullback<In, Tensor, Tensor> vjp = p.vjp(In::w);
        var cache = run(vjp.forward(), at(2));
        for (int i = 0; i < 3; i++) {
            double[] row = run(vjp.backward(), new Pullback.Backward<>(cache.residuals(), of(unit(3, i))))
                    .toDoubles();
            assertBits(row, Arrays.copyOfRange(j, 12 * i, 12 * (i + 1)));
        }
        Fn<In, Tensor> q =
                Fn.trace("q", new In(f64(3, 4), f64(4)), in -> exp(in.x()).prod());
        assertBits(
                run(q.gradient(In::x), at(3)).toDoubles(),
                run(q.jacobianReverse(In::x), at(3)).toDoubles());
    }

    @Test
    void rowsOfARecordAreAskedForTogether() {
        Out reverse = run(model().jacobianReverse(In::x), at(4));
        Out forward = run(model().jacobianForward(In::x), at(4));
        assertArrayEquals(forward.p().toDoubles(), reverse.p().toDoubles(), 1e-15);
        assertArrayEquals(forward.q().toDoubles(), reverse.q().toDoubles(), 1e-13);
        assertArrayEquals(new double[4], reverse.constant().toDoubles());
    }

    @Test
    void listsAndMapsAreBuiltBack() {
        Fn<Map<String, Tensor>, List<Tensor>> f = Fn.trace(
                "f",
                Map.of("x", f64(2)),
                in -> List.of(in.get("x").times(in.get("x")), in.get("x").sum()));
        List<Tensor> j = run(f.jacobianForward(in -> in.get("x")), Map.of("x", of(3, 5)));
        assertArrayEquals(new double[] {6, 0, 0, 10}, j.get(0).toDoubles());
        assertArrayEquals(new double[] {1, 1}, j.get(1).toDoubles());
    }

    @Test
    void aSlopeThatIsConcatenatedHasAJacobian() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(2), x -> concatenate(0, x, exp(x), x.slice(0, 1, 2)));
        double[] j = run(f.jacobianForward(), of(0, 0)).toDoubles();
        assertArrayEquals(new double[] {1, 0, 0, 1, 1, 0, 0, 1, 0, 1}, j);
        assertArrayEquals(j, run(f.jacobianReverse(), of(0, 0)).toDoubles());
    }
}
