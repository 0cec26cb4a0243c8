package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Roots that one kernel computes.
///
/// @param parallel extents of its parallel axes, none of them 1
/// @param loops extents of the loops of its reductions
record Group(Kind kind, List<Extent> parallel, List<Root> roots, Set<List<Extent>> loops) {
    enum Kind {
        /// Elements alone.
        MAP,
        /// A recurrence and what is computed from its last state.
        LOOP,
        /// Reductions and what is computed from them.
        FOLD,
        /// A matrix product and its epilogue.
        PRODUCT,
        /// A product of elements in place, and its epilogue.
        HALVES,
        /// An array kernel and nothing else: its roots are the results of one node.
        ARRAY
    }

    Group {
        roots = List.copyOf(roots);
        loops = Set.copyOf(loops);
    }

    /// Stored values that it computes.
    Set<Integer> inside() {
        Set<Integer> values = new HashSet<>();
        roots.stream().filter(Root::direct).forEach(r -> values.add(r.value()));
        return values;
    }

    Group with(Kind other, List<Extent> space, Root root, Set<List<Extent>> moreLoops) {
        List<Root> all = new ArrayList<>(roots);
        all.add(root);
        Set<List<Extent>> allLoops = new HashSet<>(loops);
        allLoops.addAll(moreLoops);
        return new Group(other, space, all, allLoops);
    }
}
