package dev.gradlane.vector;

import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Statement;
import java.util.LinkedHashSet;
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
            case Statement.Require require -> uses.add(require.condition());
        }
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
            case Statement.Guard guard -> {
                Set<Integer> results = new LinkedHashSet<>();
                guard.merges().stream().map(Statement.Merge::result).forEach(results::add);
                yield results;
            }
        };
    }
}
