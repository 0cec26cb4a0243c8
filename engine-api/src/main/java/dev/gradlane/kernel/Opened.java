package dev.gradlane.kernel;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Op;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A frozen graph with its pointwise loops *opened*: the nodes of their bodies stand in the graph, with the
/// loop's axis
/// before their own, so that kernels pull them as they pull everything else. What closes such a loop is
/// beside the
/// graph: where the state comes into a step stands an input, and the node of the loop's results takes the
/// initial and
/// the next states.
///
/// @param graph the frozen graph's inputs, then states as further inputs, then its nodes
/// @param inputs number of the frozen graph's inputs
/// @param loops opened, by number
/// @param stacked results that a loop's steps leave one by one and that depend on its state, with the
///     loop's number
/// @param decisions what was not opened, and why, for people
/// @param numbers of nodes in the whole graph, as [Graph#numbered] counts, by their first value here
record Opened(
        Graph graph,
        int inputs,
        List<Loop> loops,
        Map<Integer, Integer> stacked,
        List<String> decisions,
        Map<Integer, Integer> numbers) {
    /// @param first the first value of the results; result j is the last state j
    /// @param node number in the whole graph, as [Graph#numbered] counts
    /// @param length steps; of a loop with a condition a symbol without a size
    /// @param condition what a step asks first, if it asks; then `bound` is the most steps
    record Loop(
            int first, int node, Dim length, boolean reversed, List<State> states, OptionalInt condition, long bound) {
        Loop {
            states = List.copyOf(states);
        }
    }

    /// Values of a state. `initial` has no axis of the loop, the others have.
    record State(int current, int initial, int next) {}

    /// @param numbers of the graph's nodes in the whole graph, of which it may be a body, by their first
    ///     values
    static Opened of(Graph frozen, Map<Integer, Integer> numbers) {
        boolean any = frozen.nodes().stream().anyMatch(n -> n.op() instanceof Op.Control);
        return any
                ? Opening.of(frozen, numbers)
                : new Opened(frozen, frozen.inputs().size(), List.of(), Map.of(), List.of(), numbers);
    }
}
