package dev.gradlane.kernel;

import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Which elementwise values are dear and computed more than once, by several kernels or for many cells, so that they
/// are better stored.
final class Sharing {
    /// Instructions that cost as much as storing and loading an element: 8 bytes at 16 GB/s of one core take as long as
    /// about 30 vector instructions, on a GPU of 4 TB/s about 50.
    static final int DEAR = 32;

    /// A load of an element counts as this many instructions.
    private static final int LOAD = 8;

    private final Storage storage;
    private final Graph graph;
    private final Map<Integer, Set<Integer>> kernels = new TreeMap<>();
    private final Map<Integer, String> again = new HashMap<>();

    private Sharing(Storage storage) {
        this.storage = storage;
        this.graph = storage.graph();
    }

    /// Values to store beside those that are; empty when nothing is worth it.
    static Set<Integer> of(Storage storage, List<Group> groups, List<String> decisions) {
        Sharing sharing = new Sharing(storage);
        for (int i = 0; i < groups.size(); i++) {
            sharing.note(groups.get(i), i);
        }
        return sharing.choose(decisions);
    }

    private void note(Group group, int number) {
        if (group.kind() == Group.Kind.ARRAY) {
            return;
        }
        Pulled pulled = Pulled.of(storage, group.parallel(), group.roots(), group.inside());
        pulled.cone()
                .steps()
                .forEach((value, steps) -> steps.forEach((at, step) -> {
                    if (step instanceof Cone.Step.Apply
                            && !storage.home().containsKey(value)
                            && !storage.loops().isInside(value)) {
                        Set<Integer> users = kernels.computeIfAbsent(value, _ -> new TreeSet<>());
                        users.add(number);
                        if (users.size() > 1) {
                            again.putIfAbsent(value, "by several kernels");
                        }
                        if (repeats(group, at)) {
                            again.putIfAbsent(value, "for each cell of k" + number + " again");
                        }
                    }
                }));
    }

    /// True where cells that differ in an axis compute the same element; once per cell is nothing beside its loops.
    private static boolean repeats(Group group, List<Index> at) {
        Set<Integer> axes = new HashSet<>();
        at.forEach(i -> i.terms().forEach(t -> axes.add(t.axis())));
        int cells = group.parallel().size();
        boolean inLoop = axes.stream().anyMatch(a -> a >= cells);
        boolean misses = IntStream.range(0, cells).anyMatch(a -> !axes.contains(a));
        return misses && (inLoop || group.kind() == Group.Kind.MAP);
    }

    private Set<Integer> choose(List<String> decisions) {
        Set<Integer> dear = new TreeSet<>();
        for (int value : again.keySet()) {
            if (cost(value) > DEAR) {
                dear.add(value);
            }
        }
        Set<Integer> covered = new HashSet<>();
        for (int value : dear) {
            for (int operand : operands(value)) {
                if (dear.contains(operand) && kernels.get(value).containsAll(kernels.get(operand))) {
                    covered.add(operand);
                }
            }
        }
        Set<Integer> chosen = new TreeSet<>(dear);
        chosen.removeAll(covered);
        chosen.forEach(v -> decisions.add("%" + v + ":" + graph.type(v) + " is stored: more than " + DEAR
                + " instructions, which cost as much as memory, would be computed " + again.get(v)));
        return chosen;
    }

    /// Values of elementwise functions that `value` needs directly, seen through views.
    private List<Integer> operands(int value) {
        List<Integer> found = new ArrayList<>();
        Deque<Integer> open = new ArrayDeque<>(graph.definition(value).operands());
        while (!open.isEmpty()) {
            int operand = open.pop();
            Node node = graph.definition(operand);
            if (node.op() instanceof Op.Map(Elementwise _)) {
                found.add(operand);
            } else if (!storage.home().containsKey(operand)) {
                open.addAll(node.operands());
            }
        }
        return found;
    }

    /// Instructions of a value's cone, counted until it is dear.
    private int cost(int value) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(value));
        int cost = 0;
        while (!open.isEmpty() && cost <= DEAR) {
            int next = open.pop();
            if (seen.add(next)) {
                boolean loaded = storage.home().containsKey(next);
                Node node = graph.definition(next);
                cost += loaded ? (graph.type(next).shape().rank() > 0 ? LOAD : 1) : node.op() instanceof Op.Map ? 1 : 0;
                if (!loaded) {
                    open.addAll(node.operands());
                }
            }
        }
        return cost;
    }
}
