package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.pass.Prune;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Random graphs reach everything that there is: what is not drawn is not tested.
class GraphGeneratorTest {
    /// A graph with loops and choices beside every so many others: there are few kinds of them.
    private static final int LOOPS = 100;

    @Test
    void everyOperationIsDrawnAndNeededByAnOutput() {
        Set<String> missing = new TreeSet<>();
        kinds(Op.class).forEach(c -> missing.add(c.getSimpleName()));
        Arrays.stream(ScalarOp.values()).forEach(op -> missing.add(op.symbol()));
        Functions.ALL.forEach(f -> missing.add(f.symbol()));
        Arrays.stream(Reduction.values()).forEach(kind -> missing.add("reduce " + kind));
        Set.of(Order.CHAIN, Order.LANES).forEach(order -> missing.add("dot " + order));
        Arrays.stream(CallRule.class.getPermittedSubclasses()).forEach(c -> missing.add(c.getSimpleName()));
        missing.add("lookup");
        missing.add("symbol");
        for (int i = 0; i < 40_000 && !missing.isEmpty(); i++) {
            missing.removeAll(operations(Prune.of(GraphGenerator.draw(new Draw(3, i), "g", i % 2 == 1))));
            if (i % LOOPS == 0) {
                missing.removeAll(operations(Prune.of(LoopGraphs.draw(new Draw(3, i), "g"))));
            }
        }
        assertEquals(Set.of(), missing);
    }

    private static Stream<Class<?>> kinds(Class<?> family) {
        return family.isSealed()
                ? Arrays.stream(family.getPermittedSubclasses()).flatMap(GraphGeneratorTest::kinds)
                : Stream.of(family);
    }

    private static Set<String> operations(Graph graph) {
        Set<String> seen = new HashSet<>();
        for (Node node : graph.nodes()) {
            seen.add(node.op().getClass().getSimpleName());
            switch (node.op()) {
                case Op.Map(var function) -> seen.add(function.symbol());
                case Op.Reduce(var kind, var _, var _) -> seen.add("reduce " + kind);
                case Op.Dot(var _, var order) -> seen.add("dot " + order);
                case Op.Call(var _, var rule) -> seen.add(rule.getClass().getSimpleName());
                case Op _ -> {}
            }
        }
        if (!graph.symbols().isEmpty()) {
            seen.add("symbol");
        }
        return seen;
    }
}
