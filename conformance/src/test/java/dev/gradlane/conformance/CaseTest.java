package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A `.ir` file holds everything that a run needs; what does not fit is refused.
class CaseTest {
    private static final String GRAPH = """
            graph g {
              %0:f32[N] = input x
              %1:f32[N,1048576] = broadcast axes=[0] %0
              return y = %0
            }
            """;

    @Test
    void parsesBackToTheSameCase() {
        Case parsed = Case.parse("; size N = 1\n; input 0x80000000\n" + GRAPH);
        assertEquals(0x80000000L, parsed.inputs().getFirst().bits(0));
        assertEquals(parsed.print(), Case.parse(parsed.print()).print());
    }

    record Bad(String header, String message) {}

    static Stream<Bad> bad() {
        return Stream.of(
                new Bad("; input 0x0\n", "needs sizes of [N]"),
                new Bad("; size N = 1\n", "0 inputs"),
                new Bad("; size N = 2\n; input 0x0\n", "more than the 1048576"),
                new Bad("; size N = -1\n; input\n", "must not be negative"),
                new Bad("; size N = 0\n; input 0x0\n", "has 1 elements in the file"),
                new Bad("; size N = one\n; input 0x0\n", "expected '; size NAME = NUMBER'"),
                new Bad("; size N\n; input 0x0\n", "expected '; size NAME = NUMBER'"),
                new Bad("; size N = 1\n; input 0xzz\n", "found: ; input 0xzz"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void whatDoesNotFitIsRefused(Bad bad) {
        var e = assertThrows(IllegalArgumentException.class, () -> Case.parse(bad.header + GRAPH));
        assertTrue(e.getMessage().contains(bad.message), e.getMessage());
    }

    @Test
    void everyDrawnValueSurvives() {
        Draw draw = new Draw(9, 9);
        for (int i = 0; i < 50; i++) {
            var graph = GraphGenerator.draw(new Draw(9, i), "g", i % 2 == 1);
            var sizes = java.util.Map.of(GraphGenerator.SYMBOL, 3L);
            List<Value> inputs =
                    graph.inputTypes().stream().map(t -> draw.value(t, sizes)).toList();
            Case drawn = new Case(graph, inputs, sizes);
            Case parsed = Case.parse(drawn.print());
            assertEquals(graph, parsed.graph());
            assertTrue(Value.difference(inputs, parsed.inputs()).isEmpty());
        }
    }
}
