package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Gives temporaries their slots: a slot whose last reader has run is given to the next temporary of the same size.
final class MemoryPlan {
    private MemoryPlan() {}

    static BufferPlan of(List<KernelBuffer> buffers, List<Stage> stages, boolean reuse) {
        Map<Integer, Integer> first = new HashMap<>();
        Map<Integer, Integer> last = new HashMap<>();
        for (int i = 0; i < stages.size(); i++) {
            for (int buffer : touched(stages.get(i))) {
                if (buffers.get(buffer).role() instanceof KernelBuffer.Role.Temporary) {
                    first.putIfAbsent(buffer, i);
                    last.put(buffer, i);
                }
            }
        }
        List<Extent> slots = new ArrayList<>();
        List<Integer> freeFrom = new ArrayList<>();
        Map<Integer, Integer> slotOf = new HashMap<>();
        List<Integer> order = first.keySet().stream()
                .sorted(java.util.Comparator.<Integer>comparingInt(first::get).thenComparing(b -> b))
                .toList();
        for (int buffer : order) {
            KernelBuffer b = buffers.get(buffer);
            Extent bytes = b.count().times(b.type().bytes());
            int slot = 0;
            while (slot < slots.size()
                    && !(reuse
                            && freeFrom.get(slot) < first.get(buffer)
                            && slots.get(slot).equals(bytes))) {
                slot++;
            }
            if (slot == slots.size()) {
                slots.add(bytes);
                freeFrom.add(0);
            }
            freeFrom.set(slot, last.get(buffer));
            slotOf.put(buffer, slot);
        }
        return new BufferPlan(slots, slotOf);
    }

    /// Buffers that a stage reads or writes.
    static Set<Integer> touched(Stage stage) {
        return switch (stage) {
            case Kernel kernel -> touched(kernel.body());
            case ArrayKernel array ->
                Stream.concat(array.operands().stream(), array.results().stream())
                        .map(ArrayKernel.Place::buffer)
                        .collect(Collectors.toSet());
        };
    }

    private static Set<Integer> touched(Block block) {
        Set<Integer> buffers = new HashSet<>();
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Load s -> buffers.add(s.buffer());
                case Statement.Gather s -> buffers.add(s.buffer());
                case Statement.Store s -> buffers.add(s.buffer());
                case Statement _ -> Statements.blocks(statement).forEach(inner -> buffers.addAll(touched(inner)));
            }
        }
        return buffers;
    }
}
