package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Compression;
import dev.gradlane.autodiff.Dependence;
import dev.gradlane.autodiff.Jacobian;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.Prune;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sparse Jacobians of every kind of node and of drawn graphs: entries have the bits of the whole matrix, at special
/// values too, and with ordinary numbers everything outside of the pattern is 0.
class SparsePatternTest {
    private static final int MOST_ELEMENTS = 4000;

    static Stream<GradientGraphs.Subject> subjects() {
        return GradientGraphs.structures();
    }

    @ParameterizedTest
    @MethodSource("subjects")
    void ofEveryKind(GradientGraphs.Subject subject) {
        Draw draw = new Draw(5, 1);
        Graph graph = subject.graph();
        List<Value> x = graph.inputTypes().stream()
                .map(type -> Value.of(type, Map.of(), _ -> type.dtype().bitsOf(0.5 + 0.175 * draw.number())))
                .toList();
        assertMatches(graph, 0, x, true);
    }

    @Test
    void ofDrawnGraphs() {
        int compared = 0;
        int sparse = 0;
        for (int index = 0; compared < 150; index++) {
            Draw draw = new Draw(17, index);
            Graph drawn = GraphGenerator.draw(draw, "g", false);
            Graph graph = Prune.of(new Graph(
                    drawn.name(), drawn.nodes(), List.of(drawn.outputs().getFirst())));
            int wrt = Transforms.floats(graph).getFirst();
            if (!graph.symbols().isEmpty() || size(graph) > MOST_ELEMENTS) {
                continue;
            }
            List<Value> x = graph.inputTypes().stream()
                    .map(type -> draw.value(type, Map.of()))
                    .toList();
            sparse += assertMatches(graph, wrt, x, false) ? 1 : 0;
            compared++;
        }
        assertTrue(sparse > 20, sparse + " graphs have a pattern with gaps and an entry");
    }

    private static long size(Graph graph) {
        long widest = graph.nodes().stream()
                .flatMap(n -> n.results().stream())
                .mapToLong(t -> t.shape().size())
                .max()
                .orElseThrow();
        return widest
                * graph.inputTypes().stream()
                        .mapToLong(t -> t.shape().size())
                        .max()
                        .orElseThrow();
    }

    /// @param zeros whether what is outside of the pattern must be 0; 0·∞ may make it NaN
    /// @return whether the pattern has entries and gaps
    private static boolean assertMatches(Graph graph, int wrt, List<Value> x, boolean zeros) {
        Sparsity pattern = Dependence.of(graph, 0, wrt);
        Compression compression = Compression.of(pattern);
        Value whole = run(compression.isByColumns() ? Jacobian.forward(graph, wrt) : Jacobian.reverse(graph, wrt), x);
        Value compressed = run(compression.apply(graph, wrt), x);
        TensorType entry = whole.type();
        for (int e = 0; e < pattern.size(); e++) {
            Value expected = element(entry, whole, pattern.row(e) * pattern.columns() + pattern.column(e));
            Value actual = element(entry, compressed, compression.position(e));
            assertEquals(Optional.empty(), Value.difference(List.of(expected), List.of(actual)), "entry " + e);
        }
        for (int i = 0; zeros && i < pattern.rows(); i++) {
            for (int j = 0; j < pattern.columns(); j++) {
                double number = entry.dtype().toDouble(whole.bits(i * pattern.columns() + j));
                assertTrue(pattern.has(i, j) || number == 0, i + ", " + j + " is " + number);
            }
        }
        return pattern.size() > 0 && pattern.size() < (long) pattern.rows() * pattern.columns();
    }

    private static Value element(TensorType type, Value value, int index) {
        return Value.of(TensorType.scalar(type.dtype()), Map.of(), _ -> value.bits(index));
    }

    private static Value run(Graph graph, List<Value> x) {
        return Definition.run(Freeze.of(graph), x, Map.of()).getFirst();
    }
}
