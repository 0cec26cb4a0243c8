package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Whether a kind with bodies is *pointwise*: whether each element of its results depends on the state at
/// coordinates
/// of its own alone, so that every cell of a kernel can run the loop for itself. Constants and arrays may
/// be read
/// wherever views lead. A choice is pointwise if both branches are elementwise: then they cannot fault, and
/// cost
/// little where they are not chosen.
///
/// Found by walking from each result down to what it reads, with symbolic coordinates.
final class Pointwise {
    /// Numbers of axes that stand for steps of loops, apart from those of a result.
    private static final int STEPS = 1 << 16;

    private int nextAxis = STEPS;

    /// Why a cell cannot run it, in words.
    private static final class Obstacle extends RuntimeException {
        private static final long serialVersionUID = 1;

        Obstacle(String reason) {
            super(reason, null, false, false);
        }
    }

    /// Elements of inputs, or of operands, by their number.
    record Read(Map<Integer, Set<List<Index>>> elements) {
        Read() {
            this(new HashMap<>());
        }

        void add(int number, List<Index> at) {
            elements.computeIfAbsent(number, _ -> new LinkedHashSet<>()).add(at);
        }
    }

    /// Why it is not; empty if it is.
    static Optional<String> obstacle(Op.Control op) {
        try {
            Pointwise walk = new Pointwise();
            switch (op) {
                case Op.Scan scan -> walk.results(scan);
                case Op.Cond cond ->
                    IntStream.range(0, cond.ifTrue().outputs().size())
                            .forEach(k -> walk.cond(cond, k, own(cond.ifTrue(), k)));
                case Op.While loop -> walk.results(loop);
            }
            return Optional.empty();
        } catch (Obstacle e) {
            return Optional.of(e.getMessage());
        }
    }

    /// The coordinates of an output's cell.
    private static List<Index> own(Graph graph, int output) {
        Shape shape = graph.outputTypes().get(output).shape();
        List<Index> axes = new ArrayList<>();
        IntStream.range(0, Root.extents(shape).size()).forEach(i -> axes.add(Index.along(i)));
        return Root.point(shape, axes);
    }

    /// What elements of `graph` read of its inputs.
    ///
    /// @param outputs coordinates of the elements, by output
    private Read read(Graph graph, Map<Integer, List<Index>> outputs) {
        Map<Integer, Integer> inputs = new HashMap<>();
        graph.inputs().forEach(node -> inputs.put(node.first(), inputs.size()));
        TreeMap<Integer, Set<List<Index>>> pending = new TreeMap<>();
        outputs.forEach(
                (k, at) -> pending.computeIfAbsent(graph.outputs().get(k).value(), _ -> new LinkedHashSet<>())
                        .add(at));
        Read read = new Read();
        while (!pending.isEmpty()) {
            var last = pending.pollLastEntry();
            int value = last.getKey();
            Node node = graph.definition(value);
            for (List<Index> at : last.getValue()) {
                if (inputs.containsKey(value)) {
                    read.add(inputs.get(value), at);
                } else {
                    operands(graph, node, value - node.first(), at)
                            .elements()
                            .forEach((x, all) -> pending.computeIfAbsent(
                                            node.operands().get(x), _ -> new LinkedHashSet<>())
                                    .addAll(all));
                }
            }
        }
        return read;
    }

    /// What an element of a node's result reads of the operands.
    Read operands(Graph graph, Node node, int result, List<Index> at) {
        Read read = new Read();
        List<Integer> x = node.operands();
        return switch (node.op()) {
            case Op.Map _ -> {
                IntStream.range(0, x.size()).forEach(i -> read.add(i, at));
                yield read;
            }
            case Op.Barrier _ -> {
                read.add(result, at);
                yield read;
            }
            case Op.Broadcast _, Op.Permute _, Op.Slice _, Op.Reverse _, Op.Reshape _ -> {
                Shape from = graph.type(x.getFirst()).shape();
                Shape to = node.results().getFirst().shape();
                if (node.op() instanceof Op.Reshape && !Coordinates.merges(from, to)) {
                    throw new Obstacle("a reshape in it splits an axis" + place(node));
                }
                read.add(0, Coordinates.ofOperand(node.op(), from, to, at));
                yield read;
            }
            case Op.Constant _, Op.Iota _, Op.Extent _ -> read;
            case Op.Scan scan -> scan(scan, result, at, false);
            case Op.Cond cond -> cond(cond, result, at);
            case Op.Input _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.While _ -> throw new Obstacle("in it stands " + node.op().symbol() + place(node));
        };
    }

    private static String place(Node node) {
        return " (%" + node.first() + (node.origin().isKnown() ? ", made at " + node.origin() : "") + ")";
    }

    private Read cond(Op.Cond op, int result, List<Index> at) {
        Read all = new Read();
        all.add(0, List.of());
        for (Graph branch : op.bodies()) {
            read(branch, Map.of(result, at)).elements().forEach((i, set) -> set.forEach(x -> all.add(i + 1, x)));
        }
        return all;
    }

    private void results(Op.Scan op) {
        for (int k = 0; k < op.body().outputs().size(); k++) {
            List<Index> at = new ArrayList<>(own(op.body(), k));
            if (isStacked(op, k)) {
                at.addFirst(Index.along(nextAxis++));
            }
            scan(op, k, at, true);
        }
    }

    private static boolean isStacked(Op.Scan op, int result) {
        return result >= op.carry() && result < op.carry() + op.stacked();
    }

