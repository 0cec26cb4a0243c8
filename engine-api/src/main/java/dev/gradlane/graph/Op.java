package dev.gradlane.graph;

import java.util.List;

/// The closed set of array-level kinds. Elementwise functions are data inside [Map].
///
/// A new kind is rare: add a record here and the compiler lists the places (every `switch` over `Op` is
/// without `default`). Gather, ScatterAdd, Sort, Scan, While, Cond, Cholesky, TriangularSolve belong here.
public sealed interface Op {
    /// An input of the graph; inputs come first in the list and their order is the signature.
    record Input(String name, TensorType type) implements Op {}

    /// A constant; `literal` is a splat (any shape) or dense (fixed shape).
    record Constant(TensorType type, Literal literal) implements Op {}

    /// The elementwise `function` of operands of one shape.
    record Map(Elementwise function) implements Op {}

    /// The operand repeated to `shape`: its axis i is the result's axis `axes[i]` (ascending).
    record Broadcast(Shape shape, List<Integer> axes) implements Op {
        public Broadcast {
            axes = List.copyOf(axes);
        }
    }

    /// The same elements in row-major order as `shape`; symbols keep their order.
    record Reshape(Shape shape) implements Op {}

    /// Result axis i is operand axis `axes[i]`.
    record Permute(List<Integer> axes) implements Op {
        public Permute {
            axes = List.copyOf(axes);
        }
    }

    /// Elements start, start+stride, … (`size` of them) of `axis`, a fixed one.
    record Slice(int axis, long start, long size, long stride) implements Op {}

    /// Operand 0 with `low` elements before, `high` after and `interior` between neighbours along `axis` (a fixed
    /// one); the new elements are operand 1, a scalar.
    record Pad(int axis, long low, long high, long interior) implements Op {}

    /// Operands one after the other along `axis`, a fixed one.
    record Concatenate(int axis) implements Op {}

    /// The index along `axis`, as a number of `type`.
    record Iota(TensorType type, int axis) implements Op {}

    /// The product of extents as an `i64[]`.
    record Extent(Shape shape) implements Op {}

    /// Fold over `axes` (numbered row-major in the order listed), which the result lacks.
    record Reduce(Reduction kind, List<Integer> axes, Order order) implements Op {
        public Reduce {
            axes = List.copyOf(axes);
        }
    }

    /// Sum of products over contracted axes: result axes are batch, free axes of a, free axes of b.
    record Dot(DotAxes axes, Order order) implements Op {}

    /// The body applied to the operands; [CallRule] says what autodiff does with it. Captures are explicit operands.
    record Call(Graph body, CallRule rule) implements Op {}

    /// The operands unchanged, but value numbering and rewrites do not see through or merge it: it keeps a checkpoint's
    /// recomputation apart from the first computation.
    record Barrier() implements Op {}
}
