package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Whether a root may be computed by a kernel that computes others already.
sealed interface Joining {
    /// Memory streams of one kernel: beyond this many, prefetchers and registers run out (measured).
    int STREAMS = 16;

    /// Fewer cells than this leave processors idle when each runs a long loop.
    int FEW_CELLS = 64;

    /// What is known of a kernel.
    ///
    /// @param streams buffers that it reads or writes
    /// @param elements what it computes for its cell; grows with every root
    record State(Set<Integer> streams, Set<Cone.Element> elements) {}

    record Joined(Group group, State state) implements Joining {}

    record Apart(String reason) implements Joining {}

    /// @param before what is known of the group's kernel
    /// @param alone the kernel that the root would be by itself
    /// @param loads what the root needs from memory when it is by itself
    static Joining of(Storage storage, Group group, State before, Group alone, Set<Integer> loads) {
        if (group.kind() == Group.Kind.ARRAY) {
            return new Apart("an array kernel computes nothing else");
        }
        Root root = alone.roots().getFirst();
        boolean depends = group.roots().stream().anyMatch(r -> loads.contains(r.buffer()));
        List<Extent> space = root.extents();
        boolean same = space.equals(group.parallel());
        boolean prefix = space.size() > group.parallel().size()
                && space.subList(0, group.parallel().size()).equals(group.parallel());
        return switch (alone.kind()) {
            case PRODUCT -> new Apart("a matrix product has a kernel of its own");
            case HALVES -> new Apart("a product of elements has a kernel of its own");
            case ARRAY -> new Apart("an array kernel joins no other");
            case LOOP -> {
                Root first = group.roots().getFirst();
                int loop = storage.loops().left(root.value());
                yield group.kind() == Group.Kind.LOOP && same && storage.loops().left(first.value()) == loop
                        ? check(storage, group, before, group.parallel(), alone, loads)
                        : new Apart("a recurrence has a kernel of its own");
            }
            case FOLD -> {
                List<Extent> loop = alone.loops().iterator().next();
                if (group.kind() != Group.Kind.MAP && group.kind() != Group.Kind.FOLD) {
                    yield new Apart("its kernel has another loop");
                }
                boolean starves = isFew(space) && isLong(loop);
                if (same
                        && starves
                        && (depends
                                || !group.loops().isEmpty() && !group.loops().contains(loop))) {
                    yield new Apart("a long loop of few cells is split, so nothing waits for it inside");
                }
                if (same) {
                    yield check(storage, group, before, group.parallel(), alone, loads);
                }
                List<Extent> rows = new ArrayList<>(space);
                rows.addAll(loop);
                boolean folds = group.kind() == Group.Kind.MAP && rows.equals(group.parallel()) && depends;
                if (folds
                        && !starves
                        && group.roots().stream().allMatch(r -> r.extents().equals(rows))) {
                    yield check(storage, group, before, space, alone, loads);
                }
                yield new Apart(starves && folds ? "few cells with a long loop" : "another space");
            }
            case MAP -> {
                if (group.kind() == Group.Kind.LOOP
                        && (!depends
                                || group.roots().stream().anyMatch(r -> r.stacked() && loads.contains(r.buffer())))) {
                    yield new Apart("it does not go on with what a recurrence has at its end");
                }
                if (group.kind() == Group.Kind.PRODUCT && !depends) {
                    yield new Apart("the epilogue of a matrix product is what needs it");
                }
                if (same) {
                    yield check(storage, group, before, group.parallel(), alone, loads);
                }
                List<Extent> rest = prefix ? space.subList(group.parallel().size(), space.size()) : List.of();
                if (group.kind() == Group.Kind.FOLD && prefix && group.loops().contains(rest) && depends) {
                    yield isFew(group.parallel()) && isLong(rest)
                            ? new Apart("few cells with a long loop")
                            : check(storage, group, before, group.parallel(), alone, loads);
                }
                yield new Apart("another space");
            }
        };
    }

