package dev.gradlane.opencl;

import dev.gradlane.backend.BackendException;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A kernel with more buffers than a device takes arguments, as several: each stores to some of the buffers
/// and computes what these need. Values that two parts need are computed twice, which changes no bit.
final class Parts {
    private Parts() {}

    /// @param limit buffers that one kernel may have
    /// @throws BackendException if what one output needs is too much already
    static List<Kernel> of(Kernel kernel, int limit) {
        if (buffers(kernel.body()).size() <= limit) {
            return List.of(kernel);
        }
        Set<Integer> stored = new LinkedHashSet<>();
        stores(kernel.body(), stored);
        List<Kernel> parts = new ArrayList<>();
        split(kernel, List.copyOf(stored), limit, parts);
        return parts;
    }

    private static void split(Kernel kernel, List<Integer> stored, int limit, List<Kernel> parts) {
        // what is required is required once
        Block body = slice(kernel.body(), Set.copyOf(stored), parts.isEmpty(), new HashSet<>());
        if (buffers(body).size() <= limit) {
            String name = kernel.name() + "_part" + parts.size();
            parts.add(new Kernel(name, kernel.layout(), kernel.parallel(), body));
        } else if (stored.size() > 1) {
            split(kernel, stored.subList(0, stored.size() / 2), limit, parts);
            split(kernel, stored.subList(stored.size() / 2, stored.size()), limit, parts);
        } else {
            throw new BackendException(
                    "kernel " + kernel.name() + " reads " + buffers(body).size()
                            + " buffers for one output, more than the " + limit
                            + " that this OpenCL device passes to a kernel: use fewer inputs, or another device");
        }
    }

    /// The statements that the stores to `stored` need, in their order.
    ///
    /// @param live values that are needed after the block; those needed before it are added
    private static Block slice(Block block, Set<Integer> stored, boolean requires, Set<Integer> live) {
        List<Statement> kept = new ArrayList<>();
        for (Statement statement : block.statements().reversed()) {
            switch (statement) {
                case Statement.Constant s -> keep(kept, s, live.contains(s.result()));
                case Statement.Position s -> keep(kept, s, live.contains(s.result()));
                case Statement.Size s -> keep(kept, s, live.contains(s.result()));
                case Statement.Load s -> keep(kept, s, live.contains(s.result()));
                case Statement.Gather s -> {
                    if (keep(kept, s, live.contains(s.result()))) {
                        live.add(s.position());
                    }
                }
                case Statement.Compute s -> {
                    if (keep(kept, s, live.contains(s.result()))) {
                        live.addAll(s.operands());
                    }
                }
                case Statement.Store s -> {
                    if (keep(kept, s, stored.contains(s.buffer()))) {
                        live.add(s.value());
                    }
                }
                case Statement.Require s -> {
                    if (keep(kept, s, requires)) {
                        live.add(s.condition());
                    }
                }
                case Statement.Loop s -> {
                    if (keep(kept, s, s.accumulators().stream().anyMatch(a -> live.contains(a.result())))) {
                        s.accumulators().forEach(a -> live.addAll(a.elements()));
                        uses(s.body(), live);
                    }
                }
                case Statement.Each s -> {
                    Block body = slice(s.body(), stored, requires, live);
                    keep(
                            kept,
                            new Statement.Each(s.axes(), body),
                            !body.statements().isEmpty());
                }
                case Statement.Recurrence s -> {
                    Set<Integer> inside = new HashSet<>(live);
                    s.carried().forEach(c -> inside.add(c.next()));
                    Block body = slice(s.body(), stored, requires, inside);
                    Set<Integer> stores = new HashSet<>();
                    stores(body, stores);
                    Statement part = new Statement.Recurrence(s.axis(), s.reversed(), s.carried(), body);
                    if (keep(kept, part, isLive(s.carried(), live) || !stores.isEmpty())) {
                        s.carried().forEach(c -> inside.add(c.initial()));
                        live.addAll(inside);
                    }
                }
                case Statement.Repeat s -> {
                    if (keep(kept, s, isLive(s.carried(), live) || requires)) {
                        uses(new Block(List.of(s)), live);
                    }
                }
                case Statement.Guard s -> {
                    if (keep(kept, s, s.merges().stream().anyMatch(m -> live.contains(m.result())))) {
                        live.add(s.condition());
                        s.merges().forEach(m -> live.addAll(List.of(m.taken(), m.otherwise())));
                        uses(s.body(), live);
                    }
                }
            }
        }
        return new Block(kept.reversed());
    }

    private static boolean isLive(List<Statement.Carried> carried, Set<Integer> live) {
        return carried.stream().anyMatch(c -> live.contains(c.result()));
    }

    private static boolean keep(List<Statement> kept, Statement statement, boolean needed) {
        if (needed) {
            kept.add(statement);
        }
        return needed;
    }

    /// Adds every value that a block uses.
    private static void uses(Block block, Set<Integer> live) {
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Constant _, Statement.Position _, Statement.Size _, Statement.Load _ -> {
                    // uses no value
                }
                case Statement.Compute s -> live.addAll(s.operands());
                case Statement.Gather s -> live.add(s.position());
                case Statement.Store s -> live.add(s.value());
                case Statement.Require s -> live.add(s.condition());
                case Statement.Loop s -> {
                    s.accumulators().forEach(a -> live.addAll(a.elements()));
                    uses(s.body(), live);
                }
                case Statement.Each s -> uses(s.body(), live);
                case Statement.Recurrence s -> {
                    s.carried().forEach(c -> live.addAll(List.of(c.initial(), c.next())));
                    uses(s.body(), live);
                }
                case Statement.Repeat s -> {
                    s.carried().forEach(c -> live.addAll(List.of(c.initial(), c.next())));
                    live.add(s.condition());
                    uses(s.test(), live);
                    uses(s.body(), live);
                }
                case Statement.Guard s -> {
                    live.add(s.condition());
                    s.merges().forEach(m -> live.addAll(List.of(m.taken(), m.otherwise())));
                    uses(s.body(), live);
                }
            }
        }
    }

    private static void stores(Block block, Set<Integer> stored) {
        accesses(block, (buffer, store) -> {
            if (store) {
                stored.add(buffer);
            }
        });
    }

    private static Set<Integer> buffers(Block block) {
        Set<Integer> buffers = new LinkedHashSet<>();
        accesses(block, (buffer, _) -> buffers.add(buffer));
        return buffers;
    }

    private interface Access {
        void of(int buffer, boolean store);
    }

    private static void accesses(Block block, Access access) {
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Constant _, Statement.Position _, Statement.Size _ -> {
                    // no buffer
                }
                case Statement.Compute _, Statement.Require _ -> {
                    // no buffer
                }
                case Statement.Load s -> access.of(s.buffer(), false);
                case Statement.Gather s -> access.of(s.buffer(), false);
                case Statement.Store s -> access.of(s.buffer(), true);
                case Statement.Loop s -> accesses(s.body(), access);
                case Statement.Each s -> accesses(s.body(), access);
                case Statement.Recurrence s -> accesses(s.body(), access);
                case Statement.Repeat s -> {
                    accesses(s.test(), access);
                    accesses(s.body(), access);
                }
                case Statement.Guard s -> accesses(s.body(), access);
            }
        }
    }
}
