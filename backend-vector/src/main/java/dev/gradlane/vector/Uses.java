package dev.gradlane.vector;

import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The values that statements read and define.
final class Uses {
    private Uses() {}

    /// What `statement` reads, with what its inner blocks read.
    static Set<Integer> of(Statement statement) {
        Set<Integer> uses = new LinkedHashSet<>();
        collect(statement, uses);
        return uses;
    }

    private static void collect(Statement statement, Set<Integer> uses) {
        switch (statement) {
            case Statement.Constant _, Statement.Position _, Statement.Size _, Statement.Load _ -> {}
            case Statement.Compute compute -> uses.addAll(compute.operands());
            case Statement.Gather gather -> uses.add(gather.position());
            case Statement.Store store -> uses.add(store.value());
            case Statement.Loop loop -> {
                collect(loop.body(), uses);
                loop.accumulators().forEach(a -> uses.addAll(a.elements()));
            }
            case Statement.Each each -> collect(each.body(), uses);
            case Statement.Guard guard -> {
                uses.add(guard.condition());
                collect(guard.body(), uses);
                guard.merges().forEach(merge -> {
                    uses.add(merge.taken());
                    uses.add(merge.otherwise());
                });
            }
            case Statement.Recurrence recurrence -> carried(recurrence.carried(), List.of(recurrence.body()), uses);
            case Statement.Repeat repeat -> {
                Set<Integer> inside = new LinkedHashSet<>(Set.of(repeat.condition()));
                carried(repeat.carried(), List.of(repeat.test(), repeat.body()), inside);
                repeat.test().statements().forEach(s -> inside.removeAll(definedBy(s)));
                repeat.carried().forEach(c -> inside.remove(c.current()));
                uses.addAll(inside);
            }
            case Statement.Require require -> uses.add(require.condition());
        }
    }

    /// What the blocks of a loop with a state read from before it.
    private static void carried(List<Statement.Carried> carried, List<Block> blocks, Set<Integer> uses) {
        Set<Integer> inside = new LinkedHashSet<>();
        carried.forEach(c -> inside.add(c.next()));
        blocks.forEach(block -> collect(block, inside));
        blocks.forEach(block -> block.statements().forEach(s -> inside.removeAll(definedBy(s))));
        carried.forEach(c -> inside.remove(c.current()));
        carried.forEach(c -> inside.add(c.initial()));
        uses.addAll(inside);
    }

    /// Whether a statement runs a block several times.
    static boolean isLoop(Statement statement) {
        return switch (statement) {
            case Statement.Loop _, Statement.Each _, Statement.Recurrence _, Statement.Repeat _ -> true;
            case Statement.Constant _,
                    Statement.Compute _,
                    Statement.Position _,
                    Statement.Size _,
                    Statement.Load _,
                    Statement.Gather _,
                    Statement.Store _,
                    Statement.Guard _,
                    Statement.Require _ -> false;
        };
    }

    /// The greatest number of a value in a kernel.
    static int highest(Kernel kernel) {
        return highest(kernel.body());
    }

    private static int highest(Block block) {
        int highest = -1;
        for (Statement s : block.statements()) {
            Set<Integer> values = new LinkedHashSet<>(definedBy(s));
            values.addAll(of(s));
            highest = Math.max(highest, values.stream().mapToInt(v -> v).max().orElse(-1));
            for (Block inner : blocks(s)) {
                highest = Math.max(highest, highest(inner));
            }
        }
        return highest;
    }

    private static List<Block> blocks(Statement statement) {
        return switch (statement) {
            case Statement.Loop s -> List.of(s.body());
            case Statement.Each s -> List.of(s.body());
            case Statement.Guard s -> List.of(s.body());
            case Statement.Recurrence s -> List.of(s.body());
            case Statement.Repeat s -> List.of(s.test(), s.body());
            case Statement.Constant _,
                    Statement.Compute _,
                    Statement.Position _,
                    Statement.Size _,
                    Statement.Load _,
                    Statement.Gather _,
                    Statement.Store _,
                    Statement.Require _ -> List.of();
        };
    }

    private static Set<Integer> results(List<Statement.Carried> carried) {
        Set<Integer> results = new LinkedHashSet<>();
        carried.forEach(c -> results.add(c.result()));
        return results;
    }

    private static void collect(Block block, Set<Integer> uses) {
        block.statements().forEach(statement -> collect(statement, uses));
    }

    /// What `statement` defines for the statements after it.
    static Set<Integer> definedBy(Statement statement) {
        return switch (statement) {
            case Statement.Constant c -> Set.of(c.result());
            case Statement.Compute c -> Set.of(c.result());
            case Statement.Position p -> Set.of(p.result());
            case Statement.Size s -> Set.of(s.result());
            case Statement.Load l -> Set.of(l.result());
            case Statement.Gather g -> Set.of(g.result());
            case Statement.Store _, Statement.Each _, Statement.Require _ -> Set.of();
            case Statement.Loop loop -> {
                Set<Integer> results = new LinkedHashSet<>();
                loop.accumulators().stream().map(Accumulator::result).forEach(results::add);
                yield results;
            }
            case Statement.Recurrence recurrence -> results(recurrence.carried());
            case Statement.Repeat repeat -> results(repeat.carried());
            case Statement.Guard guard -> {
                Set<Integer> results = new LinkedHashSet<>();
                guard.merges().stream().map(Statement.Merge::result).forEach(results::add);
                yield results;
            }
        };
    }
}
