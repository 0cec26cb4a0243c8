package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Hessian;
import dev.gradlane.autodiff.Jacobian;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;
import dev.gradlane.text.GraphText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The rows see a Jacobian that is wrong in its layout, its directions or its last bit; the fuzzer draws them.
class JacobianRowsTest {
    private static final TensorType SQUARE = TensorType.of(DType.F64, 3, 3);

    private static Graph graph() {
        GraphBuilder b = new GraphBuilder("f");
        Expr x = b.input("x", SQUARE);
        return b.output("y", x.dot(x.mul(x), DotAxes.contract(1, 0))).build();
    }

    private static Graph changed(Graph jacobian, UnaryOperator<Expr> change) {
        GraphBuilder b = new GraphBuilder("wrong");
        Expr x = b.input("x", SQUARE);
        return b.output("j", change.apply(b.inline(jacobian, List.of(x)).getFirst()))
                .build();
    }

    private static Optional<String> columns(UnaryOperator<Expr> change) {
        return JacobianRows.columns(
                new FaultyDevice(PlantedFault.NONE), graph(), changed(Jacobian.forward(graph(), 0), change));
    }

    private static Optional<String> rows(UnaryOperator<Expr> change) {
        return JacobianRows.rows(
                new FaultyDevice(PlantedFault.NONE), graph(), changed(Jacobian.reverse(graph(), 0), change));
    }

    @Test
    void theRightOnesPass() {
        assertEquals(Optional.empty(), columns(j -> j));
        assertEquals(Optional.empty(), rows(j -> j));
    }

    @Test
    void aTransposedMatrixIsCaught() {
        assertTrue(columns(j -> j.permute(List.of(2, 3, 0, 1))).isPresent());
        assertTrue(rows(j -> j.permute(List.of(2, 3, 0, 1))).isPresent());
        assertTrue(columns(j -> j.permute(List.of(0, 1, 3, 2))).isPresent());
    }

    @Test
    void oneBitIsCaught() {
        assertTrue(columns(j -> j.mul(1 + Math.ulp(1.0))).isPresent());
        assertTrue(rows(j -> j.mul(1 - Math.ulp(1.0))).isPresent());
    }

    /// Rows and columns are the same numbers by other sums: what passes for one does not for the other.
    @Test
    void theOtherModesRoundingIsCaught() {
        Graph f = JacobianRowsTest.sums();
        FaultyDevice device = new FaultyDevice(PlantedFault.NONE);
        assertEquals(Optional.empty(), JacobianRows.rows(device, f, Jacobian.reverse(f, 0)));
        assertTrue(JacobianRows.rows(device, f, Jacobian.forward(f, 0)).isPresent());
    }

    /// ((x·x)·x)·(x·0.3): forward mode adds in the order of the operands, reverse mode from the last consumer.
    private static Graph sums() {
        GraphBuilder b = new GraphBuilder("f");
        Expr x = b.input("x", SQUARE);
        return b.output("y", x.mul(x).mul(x).mul(x.mul(0.3))).build();
    }

    @Test
    void theFuzzerDrawsMatrices() {
        Set<String> missing = new TreeSet<>(Set.of("jacobian", "hessian", "product"));
        for (int i = 0; i < 3000 && !missing.isEmpty(); i++) {
            Draw draw = new Draw(11, i);
            Graph drawn = GraphGenerator.draw(draw, "g", false);
            String name = Transforms.apply(draw, drawn).name();
            missing.removeIf(kind -> switch (kind) {
                case "jacobian" -> name.startsWith("g.jacobian");
                case "hessian" -> name.contains("scalar.grad.jacobian");
                default -> name.contains("scalar.grad.jvp");
            });
        }
        assertEquals(Set.of(), missing);
    }

    @Test
    void aHessiansTextParsesBack() {
        Graph hessian = Hessian.of(JacobianRows.scalar(graph()), 0, 0);
        assertEquals(hessian, GraphText.parse(GraphText.print(hessian)));
    }
}
