package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Sorts the statements of a matrix product by the part of it that needs them.
final class ContractionParts {
    private final Kernel kernel;
    private final Statement.Loop loop;
    private final List<Statement> before;
    private final List<Statement> after;
    private final Map<Integer, Set<Integer>> axesOf = new HashMap<>();
    private int fresh;

    ContractionParts(Kernel kernel) {
        this.kernel = kernel;
        List<Statement> body = kernel.body().statements();
        this.loop = body.stream()
                .filter(Statement.Loop.class::isInstance)
                .map(Statement.Loop.class::cast)
                .findFirst()
                .orElseThrow();
        this.before = body.subList(0, body.indexOf(loop));
        this.after = body.subList(body.indexOf(loop) + 1, body.size());
        Stream.of(before, loop.body().statements(), after).flatMap(List::stream).forEach(this::note);
        this.fresh = Math.max(
                        axesOf.keySet().stream().mapToInt(v -> v).max().orElse(0),
                        loop.accumulators().getFirst().result())
                + 1;
    }

    /// Notes on which axes a statement's results depend.
    private void note(Statement statement) {
        Set<Integer> axes = new HashSet<>();
        indices(statement).forEach(i -> i.terms().forEach(t -> axes.add(t.axis())));
        Statements.uses(statement).forEach(v -> axes.addAll(axesOf.getOrDefault(v, Set.of())));
        Statements.results(statement).forEach(v -> axesOf.put(v, axes));
    }

    private static Stream<Index> indices(Statement statement) {
        return switch (statement) {
            case Statement.Load s -> Stream.of(s.index());
            case Statement.Gather s -> Stream.of(s.index());
            case Statement.Position s -> Stream.of(s.index());
            case Statement.Guard s -> s.body().statements().stream().flatMap(ContractionParts::indices);
            case Statement.Constant _,
                    Statement.Compute _,
                    Statement.Size _,
                    Statement.Store _,
                    Statement.Loop _,
                    Statement.Each _,
                    Statement.Recurrence _,
                    Statement.Repeat _,
                    Statement.Require _ -> Stream.of();
        };
    }

    Contraction contraction() {
        Accumulator total = loop.accumulators().getFirst();
        int leftElement = total.elements().get(0);
        int rightElement = total.elements().get(1);
        Set<Integer> left = axesOf.get(leftElement);
        Set<Integer> right = axesOf.get(rightElement);
        List<Axis> batchAxes = new ArrayList<>();
        List<Axis> leftAxes = new ArrayList<>();
        List<Axis> rightAxes = new ArrayList<>();
        for (Axis axis : kernel.parallel()) {
            boolean inLeft = left.contains(axis.id());
            boolean inRight = right.contains(axis.id());
            if (inLeft && inRight) {
                batchAxes.add(axis);
            } else if (inRight || !inLeft && !rightAxes.isEmpty()) {
                rightAxes.add(axis);
            } else {
                leftAxes.add(axis);
            }
        }
        Set<Integer> batch = new HashSet<>(batchAxes.stream().map(Axis::id).toList());
        List<Statement> invariant = before.stream()
                .filter(s -> Statements.results(s).stream().allMatch(v -> batch.containsAll(axesOf.get(v))))
                .toList();
        List<Statement> varying =
                before.stream().filter(s -> !invariant.contains(s)).toList();
        List<Statement> operands = new ArrayList<>(varying);
        operands.addAll(loop.body().statements());
        Set<Integer> taken = new LinkedHashSet<>();
        List<Statement> epilogue = new ArrayList<>(needed(varying, after));
        epilogue.forEach(s -> taken.addAll(Statements.results(s)));
        epilogue.addAll(after);
        Part a = part(operands, leftElement, invariant, taken);
        Part b = part(operands, rightElement, invariant, taken);
        return new Contraction(
                batchAxes,
                leftAxes,
                rightAxes,
                loop.axes(),
                new Block(invariant),
                a.block(),
                a.element(),
                b.block(),
                b.element(),
                new Accumulator(
                        total.result(), total.type(), total.fold(), total.order(), List.of(a.element(), b.element())),
                new Block(epilogue));
    }

    private record Part(Block block, int element) {}

    /// The statements that `element` needs, under names that no other part has; an element that is invariant or
    /// given by a statement of the batch has an empty block.
    private Part part(List<Statement> operands, int element, List<Statement> invariant, Set<Integer> taken) {
        List<Statement> needed = closure(operands, Set.of(element));
        Map<Integer, Integer> names = new HashMap<>();
        needed.forEach(s -> all(s).forEach(v -> {
            if (!taken.add(v)) {
                names.put(v, fresh++);
            }
        }));
        Block block = Statements.rename(new Block(needed), Statements.Names.ofValues(names));
        return new Part(block, names.getOrDefault(element, element));
    }

    /// Values that a statement defines, also those inside.
    private static Stream<Integer> all(Statement statement) {
        Stream<Integer> inner = statement instanceof Statement.Guard(var _, Block body, var _)
                ? body.statements().stream().flatMap(ContractionParts::all)
                : Stream.of();
        return Stream.concat(inner, Statements.results(statement).stream());
    }

    private static List<Statement> needed(List<Statement> candidates, List<Statement> users) {
        Set<Integer> uses = new HashSet<>();
        users.forEach(s -> uses.addAll(Statements.uses(s)));
        return closure(candidates, uses);
    }

    private static List<Statement> closure(List<Statement> candidates, Set<Integer> wanted) {
        Set<Integer> open = new HashSet<>(wanted);
        List<Statement> chosen = new ArrayList<>();
        for (Statement s : candidates.reversed()) {
            if (Statements.results(s).stream().anyMatch(open::contains)) {
                chosen.addFirst(s);
                open.addAll(Statements.uses(s));
            }
        }
        return chosen;
    }
}
