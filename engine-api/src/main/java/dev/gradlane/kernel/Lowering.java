package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The compiler from a frozen graph to kernels.
public final class Lowering {
    /// More rounds find little; each only adds values that are stored.
    private static final int ROUNDS = 4;

    private Lowering() {}

    /// Kinds, by [Op#symbol()], that have no kernels yet: no backend that compiles kernels has them.
    public static Set<String> lacking() {
        return Set.of(
                "cholesky",
                "triangularSolve",
                "gather",
                "scatterAdd",
                "reverse",
                "cumSum",
                "sort",
                "scan",
                "cond",
                "while");
    }

    /// @param frozen a graph of scalar instructions and lookups, without calls
    /// @throws GraphException if it has a kind that is lacking
    public static KernelProgram of(Graph frozen, LoweringOptions options) {
        for (Node node : frozen.nodes()) {
            if (lacking().contains(node.op().symbol())) {
                throw new GraphException("there are no kernels for " + node.op().symbol() + " (%" + node.first()
                        + ", made at " + node.origin() + "): the device cpu has every kind");
            }
        }
        List<String> decisions = new ArrayList<>();
        Set<Integer> stored = Stored.necessary(frozen, options.fuse());
        Storage storage = Storage.of(frozen, stored);
        List<String> joins = new ArrayList<>();
        List<Group> groups = Fusion.of(storage, options.fuse(), joins);
        // what is stored changes what may be fused, and that what is computed twice
        for (int round = 0; options.fuse() && round < ROUNDS; round++) {
            Set<Integer> dear = Sharing.of(storage, groups, decisions);
            if (!stored.addAll(dear)) {
                break;
            }
            storage = Storage.of(frozen, stored);
            joins.clear();
            groups = Fusion.of(storage, true, joins);
        }
        decisions.addAll(joins);
        List<Kernel> kernels = new ArrayList<>(KernelWriter.write(storage, groups));
        kernels.replaceAll(LoopFusion::of);
        kernels.replaceAll(AxisCollapse::of);
        Compact all = options.split()
                ? LoopSplit.of(storage.buffers(), kernels, decisions)
                : new Compact(storage.buffers(), kernels);
        Compact compact = Compact.of(all.buffers(), all.kernels());
        List<Kernel> named = compact.kernels().stream()
                .map(LayoutChoice::of)
                .map(k -> options.guard() ? Guards.of(k) : k)
                .map(Renumber::of)
                .toList();
        BufferPlan plan = MemoryPlan.of(compact.buffers(), named, options.reuse());
        return new KernelProgram(frozen, compact.buffers(), named, plan, decisions);
    }
}