    /// What a result of a scan reads of the operands.
    ///
    /// @param outermost whether its stacked results have memory, so that they may need its state
    private Read scan(Op.Scan op, int result, List<Index> at, boolean outermost) {
        boolean stacked = isStacked(op, result);
        Index step = stacked ? at.getFirst() : Index.along(nextAxis++);
        Read read = new Read();
        States states = new States(op.body(), op.consts(), op.carry(), step, read);
        states.output(result, stacked ? at.subList(1, at.size()) : at);
        if (stacked && !outermost && !states.at.isEmpty()) {
            throw new Obstacle("what an inner loop leaves step by step is read in it");
        }
        return read;
    }

    private void results(Op.While op) {
        Graph condition = op.condition();
        int rank = condition.outputTypes().getFirst().shape().rank();
        OptionalInt mask = rank == 0 ? OptionalInt.empty() : OptionalInt.of(mask(op));
        for (int k = 0; k < op.carry(); k++) {
            if (!isKept(op, k)) {
                States states = new States(op.step(), op.consts(), op.carry(), Index.ZERO, new Read());
                states.output(k, own(op.step(), k));
                if (mask.isEmpty()) {
                    Set<Integer> asked = states.all(condition, Map.of(0, List.of()));
                    if (asked.isEmpty()) {
                        throw new Obstacle("its condition depends on no state");
                    }
                } else if (!states.at.containsKey(mask.getAsInt())) {
                    throw new Obstacle("a state goes on where the condition does not hold");
                }
            }
        }
    }

    /// Whether a step leaves state `k` as it is.
    static boolean isKept(Op.While op, int k) {
        return op.step().outputs().get(k).value() == input(op, k);
    }

    private static int input(Op.While op, int state) {
        return op.step().inputs().get(op.consts() + state).first();
    }

    /// The state that is the condition of each cell. Where it does not hold a step must keep all, itself too.
    private static int mask(Op.While op) {
        Graph condition = op.condition();
        Node asked = condition.definition(condition.outputs().getFirst().value());
        int mask = condition.inputs().indexOf(asked) - op.consts();
        if (mask < 0) {
            throw new Obstacle("its condition is no state, so that a cell cannot know when the others end");
        }
        Graph step = op.step();
        for (int k = 0; k < op.carry(); k++) {
            Node next = step.definition(step.outputs().get(k).value());
            boolean falls = k == mask
                    && next.op().equals(new Op.Map(ScalarOp.AND))
                    && next.operands().contains(input(op, mask));
            boolean keeps = next.op().equals(new Op.Map(ScalarOp.SELECT))
                    && next.operands().get(2) == input(op, k)
                    && isRepeated(step, next.operands().get(0), input(op, mask));
            if (!isKept(op, k) && !falls && !keeps) {
                throw new Obstacle("a state goes on where the condition does not hold");
            }
        }
        return mask;
    }

    private static boolean isRepeated(Graph graph, int value, int of) {
        Node node = graph.definition(value);
        return value == of
                || node.op() instanceof Op.Broadcast && node.operands().getFirst() == of;
    }

    /// Where the states lie that elements of a loop need: one element of each.
    private final class States {
        final Map<Integer, List<Index>> at = new HashMap<>();
        private final Graph step;
        private final int consts;
        private final int carry;
        private final Index number;
        private final Read read;

        /// @param number of the step, the first coordinate of an array's element
        /// @param read collects what is read of the operands
        States(Graph step, int consts, int carry, Index number, Read read) {
            this.step = step;
            this.consts = consts;
            this.carry = carry;
            this.number = number;
            this.read = read;
        }

        /// Adds what an output of the step needs; of a state, in all steps before.
        void output(int output, List<Index> element) {
            if (output < carry) {
                follow(new ArrayDeque<>(List.of(output)), Map.of(output, element));
            } else {
                all(step, Map.of(output, element));
            }
        }

        /// Adds what elements of `graph`, which has the step's inputs, need; returns the states that they
        /// read.
        Set<Integer> all(Graph graph, Map<Integer, List<Index>> outputs) {
            Map<Integer, List<Index>> states = of(graph, outputs);
            follow(new ArrayDeque<>(states.keySet()), states);
            return states.keySet();
        }

        private void follow(Deque<Integer> open, Map<Integer, List<Index>> where) {
            Map<Integer, List<Index>> known = new HashMap<>(where);
            while (!open.isEmpty()) {
                int state = open.pop();
                List<Index> before = at.putIfAbsent(state, known.get(state));
                if (before == null) {
                    read.add(consts + state, known.get(state));
                    of(step, Map.of(state, known.get(state))).forEach((next, x) -> {
                        require(known.putIfAbsent(next, x), x);
                        open.push(next);
                    });
                } else {
                    require(before, known.get(state));
                }
            }
        }

        private static void require(List<Index> before, List<Index> other) {
            if (before != null && !before.equals(other)) {
                throw new Obstacle("an element of the state depends on other elements");
            }
        }

        /// States that elements read directly; constants and arrays go to `read`.
        private Map<Integer, List<Index>> of(Graph graph, Map<Integer, List<Index>> outputs) {
            Map<Integer, List<Index>> states = new HashMap<>();
            read(graph, outputs)
                    .elements()
                    .forEach((input, all) -> all.forEach(x -> {
                        if (input < consts) {
                            read.add(input, x);
                        } else if (input < consts + carry) {
                            require(states.putIfAbsent(input - consts, x), x);
                        } else {
                            List<Index> element = new ArrayList<>(List.of(number));
                            element.addAll(x);
                            read.add(input, element);
                        }
                    }));
            return states;
        }
    }
}
