package dev.gradlane.vector;

import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Statements without loops in the order in which gathers let them run: what positions are made of, the gathers of
/// these positions, what is made of them, and so on, so that as few gathers as possible part what generated code could
/// do at once.
///
/// A computation stands as late as its users allow: what a gather is added to needs no row. What is loaded, counted or
/// constant stands in every round that reads it, because reading it again costs less than a row.
final class Rounds {
    private final List<Statement> statements;
    private final Map<Integer, Integer> definition = new HashMap<>();
    private final int[] round;

    private Rounds(List<Statement> statements) {
        this.statements = statements;
        this.round = new int[statements.size()];
        for (int i = 0; i < round.length; i++) {
            for (int value : Uses.definedBy(statements.get(i))) {
                definition.put(value, i);
            }
        }
    }

    /// Groups of statements without gathers, and of gathers, in turns; none is empty.
    ///
    /// @param kept values that are used after the last statement
    static List<List<Statement>> of(List<Statement> statements, Set<Integer> kept) {
        if (statements.stream().noneMatch(Statement.Gather.class::isInstance)) {
            return List.of(List.copyOf(statements));
        }
        Rounds rounds = new Rounds(statements);
        rounds.early();
        rounds.late();
        return rounds.groups(kept);
    }

    /// The first round in which all that a statement reads is there. A gather belongs to the round of its position.
    private void early() {
        for (int i = 0; i < round.length; i++) {
            for (int value : Uses.of(statements.get(i))) {
                Integer at = definition.get(value);
                if (at != null) {
                    int ready = round[at] + (statements.get(at) instanceof Statement.Gather ? 1 : 0);
                    round[i] = Math.max(round[i], ready);
                }
            }
        }
    }

    private void late() {
        int[] latest = new int[round.length];
        Arrays.fill(latest, Integer.MAX_VALUE);
        for (int i = round.length - 1; i >= 0; i--) {
            boolean moves =
                    statements.get(i) instanceof Statement.Compute || statements.get(i) instanceof Statement.Guard;
            if (moves && latest[i] != Integer.MAX_VALUE) {
                round[i] = latest[i];
            }
            for (int value : Uses.of(statements.get(i))) {
                Integer at = definition.get(value);
                if (at != null) {
                    latest[at] = Math.min(latest[at], round[i]);
                }
            }
        }
    }

    private boolean isLoaded(int value) {
        Integer at = definition.get(value);
        return at != null && statements.get(at) instanceof Statement.Load;
    }

    private List<List<Statement>> groups(Set<Integer> kept) {
        List<List<Statement>> groups = new ArrayList<>();
        int last = Arrays.stream(round).max().orElse(0);
        for (int s = 0; s <= last; s++) {
            List<Statement> gathers = new ArrayList<>();
            Set<Integer> wanted = new HashSet<>(s == last ? kept : Set.of());
            for (int i = 0; i < round.length; i++) {
                if (round[i] == s && statements.get(i) instanceof Statement.Gather gather) {
                    gathers.add(gather);
                    // what is loaded it finds in memory
                    if (!isLoaded(gather.position())) {
                        wanted.add(gather.position());
                    }
                }
            }
            List<Statement> plain = plain(s, wanted);
            if (!plain.isEmpty()) {
                groups.add(plain);
            }
            if (!gathers.isEmpty()) {
                groups.add(gathers);
            }
        }
        return groups;
    }

    /// What is computed in a round, with the leaves that this or `wanted` reads.
    private List<Statement> plain(int number, Set<Integer> wanted) {
        List<Statement> plain = new ArrayList<>();
        for (int i = round.length - 1; i >= 0; i--) {
            Statement statement = statements.get(i);
            boolean mine = isLeaf(statement)
                    ? Uses.definedBy(statement).stream().anyMatch(wanted::contains)
                    : round[i] == number && !(statement instanceof Statement.Gather);
            if (mine) {
                plain.addFirst(statement);
                wanted.addAll(Uses.of(statement));
            }
        }
        return plain;
    }

    private static boolean isLeaf(Statement statement) {
        return switch (statement) {
            case Statement.Constant _, Statement.Load _, Statement.Position _, Statement.Size _ -> true;
            case Statement.Compute _,
                    Statement.Gather _,
                    Statement.Store _,
                    Statement.Loop _,
                    Statement.Each _,
                    Statement.Recurrence _,
                    Statement.Repeat _,
                    Statement.Guard _,
                    Statement.Require _ -> false;
        };
    }
}
