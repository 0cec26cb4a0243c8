package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The compiler from a frozen graph to kernels.
public final class Lowering {
    private Lowering() {}

    /// @param frozen a graph of scalar instructions and lookups, without calls
    public static KernelProgram of(Graph frozen, LoweringOptions options) {
        List<String> decisions = new ArrayList<>();
        Set<Integer> stored = Stored.necessary(frozen, options.fuse());
        Storage storage = Storage.of(frozen, stored);
        List<Group> groups = Fusion.of(storage, options.fuse(), decisions);
        List<Kernel> kernels = new ArrayList<>(KernelWriter.write(storage, groups));
        kernels.replaceAll(LoopFusion::of);
        kernels.replaceAll(AxisCollapse::of);
        Compact all = options.split()
                ? LoopSplit.of(storage.buffers(), kernels, decisions)
                : new Compact(storage.buffers(), kernels);
        Compact compact = Compact.of(all.buffers(), all.kernels());
        List<Kernel> named = compact.kernels().stream()
                .map(LayoutChoice::of)
                .map(Renumber::of)
                .toList();
        BufferPlan plan = MemoryPlan.of(compact.buffers(), named, options.reuse());
        return new KernelProgram(frozen, compact.buffers(), named, plan, decisions);
    }
}
