package dev.gradlane.text;

import dev.gradlane.graph.ScalarOp;
import java.util.Set;

/// Operation names that no composite can have unquoted.
final class Keywords {
    private static final Set<String> KINDS = Set.of(
            "input",
            "constant",
            "lookup",
            "broadcast",
            "reshape",
            "permute",
            "slice",
            "pad",
            "concatenate",
            "iota",
            "extent",
            "reduce",
            "dot",
            "gather",
            "scatterAdd",
            "reverse",
            "cumSum",
            "sort",
            "cholesky",
            "triangularSolve",
            "call",
            "barrier",
            "scan",
            "cond",
            "while",
            "return");

    private Keywords() {}

    static boolean isTaken(String name) {
        return KINDS.contains(name) || ScalarOp.named(name).isPresent();
    }
}
