package dev.gradlane.kernel;

import dev.gradlane.graph.Node;
import java.util.BitSet;
import java.util.Set;
import java.util.stream.Collectors;

/// Which buffers a kernel that computes a value reads, by itself. Found for all values in one pass, because graphs of
/// many outputs ask often.
final class Reads {
    private final BitSet[] inner;
    private final Storage storage;

    Reads(Storage storage) {
        this.storage = storage;
        this.inner = new BitSet[storage.graph().valueCount()];
        for (Node node : storage.graph().nodes()) {
            for (int value : node.values()) {
                BitSet reads = new BitSet();
                for (int operand : node.operands()) {
                    Integer home = storage.home().get(operand);
                    if (home == null) {
                        reads.or(inner[operand]);
                    } else {
                        reads.set(home);
                    }
                }
                if (storage.factors().containsKey(value)) {
                    reads.clear();
                    reads.set(storage.factors().get(value));
                }
                inner[value] = reads;
            }
        }
    }

    /// What the root reads: its value's home, or what its value is computed from.
    Set<Integer> of(Root root) {
        Integer home = storage.home().get(root.value());
        if (home != null && !root.direct()) {
            return Set.of(home);
        }
        BitSet reads = (BitSet) inner[root.value()].clone();
        if (root.stacked()) {
            // what the state needs is an operand of the last states
            Recurrences loops = storage.loops();
            reads.or(inner[loops.loop(loops.left(root.value())).first()]);
        }
        return reads.stream().boxed().collect(Collectors.toSet());
    }
}
