package dev.gradlane.vector;

import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Repeats in the blocks of recurrences what these read of constants, sizes, positions and elements from
/// before them: a
/// constant in an instruction, an element of memory and one for all points cost less than a row that holds
/// them.
final class Sinking {
    private Sinking() {}

    static Block of(Block block) {
        return of(block, Map.of());
    }

    /// @param outside what may be repeated, by the value that it defines
    private static Block of(Block block, Map<Integer, Statement> outside) {
        Map<Integer, Statement> cheap = new HashMap<>(outside);
        List<Statement> statements = new ArrayList<>();
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Constant _, Statement.Size _, Statement.Position _, Statement.Load _ -> {
                    Uses.definedBy(statement).forEach(v -> cheap.put(v, statement));
                    statements.add(statement);
                }
                case Statement.Recurrence(var axis, boolean reversed, var carried, Block body) -> {
                    Set<Integer> next = new LinkedHashSet<>();
                    carried.forEach(c -> next.add(c.next()));
                    statements.add(new Statement.Recurrence(axis, reversed, carried, sunk(body, next, cheap)));
                }
                case Statement.Repeat(
                        var carried,
                        Block test,
                        int condition,
                        Block body,
                        long bound,
                        var sample,
                        int node) -> {
                    Set<Integer> next = new LinkedHashSet<>();
                    carried.forEach(c -> next.add(c.next()));
                    statements.add(new Statement.Repeat(
                            carried,
                            sunk(test, Set.of(condition), cheap),
                            condition,
                            sunk(body, next, cheap),
                            bound,
                            sample,
                            node));
                }
                case Statement _ -> statements.add(statement);
            }
        }
        return new Block(statements);
    }

    /// @param leaving values that are read behind the block
    private static Block sunk(Block block, Set<Integer> leaving, Map<Integer, Statement> cheap) {
        Block inner = of(block, cheap);
        Set<Integer> read = new LinkedHashSet<>(leaving);
        Set<Integer> defined = new LinkedHashSet<>();
        for (Statement statement : inner.statements()) {
            read.addAll(Uses.of(statement));
            defined.addAll(Uses.definedBy(statement));
        }
        read.removeAll(defined);
        List<Statement> statements = new ArrayList<>();
        read.stream().filter(cheap::containsKey).map(cheap::get).forEach(statements::add);
        statements.addAll(inner.statements());
        return new Block(statements);
    }
}
