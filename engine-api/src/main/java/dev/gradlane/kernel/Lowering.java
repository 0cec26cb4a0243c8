package dev.gradlane.kernel;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/// The compiler from a frozen graph to kernels.
public final class Lowering {
    /// More rounds find little; each only adds values that are stored.
    private static final int ROUNDS = 4;

    private Lowering() {}

    /// Kinds, by [Op#symbol()], of which some node becomes an array kernel.
    public static Set<String> arrayKinds() {
        return Set.of("cholesky", "triangularSolve", "scatterAdd", "cumSum", "sort", "scan", "cond", "while");
    }

    /// Why the cells of a kernel cannot run a node with bodies each for itself; empty if they can, and for
    /// other nodes.
    public static Optional<String> obstacle(Node node) {
        return node.op() instanceof Op.Control control ? Pointwise.obstacle(control) : Optional.empty();
    }

    /// Whether `node` becomes an [ArrayKernel] of its own: what else there is for its kind takes precedence.
    public static boolean isArray(Node node) {
        return node.op() instanceof Op.Control
                ? obstacle(node).isPresent()
                : arrayKinds().contains(node.op().symbol());
    }

    /// @param frozen a graph of scalar instructions and lookups, without calls
    public static KernelProgram of(Graph frozen, LoweringOptions options) {
        return of(frozen, frozen.numbers(0), options);
    }

    /// @param numbers of the nodes in the whole graph, of which this may be a body, by their first values
    static KernelProgram of(Graph frozen, Map<Integer, Integer> numbers, LoweringOptions options) {
        Opened opened = Opened.of(frozen, numbers);
        List<String> decisions = new ArrayList<>(opened.decisions());
        Recurrences loops = new Recurrences(opened);
        Set<Integer> stored = Stored.necessary(opened.graph(), loops, options.fuse());
        Storage storage = Storage.of(opened, loops, stored);
        List<String> joins = new ArrayList<>();
        List<Group> groups = Fusion.of(storage, options.fuse(), joins);
        // what is stored changes what may be fused, and that what is computed twice
        for (int round = 0; options.fuse() && round < ROUNDS; round++) {
            Set<Integer> dear = Sharing.of(storage, groups, decisions);
            if (!stored.addAll(dear)) {
                break;
            }
            storage = Storage.of(opened, loops, stored);
            joins.clear();
            groups = Fusion.of(storage, true, joins);
        }
        decisions.addAll(joins);
        List<Stage> stages = KernelWriter.write(storage, groups, new ArrayLowering(storage, opened.numbers(), options));
        stages = kernels(stages, k -> AxisCollapse.of(LoopFusion.of(k)));
        Compact all = options.split()
                ? LoopSplit.of(storage.buffers(), stages, decisions)
                : new Compact(storage.buffers(), stages);
        Compact compact = Compact.of(all.buffers(), all.stages());
        List<Stage> named = kernels(compact.stages(), kernel -> {
            Kernel laidOut = LayoutChoice.of(kernel);
            return Renumber.of(options.guard() ? Guards.of(laidOut) : laidOut);
        });
        BufferPlan plan = MemoryPlan.of(compact.buffers(), named, options.reuse());
        return new KernelProgram(frozen, compact.buffers(), named, plan, decisions);
    }

    private static List<Stage> kernels(List<Stage> stages, UnaryOperator<Kernel> change) {
        return stages.stream()
                .<Stage>map(stage -> switch (stage) {
                    case Kernel kernel -> change.apply(kernel);
                    case ArrayKernel array -> array;
                })
                .toList();
    }
}
