package dev.gradlane.backend;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.kernel.Lowering;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Which array kinds a device compiles: all but those it lacks, each of which it refuses by name. Of a kind that only
/// some nodes need an array kernel for, it has the others all the same. There is no silent fallback to another device.
///
/// @param lacking kinds by [Op#symbol()]
public record Language(Set<String> lacking) {
    /// Every kind.
    public static final Language WHOLE = new Language(Set.of());

    public Language {
        lacking = Set.copyOf(lacking);
    }

    /// What every backend has that compiles kernels.
    public static Language ofKernels() {
        return ofKernels(Set.of());
    }

    /// What a backend has that compiles kernels and has array kernels of these kinds.
    public static Language ofKernels(Set<String> arrays) {
        Set<String> lacking = new HashSet<>(Lowering.arrayKinds());
        lacking.removeAll(arrays);
        return new Language(lacking);
    }

    /// The first node of a kind that is lacking.
    public Optional<Node> missing(Graph graph) {
        return graph.nodes().stream().flatMap(node -> missing(node).stream()).findFirst();
    }

    private Optional<Node> missing(Node node) {
        String kind = node.op().symbol();
        boolean kernel = Lowering.arrayKinds().contains(kind) && !Lowering.isArray(node);
        if (lacking.contains(kind) && !kernel) {
            return Optional.of(node);
        }
        return node.op() instanceof Op.Control control && !kernel
                ? control.bodies().stream()
                        .flatMap(body -> missing(body).stream())
                        .findFirst()
                : Optional.empty();
    }

    /// @param device its token
    /// @throws LackingKindException if `graph` has a kind that is lacking; the message names kind, device and line
    public void require(Graph graph, String device) {
        missing(graph).ifPresent(node -> {
            throw new LackingKindException(
                    "device " + device + " has no " + node.op().symbol() + " yet: %" + node.first()
                            + " = " + node.op().symbol() + " of graph " + graph.name() + ", made at " + node.origin()
                            + Lowering.obstacle(node)
                                    .map(reason -> ", which is not pointwise: " + reason)
                                    .orElse("")
                            + "; open the device vector or cpu (Engine.open, --device), which have every kind");
        });
    }
}
