package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// The compiler from a frozen graph to kernels.
public final class Lowering {
    private Lowering() {}

    /// @param frozen a graph of scalar instructions and lookups, without calls
    public static KernelProgram of(Graph frozen, LoweringOptions options) {
        List<String> decisions = new ArrayList<>();
        Set<Integer> stored = Stored.necessary(frozen, options.fuse());
        Storage storage = Storage.of(frozen, stored);
        List<Group> groups = Fusion.of(storage, options.fuse(), decisions);
        List<Kernel> kernels = new ArrayList<>(IntStream.range(0, groups.size())
                .mapToObj(i -> write(storage, groups.get(i), "k" + i))
                .toList());
        kernels.replaceAll(AxisCollapse::of);
        kernels.replaceAll(LayoutChoice::of);
        BufferPlan plan = MemoryPlan.of(storage.buffers(), kernels, options.reuse());
        return new KernelProgram(frozen, storage.buffers(), kernels, plan, decisions);
    }

    private static Kernel write(Storage storage, Group group, String name) {
        Pulled pulled = Pulled.of(storage, group.parallel(), group.roots(), Set.of());
        return KernelWriter.write(storage.graph(), name, pulled);
    }
}
