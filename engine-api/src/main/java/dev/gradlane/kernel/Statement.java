package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import java.util.List;
import java.util.OptionalInt;

/// One step of a cell. Values are numbered within a kernel; each is defined once.
public sealed interface Statement {
    /// The element with these bits.
    record Constant(int result, DType type, long bits) implements Statement {}

    /// A scalar instruction or lookup of earlier values; never a composite.
    record Compute(int result, DType type, Elementwise function, List<Integer> operands) implements Statement {
        public Compute {
            operands = List.copyOf(operands);
        }
    }

    /// The index as a number of `type`, converted from i64 as the instructions toF32, toF64, toI32 do.
    record Position(int result, DType type, Index index) implements Statement {}

    /// A size as an i64.
    record Size(int result, Extent extent) implements Statement {}

    /// An element of a buffer that no statement of this kernel stores to.
    record Load(int result, DType type, int buffer, Index index) implements Statement {}

    /// The element at `index` + `position`·`stride`, where `position` is an earlier i32 or i64, of a buffer
    /// that no statement of this kernel stores to. Where the position is not one of 0 … `extent` − 1 the
    /// result is 0 (false) and no memory is touched; whose fault that is a [Require] says. Never in a [Guard].
    record Gather(int result, DType type, int buffer, Index index, int position, Extent stride, Extent extent)
            implements Statement {}

    /// No two executions in one kernel store to one element.
    record Store(int buffer, Index index, int value) implements Statement {}

    /// A loop over the row-major numbered points of `axes` with accumulators: point number e is step e of
    /// each accumulator's order. With `chunk`, a parallel axis c, only points 4096·c to 4096·c + 4095
    /// (those that exist) are folded: the result is one chunk's, and a later kernel folds the chunks'
    /// results. The body stores nothing. An accumulator of order HALVES has a body that is one load, of a
    /// temporary that the loop may overwrite.
    record Loop(List<Axis> axes, OptionalInt chunk, Block body, List<Accumulator> accumulators) implements Statement {
        public Loop {
            axes = List.copyOf(axes);
            accumulators = List.copyOf(accumulators);
        }
    }

    /// A loop whose points are independent and leave only stores.
    record Each(List<Axis> axes, Block body) implements Statement {
        public Each {
            axes = List.copyOf(axes);
        }
    }

    /// A loop along `axis` whose steps follow each other, from the axis' first point to its last or,
    /// `reversed`, from
    /// its last to its first. Each step computes the next state from the current one and may store.
    record Recurrence(Axis axis, boolean reversed, List<Carried> carried, Block body) implements Statement {
        public Recurrence {
            carried = List.copyOf(carried);
        }
    }

    /// `body`, the step of a state, as often as `condition`, which `test` computes from the current state,
    /// holds.
    /// Where it holds after `bound` steps, (`sample`, `node`) goes to the fault word as by [Require] and
    /// the loop ends. Neither block stores.
    record Repeat(List<Carried> carried, Block test, int condition, Block body, long bound, Index sample, int node)
            implements Statement {
        public Repeat {
            carried = List.copyOf(carried);
        }
    }

    /// A value of a loop's state: `current` is `initial` in the first step, then what the step before
    /// computed as
    /// `next`; `result` is the last one, or `initial` where there was no step.
    record Carried(int result, DType type, int initial, int current, int next) {}

    /// `result = condition ? taken : otherwise` for each merge; the block computes what only `taken`
    /// needs. A backend may skip the block where the condition is false for all that run side by side,
    /// and may as well always run it: it holds computations and loads only (no loops, no stores, no gathers).
    record Guard(int condition, Block body, List<Merge> merges) implements Statement {
        public Guard {
            merges = List.copyOf(merges);
        }
    }

    /// A value that leaves a [Guard].
    record Merge(int result, DType type, int taken, int otherwise) {}

    /// Where `condition` is false, (`sample`, `node`) goes to the run's fault word if it is less than
    /// what stands there; the cell goes on with values that nobody uses.
    record Require(int condition, Index sample, int node) implements Statement {}
}
