package dev.gradlane.vector;

import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A block as steps: what stands between two loops is one [Straight]. A row is given back after the last step that
/// reads it.
record BlockSteps(List<Step> steps) implements Step {
    BlockSteps {
        steps = List.copyOf(steps);
    }

    /// @param axis the lanes' axis; [Row#NONE] where a cell is one point
    /// @param exports values of the block that the caller reads afterwards; their rows belong to the caller
    static BlockSteps of(KernelContext kernel, Block block, int axis, Set<Integer> exports) {
        List<List<Statement>> groups = groups(block);
        List<Step> steps = new ArrayList<>();
        Set<Integer> mine = new LinkedHashSet<>();
        for (int i = 0; i < groups.size(); i++) {
            Set<Integer> later = new HashSet<>(exports);
            groups.subList(i + 1, groups.size())
                    .forEach(group -> group.forEach(statement -> later.addAll(Uses.of(statement))));
            Set<Integer> defined = new LinkedHashSet<>();
            groups.get(i).forEach(statement -> defined.addAll(Uses.definedBy(statement)));
            switch (groups.get(i).getFirst()) {
                case Statement.Loop loop -> steps.add(LoopStep.of(kernel, loop, axis));
                case Statement.Each each -> steps.add(EachStep.of(kernel, each, axis));
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

    /// Loops alone, everything else in as long runs as possible.
    private static List<List<Statement>> groups(Block block) {
        List<List<Statement>> groups = new ArrayList<>();
        boolean open = false;
        for (Statement statement : block.statements()) {
            boolean loop = statement instanceof Statement.Loop || statement instanceof Statement.Each;
            if (loop || !open) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(statement);
            open = !loop;
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
