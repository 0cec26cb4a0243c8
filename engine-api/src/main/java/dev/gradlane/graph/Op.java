package dev.gradlane.graph;

import java.util.List;
import java.util.function.UnaryOperator;

/// The closed set of array-level kinds. Elementwise functions are data inside [Map].
///
/// A new kind is rare: add a record here and the compiler lists the places (every `switch` over `Op` is
/// without `default`).
///
/// What indexes by a value needs [Gather] and [ScatterAdd] only, because the rest is exactly made of them (in
/// `dev.gradlane.Indexing`): a dynamic slice is a [Gather] of start, start+1, …; a dynamic update is a [ScatterAdd]
/// onto the operand with −0, the identity of addition, in the place of what is replaced; argmax is the least index
/// among those that equal the maximum.
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

    /// Elements of operand 0 along `axis` at the positions that operand 1 holds, an i32 or i64. Both have the same
    /// extents along their first `batch` axes, whose samples are indexed each by its own indices. In the result the
    /// remaining axes of the indices stand in the place of `axis`: y[b…, p…, k…, q…] = x[b…, p…, i[b…, k…], q…].
    ///
    /// An index outside of 0 … n−1 is a *fault* of this node, never a number and never clamped: the run ends
    /// with the sample (the position along axis 0 of the indices, where that is symbolic) and the user's line.
    /// An index is asked for where the result has an element; an empty result asks for none. [ScatterAdd] has the
    /// same rule.
    record Gather(int axis, int batch) implements Op {}

    /// Operand 0 with the elements of operand 2 added along `axis` at the positions that operand 1 holds: the transpose
    /// of [Gather], with its shapes: y[b…, p…, n, q…] = x[b…, p…, n, q…] + Σ u[b…, p…, k…, q…] over the k with
    /// i[b…, k…] = n.
    ///
    /// The order of the sum is pinned: sources k are numbered row-major and taken in blocks of 4096. In a block
    /// each position adds its sources ascending, from −0; the results of blocks are added to operand 0, ascending.
    record ScatterAdd(int axis, int batch) implements Op {}

    /// The elements along `axis` in reverse: y[i] = x[n−1−i]. A kind of its own, because it is its own transpose
    /// and has no index that could be out of range; as a [Gather] its derivative would be a [ScatterAdd].
    record Reverse(int axis) implements Op {}

    /// Running sums along `axis`, each element included: y[i] = x[0] + … + x[i]; with `reverse` elements are
    /// numbered from the end: y[i] = x[n−1] + … + x[i].
    ///
    /// The order is pinned: segments of 32 elements, chunks of 128 segments, all sequential. An element is
    /// (chunks before) + ((segments before in its chunk) + (elements so far in its segment)); what is not there
    /// drops out.
    record CumSum(int axis, boolean reverse) implements Op {}

    /// The elements along `axis` in ascending order, and as a second result the index that each had, an i64. The
    /// order is that of `Float.compare`: −0 before +0, NaNs equal and last; equals keep the order they had.
    record Sort(int axis) implements Op {}

    /// The lower triangle L with A = L·Lᵀ, of each matrix in the last two axes; above the diagonal +0. Of A the
    /// lower triangle is read.
    ///
    /// Pinned: acc = A[i,j], then acc = fma(−L[i,k], L[j,k], acc) for ascending k < j; L[j,j] = √acc, and
    /// L[i,j] = acc / L[j,j]. A pivot that is not greater than 0 (or is NaN) is a *fault*: the matrix is not
    /// positive definite.
    record Cholesky() implements Op {}

    /// X with L·X = B, or with Lᵀ·X = B, of each pair of matrices in the last two axes: operand 0 is L, of which
    /// the lower triangle is read, operand 1 is B.
    ///
    /// Pinned: acc = B[i], then acc = fma(−L[i,k], X[k], acc) for ascending k < i, X[i] = acc / L[i,i];
    /// transposed, from the last row up, fma(−L[k,i], X[k], acc) for ascending k > i. Zeros on the diagonal
    /// divide as IEEE 754 has it.
    record TriangularSolve(boolean transposed) implements Op {}

    /// The body applied to the operands; [CallRule] says what autodiff does with it. Captures are explicit operands.
    record Call(Graph body, CallRule rule) implements Op {}

    /// The operands unchanged, but value numbering and rewrites do not see through or merge it: it keeps a checkpoint's
    /// recomputation apart from the first computation.
    record Barrier() implements Op {}

    /// Kinds that run bodies: closed graphs of one sample, whose captures are operands.
    sealed interface Control extends Op {
        /// The bodies, in the order in which the text prints them.
        List<Graph> bodies();

        /// The same kind with each body replaced.
        Control with(UnaryOperator<Graph> change);
    }

    /// A loop over the first axis of arrays: step i maps the constants, the state and element i of each array
    /// to the next state, an element of each stacked result, and a contribution to each sum.
    ///
    /// Operands are `consts` constants, `carry` initial states and the arrays, whose first axis is `length`;
    /// so are the body's inputs, an array's without that axis. The body returns the next states, the
    /// elements, and `sums` contributions; the loop returns the last states, the elements stacked along a new
    /// first axis, and the sums. A sum takes the first contribution as it is and adds the others in the order
    /// of the loop; of no steps it is +0.
    ///
    /// @param reversed whether the loop runs from the last element to the first; results are stacked where
    /// they arise
    record Scan(Graph body, int consts, int carry, int sums, Dim length, boolean reversed) implements Control {
        /// Number of arrays that the loop runs over.
        public int arrays() {
            return body.inputs().size() - consts - carry;
        }

        /// Number of stacked results.
        public int stacked() {
            return body.outputs().size() - carry - sums;
        }

        @Override
        public List<Graph> bodies() {
            return List.of(body);
        }

        @Override
        public Scan with(UnaryOperator<Graph> change) {
            return new Scan(change.apply(body), consts, carry, sums, length, reversed);
        }
    }

    /// `ifTrue` or `ifFalse` of the operands after operand 0, a bool that chooses. A scalar choice runs one
    /// body only.
    ///
    /// A choice of a shape is a batch of choices: every other operand and every result has that shape before
    /// its own axes, and the bodies are those of one sample. Freezing makes it a selection.
    record Cond(Graph ifTrue, Graph ifFalse) implements Control {
        @Override
        public List<Graph> bodies() {
            return List.of(ifTrue, ifFalse);
        }

        @Override
        public Cond with(UnaryOperator<Graph> change) {
            return new Cond(change.apply(ifTrue), change.apply(ifFalse));
        }
    }

    /// `step` of the constants and the state as often as `condition` of them holds. Operands are `consts`
    /// constants and the initial state; the result is the state for which the condition does not hold. After
    /// `bound` steps it must not hold any more: else the run ends in a fault that names the sample, and there
    /// is no result.
    ///
    /// A condition that returns a shape holds while any element does; the fault then names the first such
    /// along the first axis. Operands with axes before those of the bodies' inputs, the same for all, are a
    /// batch of loops; freezing makes it one loop in which samples that have ended keep their state.
    record While(Graph condition, Graph step, int consts, long bound) implements Control {
        /// Number of values of the state.
        public int carry() {
            return step.outputs().size();
        }

        @Override
        public List<Graph> bodies() {
            return List.of(condition, step);
        }

        @Override
        public While with(UnaryOperator<Graph> change) {
            return new While(change.apply(condition), change.apply(step), consts, bound);
        }
    }

    /// The kind's word in IR text; of a function of elements, `map`.
    default String symbol() {
        return switch (this) {
            case Input _ -> "input";
            case Constant _ -> "constant";
            case Map _ -> "map";
            case Broadcast _ -> "broadcast";
            case Reshape _ -> "reshape";
            case Permute _ -> "permute";
            case Slice _ -> "slice";
            case Pad _ -> "pad";
            case Concatenate _ -> "concatenate";
            case Iota _ -> "iota";
            case Extent _ -> "extent";
            case Reduce _ -> "reduce";
            case Dot _ -> "dot";
            case Gather _ -> "gather";
            case ScatterAdd _ -> "scatterAdd";
            case Reverse _ -> "reverse";
            case CumSum _ -> "cumSum";
            case Sort _ -> "sort";
            case Cholesky _ -> "cholesky";
            case TriangularSolve _ -> "triangularSolve";
            case Call _ -> "call";
            case Barrier _ -> "barrier";
            case Scan _ -> "scan";
            case Cond _ -> "cond";
            case While _ -> "while";
        };
    }
}
