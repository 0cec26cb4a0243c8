package dev.gradlane.vector;

import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Straight-line statements as they are where no guard is entered and no argument is special ([SpecialArms]), which is
/// how almost every point goes: shorter, and in one piece where the guards cut them. Right only where the premise is; a
/// tile in which it is wrong at some point is computed again by all statements.
record CommonPath(List<Statement> statements, Premise premise) {
    CommonPath {
        statements = List.copyOf(statements);
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
        return path.premise().isEmpty() ? Optional.empty() : Optional.of(path);
    }

    private CommonPath withoutSpecialArms(Set<Integer> kept, boolean signs) {
        Set<Integer> stay = new HashSet<>(kept);
        stay.addAll(premise.conditions());
        CommonPath shorter = SpecialArms.without(statements, stay, signs);
        Premise both = premise.and(shorter.premise());
        return new CommonPath(live(shorter.statements(), kept, both), both);
    }

    /// Vector instructions, with those that prove the premise.
    private int cost() {
        return premise.conditions().size()
                + statements.stream().mapToInt(Cutting::cost).sum();
    }

    private static CommonPath unguarded(List<Statement> statements, Set<Integer> kept) {
        List<Integer> conditions = new ArrayList<>();
        Map<Integer, Integer> names = new HashMap<>();
        List<Statement> path = new ArrayList<>();
        for (Statement statement : statements) {
            if (!(statement instanceof Statement.Guard guard)) {
                path.add(renamed(statement, names));
                continue;
            }
            int condition = names.getOrDefault(guard.condition(), guard.condition());
            conditions.add(condition);
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
        Premise premise = new Premise(conditions, List.of());
        return new CommonPath(live(path, kept, premise), premise);
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
            case Statement.Guard _,
                    Statement.Loop _,
                    Statement.Each _,
                    Statement.Gather _,
                    Statement.Recurrence _,
                    Statement.Repeat _ -> throw new IllegalStateException("no straight-line statement: " + statement);
        };
    }

    /// What is needed for stores, requirements, `kept` and the premise.
    private static List<Statement> live(List<Statement> path, Set<Integer> kept, Premise premise) {
        Set<Integer> live = new HashSet<>(kept);
        live.addAll(premise.conditions());
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
