package dev.gradlane.kernel;

import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Which roots share a kernel. A root joins a kernel whose cells compute what it needs, if nothing that it needs is
/// computed later; everything else that it might load from memory stays as it is, so joining changes no bit.
final class Fusion {
    private final Storage storage;
    private final boolean fuse;
    private final List<Group> groups = new ArrayList<>();
    private final List<Joining.State> states = new ArrayList<>();
    private final Reads reads;
    private final List<String> decisions;

    private Fusion(Storage storage, boolean fuse, List<String> decisions) {
        this.storage = storage;
        this.fuse = fuse;
        this.reads = new Reads(storage);
        this.decisions = decisions;
    }

    static List<Group> of(Storage storage, boolean fuse, List<String> decisions) {
        Fusion fusion = new Fusion(storage, fuse, decisions);
        storage.roots().forEach(fusion::place);
        return fusion.groups;
    }

    private void place(Root root) {
        Group alone = alone(root);
        if (alone.kind() == Group.Kind.ARRAY) {
            array(root, alone);
            return;
        }
        Set<Integer> loads = reads.of(root);
        int first = 0;
        for (int i = 0; i < groups.size(); i++) {
            for (Root earlier : groups.get(i).roots()) {
                if (loads.contains(earlier.buffer())) {
                    first = Math.max(first, i);
                } else if (root.overwrites() && earlier.buffer() == root.buffer()) {
                    first = i + 1;
                }
            }
        }
        List<String> reasons = new ArrayList<>();
        for (int i = first; fuse && i < groups.size(); i++) {
            switch (Joining.of(storage, groups.get(i), states.get(i), alone, loads)) {
                case Joining.Joined(Group joined, Joining.State state) -> {
                    groups.set(i, joined);
                    states.set(i, state);
                    decisions.add(name(root) + " joins k" + i);
                    return;
                }
                case Joining.Apart(String reason) -> reasons.add("not k" + i + ", " + reason);
            }
        }
        decisions.add(name(root) + " starts k" + groups.size() + (reasons.isEmpty() ? "" : ": ")
                + String.join("; ", reasons.subList(0, Math.min(2, reasons.size()))));
        groups.add(alone);
        Pulled pulled = Pulled.of(storage, alone.parallel(), List.of(root), Set.of());
        states.add(new Joining.State(Joining.streams(storage, loads, root), pulled.ofCell()));
    }

    /// The results of one node are those of one group, whichever of them is wanted.
    private void array(Root root, Group alone) {
        Node node = storage.graph().definition(root.value());
        if (root.value() == node.first()) {
            decisions.add(name(root) + " starts k" + groups.size() + ": an array kernel");
            groups.add(alone);
            states.add(new Joining.State(Set.of(), Set.of()));
            return;
        }
        for (int i = 0; i < groups.size(); i++) {
            Root first = groups.get(i).roots().getFirst();
            if (groups.get(i).kind() == Group.Kind.ARRAY && first.value() == node.first()) {
                groups.set(i, groups.get(i).with(Group.Kind.ARRAY, List.of(), root, Set.of()));
            }
        }
    }

    private String name(Root root) {
        var type = storage.graph().type(root.value());
        String what = root.stores() ? " (written to b" + root.buffer() + ")" : " (its indices checked)";
        return "%" + root.value() + ":" + type + (root.direct() ? "" : what);
    }

    /// The kernel of one root.
    private Group alone(Root root) {
        List<Root> roots = List.of(root);
        if (root.direct() && storage.loops().leaves(root.value())) {
            return new Group(Group.Kind.LOOP, root.extents(), roots, Set.of());
        }
        if (root.direct()) {
            Node node = storage.graph().definition(root.value());
            if (Lowering.isArray(node)) {
                return new Group(Group.Kind.ARRAY, List.of(), roots, Set.of());
            }
            switch (node.op()) {
                case Op.Reduce(var _, List<Integer> axes, Order order) -> {
                    Shape from =
                            storage.graph().type(node.operands().getFirst()).shape();
                    return new Group(
                            order == Order.HALVES ? Group.Kind.HALVES : Group.Kind.FOLD,
                            root.extents(),
                            roots,
                            Set.of(Root.extents(from.select(axes))));
                }
                case Op.Dot(var axes, Order order) -> {
                    Shape from =
                            storage.graph().type(node.operands().getFirst()).shape();
                    return new Group(
                            order == Order.CHAIN ? Group.Kind.PRODUCT : Group.Kind.FOLD,
                            root.extents(),
                            roots,
                            Set.of(Root.extents(from.select(axes.aContract()))));
                }
                case Op.Input _,
                        Op.Constant _,
                        Op.Map _,
                        Op.Broadcast _,
                        Op.Reshape _,
                        Op.Permute _,
                        Op.Slice _,
                        Op.Pad _,
                        Op.Concatenate _,
                        Op.Iota _,
                        Op.Extent _,
                        Op.Gather _,
                        Op.ScatterAdd _,
                        Op.Reverse _,
                        Op.CumSum _,
                        Op.Sort _,
                        Op.Cholesky _,
                        Op.TriangularSolve _,
                        Op.Call _,
                        Op.Barrier _,
                        Op.Control _ -> {}
            }
        }
        return new Group(Group.Kind.MAP, root.extents(), roots, Set.of());
    }
}
