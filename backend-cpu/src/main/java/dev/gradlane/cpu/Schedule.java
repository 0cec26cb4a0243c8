package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A frozen graph as the list of steps that runs it. Neighbouring elementwise nodes of one shape share a step; nodes
/// that need none of them go before it.
///
/// @param released after step i, the values whose memory nothing reads any more
/// @param literals the elements of each constant, by value
/// @param bodies the bodies of each node that has some, by its first value
/// @param numbers the number of each node in the whole graph, by its first value
record Schedule(
        Graph graph,
        List<Step> steps,
        List<List<Integer>> released,
        Map<Integer, MemorySegment> literals,
        Map<Integer, List<Schedule>> bodies,
        Map<Integer, Integer> numbers) {
    Schedule {
        bodies = Map.copyOf(bodies);
        numbers = Map.copyOf(numbers);
        literals = Map.copyOf(literals);
        steps = List.copyOf(steps);
        released = List.copyOf(released);
    }

    /// @throws BackendException if the graph is not frozen
    static Schedule of(Graph graph, CompileOptions options) {
        return of(graph, options, 0);
    }

    /// @param first the number of the graph's first node in the whole graph
    private static Schedule of(Graph graph, CompileOptions options, int first) {
        List<Node> nodes = graph.nodes().stream().map(Schedule::frozen).toList();
        List<List<Node>> groups = group(options.prune() ? needed(graph) : nodes);
        int[] groupOf = new int[graph.valueCount()];
        for (int i = 0; i < groups.size(); i++) {
            for (Node node : groups.get(i)) {
                Arrays.fill(groupOf, node.first(), node.first() + node.results().size(), i);
            }
        }
        Set<Integer> stored = new HashSet<>();
        graph.outputs().forEach(output -> stored.add(output.value()));
        for (int i = 0; i < groups.size(); i++) {
            for (Node node : groups.get(i)) {
                for (int operand : node.operands()) {
                    if (groupOf[operand] != i) {
                        stored.add(operand);
                    }
                }
            }
        }
        List<Step> steps = new ArrayList<>();
        Map<Integer, MemorySegment> literals = new HashMap<>();
        for (List<Node> group : groups) {
            steps.add(
                    group.getFirst().op() instanceof Op.Map
                            ? new Step.Blocks(group, BlockProgram.of(graph, group, stored, options.reuse()))
                            : new Step.Single(group.getFirst()));
            if (group.getFirst().op() instanceof Op.Constant(TensorType type, Literal literal)) {
                literals.put(group.getFirst().first(), elements(type.dtype(), literal));
            }
        }
        Map<Integer, List<Schedule>> bodies = new HashMap<>();
        Map<Integer, Integer> numbers = graph.numbers(first);
        for (Node node : graph.nodes()) {
            if (node.op() instanceof Op.Control control) {
                int number = numbers.get(node.first()) + 1;
                List<Schedule> schedules = new ArrayList<>();
                for (Graph body : control.bodies()) {
                    schedules.add(of(body, options, number));
                    number += body.size();
                }
                bodies.put(node.first(), List.copyOf(schedules));
            }
        }
        return new Schedule(
                graph,
                steps,
                options.reuse() ? released(graph, groups) : empty(groups.size()),
                literals,
                bodies,
                numbers);
    }

    private static MemorySegment elements(DType dtype, Literal literal) {
        long[] bits = switch (literal) {
            case Literal.Splat(long all) -> new long[] {all};
            case Literal.Dense dense ->
                IntStream.range(0, dense.size()).mapToLong(dense::bits).toArray();
        };
        MemorySegment memory =
                MemorySegment.ofArray(new long[bits.length]).asSlice(0, (long) bits.length * dtype.bytes());
        for (int i = 0; i < bits.length; i++) {
            switch (dtype) {
                case F32, I32 -> memory.set(Block.I32, i * 4L, (int) bits[i]);
                case F64, I64 -> memory.set(Block.I64, i * 8L, bits[i]);
                case BOOL -> memory.set(Block.BOOL, i, (byte) bits[i]);
            }
        }
        return memory;
    }

    private static Node frozen(Node node) {
        String defect = switch (node.op()) {
            case Op.Call _ -> "a call";
            case Op.Map(Composite composite) -> "the composite " + composite.symbol();
            case Op.Map _,
                    Op.Input _,
                    Op.Constant _,
                    Op.Broadcast _,
                    Op.Reshape _,
                    Op.Permute _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.Reverse _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Barrier _,
                    Op.Control _ -> "";
        };
        if (!defect.isEmpty()) {
            throw new BackendException("%" + node.first() + " is " + defect + ", made at " + node.origin()
                    + ": a frozen graph has none, freeze the graph before it is compiled");
        }
        return node;
    }

    /// Inputs, and the nodes that some output depends on.
    private static List<Node> needed(Graph graph) {
        boolean[] live = new boolean[graph.valueCount()];
        graph.outputs().forEach(output -> live[output.value()] = true);
        List<Node> kept = new ArrayList<>();
        for (Node node : graph.nodes().reversed()) {
            if (node.op() instanceof Op.Input || node.values().stream().anyMatch(value -> live[value])) {
                node.operands().forEach(operand -> live[operand] = true);
                kept.add(node);
            }
        }
        return kept.reversed();
    }

    private static List<List<Node>> group(List<Node> nodes) {
        List<List<Node>> closed = new ArrayList<>();
        List<Node> open = new ArrayList<>();
        Set<Integer> inOpen = new HashSet<>();
        for (Node node : nodes) {
            boolean joins = node.op() instanceof Op.Map
                    && (open.isEmpty() || shape(open).equals(shape(List.of(node))));
            if (!joins && node.operands().stream().anyMatch(inOpen::contains)) {
                closed.add(new ArrayList<>(open));
                open.clear();
                inOpen.clear();
                joins = node.op() instanceof Op.Map;
            }
            if (joins) {
                open.add(node);
                inOpen.addAll(node.values());
            } else if (node.op() instanceof Op.Map && joinsLast(closed, node)) {
                closed.getLast().add(node);
            } else {
                closed.add(new ArrayList<>(List.of(node)));
            }
        }
        if (!open.isEmpty()) {
            closed.add(open);
        }
        return closed;
    }

    private static boolean joinsLast(List<List<Node>> closed, Node node) {
        return !closed.isEmpty()
                && closed.getLast().getFirst().op() instanceof Op.Map
                && shape(closed.getLast()).equals(shape(List.of(node)));
    }

    private static Shape shape(List<Node> group) {
        return group.getFirst().results().getFirst().shape();
    }

    /// A value's memory is read by its users and, where they are views of it, by the users of those.
    private static List<List<Integer>> released(Graph graph, List<List<Node>> groups) {
        int end = groups.size();
        int[] last = new int[graph.valueCount()];
        graph.outputs().forEach(output -> last[output.value()] = end);
        for (int i = end - 1; i >= 0; i--) {
            for (Node node : groups.get(i).reversed()) {
                for (int value : node.values()) {
                    last[value] = Math.max(last[value], i);
                }
                for (int j = 0; j < node.operands().size(); j++) {
                    int operand = node.operands().get(j);
                    last[operand] = Math.max(last[operand], i);
                    if (mayShareMemory(node.op())) {
                        last[operand] = Math.max(last[operand], last[node.first() + j]);
                    }
                }
            }
        }
        List<List<Integer>> released = new ArrayList<>(empty(end));
        for (int i = 0; i < end; i++) {
            List<Integer> values = new ArrayList<>();
            for (int value = 0; value < last.length; value++) {
                if (last[value] == i) {
                    values.add(value);
                }
            }
            released.set(i, List.copyOf(values));
        }
        return released;
    }

    private static boolean mayShareMemory(Op op) {
        return switch (op) {
            case Op.Broadcast _, Op.Reshape _, Op.Permute _, Op.Slice _, Op.Reverse _, Op.Barrier _ -> true;
            case Op.Input _,
                    Op.Constant _,
                    Op.Map _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Control _ -> false;
        };
    }

    private static List<List<Integer>> empty(int size) {
        return Collections.nCopies(size, List.of());
    }
}
