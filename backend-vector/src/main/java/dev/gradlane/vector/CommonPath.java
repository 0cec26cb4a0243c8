package dev.gradlane.vector;

import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Straight-line statements as they are where no guard is entered and no argument is special ([SpecialArms]), which is
/// how almost every point goes: shorter, and in one piece where the guards cut them. Right only where no condition of
/// `watched` is true; a tile in which one is computed again by all statements.
record CommonPath(List<Statement> statements, Set<Integer> watched) {
    CommonPath {
        statements = List.copyOf(statements);
        watched = Collections.unmodifiableSet(new LinkedHashSet<>(watched));
    }

    /// Vector instructions that another route must save: it is compiled too.
    private static final int LEAST_GAIN = 16;

    /// @param kept values that are used after the last statement
    /// @return empty where that saves next to nothing
    static Optional<CommonPath> of(List<Statement> statements, Set<Integer> kept) {
        CommonPath path = unguarded(statements, kept);
        for (boolean signs : new boolean[] {false, true}) {
            CommonPath shorter = path.withoutSpecialArms(kept, signs);
            // what is assumed besides must be worth the tiles in which it is wrong
            if (shorter.cost() + Math.max(LEAST_GAIN, path.cost() / 8) <= path.cost()) {
                path = shorter;
            }
        }
        return path.watched().isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private CommonPath withoutSpecialArms(Set<Integer> kept, boolean signs) {
        Set<Integer> stay = new HashSet<>(kept);
        stay.addAll(watched);
        CommonPath shorter = SpecialArms.without(statements, stay, signs);
        Set<Integer> both = new LinkedHashSet<>(watched);
        both.addAll(shorter.watched());
        return new CommonPath(live(shorter.statements(), kept, both), both);
    }

    /// Vector instructions, with those that watch.
    private int cost() {
        return watched.size() + statements.stream().mapToInt(Cutting::cost).sum();
    }

    private static CommonPath unguarded(List<Statement> statements, Set<Integer> kept) {
        Set<Integer> watched = new LinkedHashSet<>();
        Map<Integer, Integer> names = new HashMap<>();
        List<Statement> path = new ArrayList<>();
        for (Statement statement : statements) {
            if (!(statement instanceof Statement.Guard guard)) {
                path.add(renamed(statement, names));
                continue;
            }
            int condition = names.getOrDefault(guard.condition(), guard.condition());
            watched.add(condition);
            for (Statement.Merge merge : guard.merges()) {
                int otherwise = names.getOrDefault(merge.otherwise(), merge.otherwise());
                if (kept.contains(merge.result())) {
                    // it is asked for by name
                    path.add(new Statement.Compute(
                            merge.result(), merge.type(), ScalarOp.SELECT, List.of(condition, otherwise, otherwise)));
                } else {
                    names.put(merge.result(), otherwise);
                }
            }
        }
        return new CommonPath(live(path, kept, watched), watched);
    }

    static Statement renamed(Statement statement, Map<Integer, Integer> names) {
        return switch (statement) {
            case Statement.Compute(int result, var type, var function, var operands) ->
                new Statement.Compute(
                        result,
                        type,
                        function,
                        operands.stream().map(v -> names.getOrDefault(v, v)).toList());
            case Statement.Store(int buffer, var index, int value) ->
                new Statement.Store(buffer, index, names.getOrDefault(value, value));
            case Statement.Require(int condition, var sample, int node) ->
                new Statement.Require(names.getOrDefault(condition, condition), sample, node);
            case Statement.Constant _, Statement.Position _, Statement.Size _, Statement.Load _ -> statement;
            case Statement.Guard _, Statement.Loop _, Statement.Each _ ->
                throw new IllegalStateException("no straight-line statement: " + statement);
        };
    }

    /// What is needed for stores, requirements, `kept` and `watched`.
    private static List<Statement> live(List<Statement> path, Set<Integer> kept, Set<Integer> watched) {
        Set<Integer> live = new HashSet<>(kept);
        live.addAll(watched);
        List<Statement> needed = new ArrayList<>();
        for (Statement statement : path.reversed()) {
            boolean acts = statement instanceof Statement.Store || statement instanceof Statement.Require;
            if (acts || Uses.definedBy(statement).stream().anyMatch(live::contains)) {
                live.addAll(Uses.of(statement));
                needed.addFirst(statement);
            }
        }
        return needed;
    }
}
