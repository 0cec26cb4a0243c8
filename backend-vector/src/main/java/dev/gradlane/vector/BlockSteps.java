package dev.gradlane.vector;

import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A block as steps: what stands between two loops is one [Straight], or several where positions are computed
/// that others gather by. A row is given back after the last step that reads it.
record BlockSteps(List<Step> steps) implements Step {
    BlockSteps {
        steps = List.copyOf(steps);
    }

    /// @param axis the lanes' axis; [Row#NONE] where a cell is one point
    /// @param exports values of the block that the caller reads afterwards; their rows belong to the caller
    static BlockSteps of(KernelContext kernel, Block block, int axis, Set<Integer> exports) {
        Map<Integer, Statement.Load> loads = new HashMap<>();
        block.statements().forEach(s -> {
            if (s instanceof Statement.Load load) {
                loads.put(load.result(), load);
            }
        });
        List<List<Statement>> groups = groups(block, exports);
        List<Step> steps = new ArrayList<>();
        Set<Integer> mine = new LinkedHashSet<>();
        for (int i = 0; i < groups.size(); i++) {
            Set<Integer> later = new HashSet<>(exports);
            groups.subList(i + 1, groups.size()).forEach(group -> later.addAll(outside(group, loads)));
            Set<Integer> defined = definedBy(groups.get(i));
            switch (groups.get(i).getFirst()) {
                case Statement.Loop loop -> steps.add(LoopStep.of(kernel, loop, axis));
                case Statement.Each each -> steps.add(EachStep.of(kernel, each, axis));
                case Statement.Gather _ -> {
                    for (Statement statement : groups.get(i)) {
                        Statement.Gather gather = (Statement.Gather) statement;
                        Optional<Statement.Load> position = Optional.ofNullable(loads.get(gather.position()));
                        steps.add(GatherStep.of(kernel, gather, position, axis));
                    }
                }
                case Statement.Recurrence recurrence -> steps.add(RecurrenceStep.of(kernel, recurrence, axis));
                case Statement.Repeat repeat -> steps.add(RepeatStep.of(kernel, repeat, axis));
                case Statement _ -> {
                    Set<Integer> kept = new LinkedHashSet<>(defined);
                    kept.retainAll(later);
                    steps.add(Straight.of(kernel, groups.get(i), axis, kept));
                }
            }
            mine.addAll(defined);
            mine.removeIf(value -> {
                boolean dead = !later.contains(value);
                if (dead && kernel.isBound(value)) {
                    kernel.release(kernel.row(value).index());
                }
                return dead;
            });
        }
        return new BlockSteps(steps);
    }

    private static Set<Integer> definedBy(List<Statement> group) {
        Set<Integer> defined = new LinkedHashSet<>();
        group.forEach(statement -> defined.addAll(Uses.definedBy(statement)));
        return defined;
    }

    /// What a group takes from before it; a gather finds positions that are loaded in memory.
    private static Set<Integer> outside(List<Statement> group, Map<Integer, Statement.Load> loads) {
        Set<Integer> uses = new HashSet<>();
        for (Statement statement : group) {
            boolean loaded = statement instanceof Statement.Gather gather && loads.containsKey(gather.position());
            if (!loaded) {
                uses.addAll(Uses.of(statement));
            }
        }
        uses.removeAll(definedBy(group));
        return uses;
    }

    /// Loops alone, everything else in as long runs as gathers allow.
    private static List<List<Statement>> groups(Block block, Set<Integer> exports) {
        List<List<Statement>> groups = new ArrayList<>();
        List<Statement> open = new ArrayList<>();
        List<Statement> statements = block.statements();
        for (int i = 0; i < statements.size(); i++) {
            Statement statement = statements.get(i);
            boolean loop = Uses.isLoop(statement);
            if (!loop) {
                open.add(statement);
            }
            if (!open.isEmpty() && (loop || i == statements.size() - 1)) {
                Set<Integer> kept = new HashSet<>(exports);
                statements.subList(i, statements.size()).forEach(s -> kept.addAll(Uses.of(s)));
                groups.addAll(Rounds.of(open, kept));
                open.clear();
            }
            if (loop) {
                groups.add(List.of(statement));
            }
        }
        return groups;
    }

    @Override
    public void run(Scope scope, int count) {
        for (Step step : steps) {
            step.run(scope, count);
        }
    }

    @Override
    public int most() {
        return steps.stream().mapToInt(Step::most).min().orElse(Rows.TILE);
    }
}
