package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// Roots over one parallel space and their cone. A root whose space has more axes than the kernel is stored by a loop
/// over the rest ([Statement.Each]), shared by all roots with the same rest.
record Pulled(List<Axis> parallel, Map<List<Extent>, List<Axis>> each, List<Placed> roots, Cone cone) {
    /// A root, the element that it stores and where.
    ///
    /// @param step the axis of the recurrence whose steps store it, if they do
    record Placed(Root root, Cone.Element element, List<Axis> rest, Index target, OptionalInt step) {}

    static Pulled of(Storage storage, List<Extent> parallel, List<Root> roots, Set<Integer> inside) {
        return of(storage, parallel, roots, inside, Set.of());
    }

    /// What roots need beside elements that are `known`.
    static Pulled of(
            Storage storage, List<Extent> parallel, List<Root> roots, Set<Integer> inside, Set<Cone.Element> known) {
        List<Axis> cells = axes(parallel, 0);
        Map<List<Extent>, List<Axis>> each = new LinkedHashMap<>();
        int next = cells.size();
        for (Root root : roots) {
            List<Extent> rest =
                    root.extents().subList(cells.size(), root.extents().size());
            if (!each.containsKey(rest)) {
                each.put(rest, axes(rest, next));
                next += rest.size();
            }
        }
        Set<Integer> here = new HashSet<>(inside);
        roots.stream().filter(Root::direct).forEach(r -> here.add(r.value()));
        Cone cone = new Cone(storage, here, known, next);
        List<Placed> placed = new ArrayList<>();
        for (Root root : roots) {
            List<Axis> rest =
                    each.get(root.extents().subList(cells.size(), root.extents().size()));
            List<Index> indices = new ArrayList<>();
            cells.forEach(a -> indices.add(Index.along(a.id())));
            rest.forEach(a -> indices.add(Index.along(a.id())));
            List<Index> point = new ArrayList<>(Root.point(root.cells(), indices));
            OptionalInt step = OptionalInt.empty();
            if (root.stacked()) {
                step = OptionalInt.of(
                        cone.pullStacked(root.value(), point).axis().id());
                point.addFirst(Index.along(step.getAsInt()));
            }
            Cone.Element element =
                    cone.pull(root.value(), root.axes().stream().map(point::get).toList());
            placed.add(new Placed(root, element, rest, root.target(point), step));
        }
        return new Pulled(cells, each, placed, cone.complete());
    }

    /// Elements that are the cell's alone, whatever loops it has: other roots of the cell find them there.
    Set<Cone.Element> ofCell() {
        Set<Cone.Element> elements = new HashSet<>();
        cone.steps()
                .forEach((value, steps) -> steps.keySet().stream()
                        .filter(at ->
                                at.stream().allMatch(i -> i.terms().stream().allMatch(t -> t.axis() < parallel.size())))
                        .forEach(at -> elements.add(new Cone.Element(value, at))));
        return elements;
    }

    private static List<Axis> axes(List<Extent> extents, int first) {
        return IntStream.range(0, extents.size())
                .mapToObj(i -> new Axis(first + i, extents.get(i)))
                .toList();
    }
}