    /// Pulls the root into the kernel: what the kernel computes must be there at the cell that needs it.
    private static Joining check(
            Storage storage, Group group, State before, List<Extent> parallel, Group alone, Set<Integer> reads) {
        Root root = alone.roots().getFirst();
        boolean moved = !parallel.equals(group.parallel());
        Set<Cone.Element> elements = moved ? Set.of() : before.elements();
        Pulled pulled = Pulled.of(storage, parallel, List.of(root), group.inside(), elements);
        Set<Integer> loads = pulled.cone().loads();
        if (loads.contains(root.buffer()) || group.roots().stream().anyMatch(r -> loads.contains(r.buffer()))) {
            return new Apart("it reads what that kernel writes");
        }
        Map<Integer, Extent> extents = new HashMap<>();
        pulled.each().values().forEach(axes -> axes.forEach(a -> extents.put(a.id(), a.extent())));
        pulled.cone()
                .steps()
                .values()
                .forEach(m -> m.values().forEach(step -> {
                    if (step instanceof Cone.Step.Loop(List<Axis> axes, var _, var _, var _)) {
                        axes.forEach(a -> extents.put(a.id(), a.extent()));
                    }
                }));
        for (int value : group.inside()) {
            for (List<Index> at :
                    pulled.cone().steps().getOrDefault(value, Map.of()).keySet()) {
                if (!isOwn(storage.graph(), value, at, parallel.size(), extents)) {
                    return new Apart("it needs %" + value + " of other cells");
                }
            }
        }
        Set<Integer> streams = streams(storage, reads, root);
        Set<Integer> all = new HashSet<>(before.streams());
        all.addAll(streams);
        long shared = streams.stream().filter(before.streams()::contains).count();
        boolean depends = group.roots().stream().anyMatch(r -> reads.contains(r.buffer()));
        // a root that reads what is read or computed here anyway adds one stream, and saves the reading
        if (all.size() > STREAMS && !depends && 2 * shared < streams.size()) {
            return new Apart("more than " + STREAMS + " streams");
        }
        Set<Cone.Element> more = moved ? new HashSet<>() : before.elements();
        more.addAll(pulled.ofCell());
        Group.Kind kind = alone.kind() == Group.Kind.FOLD ? Group.Kind.FOLD : group.kind();
        return new Joined(group.with(kind, parallel, root, alone.loops()), new State(all, more));
    }

    /// True where element `at` is of the cell itself: its first coordinates are the cell's, the others run along whole
    /// axes of a loop.
    private static boolean isOwn(Graph graph, int value, List<Index> at, int cells, Map<Integer, Extent> extents) {
        Shape shape = graph.type(value).shape();
        int position = 0;
        for (int i = 0; i < at.size(); i++) {
            if (!shape.dim(i).is(1)) {
                var axis = at.get(i).axis();
                if (axis.isEmpty()
                        || position < cells && axis.getAsInt() != position
                        || position >= cells && !Extent.of(shape.dim(i)).equals(extents.get(axis.getAsInt()))) {
                    return false;
                }
                position++;
            }
        }
        return position >= cells;
    }

    /// Buffers of more than a few elements that a root reads and writes; results of reductions are no stream.
    static Set<Integer> streams(Storage storage, Set<Integer> reads, Root root) {
        Set<Integer> streams = new HashSet<>(reads);
        if (root.stores()) {
            streams.add(root.buffer());
        }
        streams.removeIf(b -> !isLarge(storage.buffers().get(b).count()));
        return streams;
    }

    private static boolean isLarge(Extent count) {
        return count.fixed().isEmpty() || count.fixed().getAsLong() > FEW_CELLS;
    }

    /// True for a loop that is worth splitting: longer than one chunk, or of unknown length.
    static boolean isLong(List<Extent> loop) {
        Extent steps = product(loop);
        return steps.fixed().isEmpty() || steps.fixed().getAsLong() > ReductionTree.CHUNK;
    }

    static boolean isFew(List<Extent> cells) {
        Extent product = product(cells);
        return product.fixed().isPresent() && product.fixed().getAsLong() < FEW_CELLS;
    }

    private static Extent product(List<Extent> extents) {
        Extent product = Extent.ONE;
        for (Extent extent : extents) {
            product = product.times(extent);
        }
        return product;
    }
}
