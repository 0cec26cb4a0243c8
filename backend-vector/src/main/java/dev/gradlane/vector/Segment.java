package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Statement;
import java.util.List;

/// Statements that become one method: a loop over a tile whose body is straight-line code.
///
/// @param guard the value that must be true in some lane for the body to run; [#ALWAYS]
/// @param actions in order
/// @param premise the method tells whether it was wrong at any point
record Segment(int guard, List<Action> actions, Premise premise) {
    static final int ALWAYS = Integer.MIN_VALUE;

    Segment {
        actions = List.copyOf(actions);
    }

    sealed interface Action {
        record Do(Statement.Compute compute) implements Action {}

        /// `target = value`.
        record Put(int value, DType type, Target target) implements Action {}
    }

    /// Where a value goes.
    sealed interface Target {
        /// Memory whose address stands in a slot of the frame.
        record Memory(int slot) implements Target {}

        record ToRow(int row) implements Target {}
    }

    /// Where a method finds a value that it does not compute.
    sealed interface Source {
        record Constant(DType type, long bits) implements Source {}

        /// Neighbouring elements; the first one's address stands in a slot.
        record Contiguous(DType type, int slot) implements Source {}

        /// One element for all points; its bits stand in a slot.
        record Uniform(DType type, int slot) implements Source {}

        record InRow(DType type, int row) implements Source {}
    }

    boolean isGuarded() {
        return guard != ALWAYS;
    }
}
