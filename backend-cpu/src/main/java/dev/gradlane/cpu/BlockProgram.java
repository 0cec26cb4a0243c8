package dev.gradlane.cpu;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Elementwise nodes of one shape as a list of instructions on slots, each a [Block]. The list is run for the first
/// [#LENGTH] elements, then for the next: one node after the other, as if over whole arrays, but on rows that stay in
/// the cache. An element never meets another one, so this changes no bit.
record BlockProgram(Shape shape, List<DType> slots, List<Instruction> instructions) {
    /// Elements of a block: small enough for some dozen live slots in a first-level cache.
    static final int LENGTH = 512;

    sealed interface Instruction {
        /// Reads the value computed elsewhere into `slot`.
        record Load(int value, int slot) implements Instruction {}

        /// `result` = `function` of the operand slots.
        record Apply(Elementwise function, List<Integer> operands, int result) implements Instruction {}

        /// Writes `slot` to the memory of `value`, which other steps read.
        record Store(int slot, int value) implements Instruction {}
    }

    BlockProgram {
        slots = List.copyOf(slots);
        instructions = List.copyOf(instructions);
    }

    /// @param stored values that other steps or the graph's outputs need
    /// @param reuse whether a slot is given to another value after the last use of its first
    static BlockProgram of(Graph graph, List<Node> nodes, Set<Integer> stored, boolean reuse) {
        Map<Integer, Integer> lastUse = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            for (int operand : nodes.get(i).operands()) {
                lastUse.put(operand, i);
            }
        }
        Slots slots = new Slots(reuse);
        List<Instruction> instructions = new ArrayList<>();
        Map<Integer, Integer> slotOf = new HashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            for (int operand : node.operands()) {
                if (!slotOf.containsKey(operand)) {
                    slotOf.put(operand, slots.take(graph.type(operand).dtype()));
                    instructions.add(new Instruction.Load(operand, slotOf.get(operand)));
                }
            }
            List<Integer> operands = node.operands().stream().map(slotOf::get).toList();
            for (int operand : Set.copyOf(node.operands())) {
                if (lastUse.get(operand) == i) {
                    // the result may take this slot: element i is read before it is written
                    slots.release(slotOf.get(operand));
                }
            }
            int value = node.first();
            int result = slots.take(graph.type(value).dtype());
            slotOf.put(value, result);
            instructions.add(new Instruction.Apply(((Op.Map) node.op()).function(), operands, result));
            if (stored.contains(value)) {
                instructions.add(new Instruction.Store(result, value));
            }
            if (!lastUse.containsKey(value)) {
                slots.release(result);
            }
        }
        return new BlockProgram(nodes.getFirst().results().getFirst().shape(), slots.types, instructions);
    }

    /// Runs the program over all elements; `run` holds the values it loads and gives the memory it stores to.
    void run(Run run) {
        View[] views = new View[instructions.size()];
        long size = run.size(shape);
        for (int i = 0; i < views.length; i++) {
            switch (instructions.get(i)) {
                case Instruction.Load(int value, int _) ->
                    views[i] = run.view(value).collapse();
                case Instruction.Store(int _, int value) ->
                    views[i] = run.define(value).collapse();
                case Instruction.Apply _ -> {}
            }
        }
        int length = (int) Math.min(LENGTH, size);
        Block[] blocks = slots.stream().map(type -> new Block(type, length)).toArray(Block[]::new);
        for (long first = 0; first < size; first += length) {
            int count = (int) Math.min(length, size - first);
            for (int i = 0; i < views.length; i++) {
                switch (instructions.get(i)) {
                    case Instruction.Load(int _, int slot) -> views[i].load(first, count, blocks[slot]);
                    case Instruction.Store(int slot, int _) -> views[i].store(first, count, blocks[slot]);
                    case Instruction.Apply(Elementwise function, List<Integer> operands, int result) -> {
                        Block[] x = new Block[operands.size()];
                        for (int j = 0; j < x.length; j++) {
                            x[j] = blocks[operands.get(j)];
                        }
                        Loops.apply(function, x, blocks[result], count);
                    }
                }
            }
        }
    }

    /// Which slots exist, and which of them are free.
    private static final class Slots {
        private final boolean reuse;
        private final List<DType> types = new ArrayList<>();
        private final Map<DType, Deque<Integer>> free = new EnumMap<>(DType.class);

        Slots(boolean reuse) {
            this.reuse = reuse;
            for (DType dtype : DType.values()) {
                free.put(dtype, new ArrayDeque<>());
            }
        }

        int take(DType dtype) {
            if (!free.get(dtype).isEmpty()) {
                return free.get(dtype).pop();
            }
            types.add(dtype);
            return types.size() - 1;
        }

        void release(int slot) {
            if (reuse) {
                free.get(types.get(slot)).push(slot);
            }
        }
    }
}
