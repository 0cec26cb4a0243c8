package dev.gradlane.kernel;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Drops temporaries and constants that no kernel touches, and numbers buffers by position again.
record Compact(List<KernelBuffer> buffers, List<Kernel> kernels) {
    static Compact of(List<KernelBuffer> buffers, List<Kernel> kernels) {
        Set<Integer> used = new HashSet<>();
        kernels.forEach(k -> used.addAll(MemoryPlan.touched(k.body())));
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
        Statements.Names names =
                new Statements.Names(Map.of(), UnaryOperator.identity(), UnaryOperator.identity(), ids::get);
        return new Compact(
                kept,
                kernels.stream()
                        .map(k -> new Kernel(k.name(), k.layout(), k.parallel(), Statements.rename(k.body(), names)))
                        .toList());
    }
}
