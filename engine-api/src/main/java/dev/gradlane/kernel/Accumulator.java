package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import java.util.List;

/// A result of a [Statement.Loop]: `elements` (values of its body; two for [Fold#DOT]) folded in `order`.
///
/// | order | folds | shape, see [ReductionTree] |
/// |---|---|---|
/// | LANES | float SUM, DOT | 128 lanes, halves, chunks of 4096 |
/// | CHAIN | float DOT | blocks of 256, each an fma chain from −0; block totals ascending |
/// | HALVES | float PROD | the first ⌈n/2⌉ by the rest, until one is left; in a temporary |
/// | FREE | MAX, MIN, ALL, ANY, integers | any |
public record Accumulator(int result, DType type, Fold fold, Order order, List<Integer> elements) {
    public Accumulator {
        elements = List.copyOf(elements);
    }
}
