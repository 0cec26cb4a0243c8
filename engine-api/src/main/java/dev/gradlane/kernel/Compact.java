package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Drops temporaries and constants that no stage touches, and numbers buffers by position again.
record Compact(List<KernelBuffer> buffers, List<Stage> stages) {
    static Compact of(List<KernelBuffer> buffers, List<Stage> stages) {
        Set<Integer> used = new HashSet<>();
        stages.forEach(stage -> used.addAll(MemoryPlan.touched(stage)));
        Map<Integer, Integer> ids = new HashMap<>();
        List<KernelBuffer> kept = new ArrayList<>();
        for (KernelBuffer b : buffers) {
            boolean signature =
                    b.role() instanceof KernelBuffer.Role.Input || b.role() instanceof KernelBuffer.Role.Output;
            if (signature || used.contains(b.id())) {
                ids.put(b.id(), kept.size());
                kept.add(new KernelBuffer(kept.size(), b.type(), b.count(), b.role()));
            }
        }
        return new Compact(
                kept, stages.stream().map(stage -> renamed(stage, ids)).toList());
    }

    private static Stage renamed(Stage stage, Map<Integer, Integer> ids) {
        return switch (stage) {
            case Kernel k -> {
                Statements.Names names =
                        new Statements.Names(Map.of(), UnaryOperator.identity(), UnaryOperator.identity(), ids::get);
                yield new Kernel(k.name(), k.layout(), k.parallel(), Statements.rename(k.body(), names));
            }
            case ArrayKernel a ->
                new ArrayKernel(
                        a.name(), a.op(), a.node(), renamed(a.operands(), ids), renamed(a.results(), ids), a.bodies());
        };
    }

    private static List<ArrayKernel.Place> renamed(List<ArrayKernel.Place> places, Map<Integer, Integer> ids) {
        return places.stream()
                .map(p -> new ArrayKernel.Place(ids.get(p.buffer()), p.type()))
                .toList();
    }
}
