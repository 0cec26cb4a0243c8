package dev.gradlane;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// An array of numbers: the one type that users handle. Inside a traced function it is *symbolic*:
/// arithmetic records the program, and there is nothing to read. Outside it is a *value*, on the host or on
/// a device, and is read. As the prototype of an input ([Ops#f64]) it is a type only.
///
/// Arithmetic is elementwise with the meaning of the Java operator; an overload with a Java `double` takes
/// it rounded once to this tensor's type. Element types are never promoted. Shapes combine by their
/// trailing axes: an axis that is missing or 1 is repeated; nothing else is.
///
/// Arithmetic outside of a traced function, and reading inside of one, throw [TraceException].
public final class Tensor implements AutoCloseable {
    private final Content content;

    /// What a tensor stands for.
    sealed interface Content {}

    record Prototype(TensorType type) implements Content {}

    record Symbolic(Trace trace, Expr expr) implements Content {}

    /// Elements in memory: on the host, or on a device until they are read.
    non-sealed interface Value extends Content {
        TensorType type();

        /// Elements, dense, row-major, little-endian; bool is one byte.
        MemorySegment segment();

        void close();

        /// The elements as bits, for a constant in a graph.
        default long[] bits() {
            return Elements.bits(type().dtype(), segment());
        }
    }

    Tensor(Content content) {
        this.content = content;
    }

    Content content() {
        return content;
    }

    /// A scalar of f64.
    public static Tensor of(double value) {
        return of(new double[] {value}, new long[0]);
    }

    /// A scalar of f32.
    public static Tensor of(float value) {
        return of(new float[] {value}, new long[0]);
    }

    /// A vector of f64 over `data`, which is not copied: leave it unchanged while it is in use.
    public static Tensor of(double[] data) {
        return of(data, data.length);
    }

    /// A tensor of f64 over `data` (row-major, not copied).
    public static Tensor of(double[] data, long... shape) {
        return of(MemorySegment.ofArray(data), DType.F64, shape);
    }

    /// An f32 vector: f32[data.length].
    public static Tensor of(float[] data) {
        return of(data, data.length);
    }

    /// An f32 tensor of the elements row-major; [#runInto] writes into the array.
    public static Tensor of(float[] data, long... shape) {
        return of(MemorySegment.ofArray(data), DType.F32, shape);
    }

    /// An i32 tensor of the elements row-major.
    public static Tensor of(int[] data, long... shape) {
        return of(MemorySegment.ofArray(data), DType.I32, shape);
    }

    /// An i64 tensor of the elements row-major.
    public static Tensor of(long[] data, long... shape) {
        return of(MemorySegment.ofArray(data), DType.I64, shape);
    }

    /// A scalar of any type, `value` rounded once to it.
    ///
    /// @throws IllegalArgumentException if `dtype` is an integer or bool and `value` none of its numbers
    public static Tensor scalar(DType dtype, double value) {
        return new Tensor(new HostValue(TensorType.scalar(dtype), Elements.scalar(dtype, value)));
    }

    /// All elements 0.
    ///
    /// @param type of fixed extents, such as that of another tensor: `Tensor.zeros(weights.type())`
    public static Tensor zeros(TensorType type) {
        return new Tensor(new HostValue(type, Elements.zeros(type)));
    }

    /// A tensor over `data`: dense, row-major, little-endian, bool as one byte; not copied.
    ///
    /// @throws IllegalArgumentException if `data` has another size than the shape
    public static Tensor of(MemorySegment data, DType dtype, long... shape) {
        return of(data, new TensorType(dtype, Shape.of(shape)));
    }

    /// The same with the type of another tensor.
    ///
    /// @param type of fixed extents
    /// @throws IllegalArgumentException if `data` has another size than the shape
    public static Tensor of(MemorySegment data, TensorType type) {
        return new Tensor(new HostValue(type, data));
    }

    /// Element type and shape.
    public TensorType type() {
        return switch (content) {
            case Prototype(TensorType type) -> type;
            case Symbolic(Trace _, Expr expr) -> expr.type();
            case Value value -> value.type();
        };
    }

    /// The type of the elements.
    public DType dtype() {
        return type().dtype();
    }

    /// The extents; those of a batch are numbers in a value and symbols in a function.
    public Shape shape() {
        return type().shape();
    }

    /// The extent of one axis; a negative `axis` counts from the last.
    ///
    /// @throws GraphException if it is symbolic
    public long size(int axis) {
        return Views.size(this, axis);
    }

    // reading

    /// The elements, row-major; f32 is widened.
    public double[] toDoubles() {
        return Elements.toDoubles(dtype(), value("toDoubles").segment());
    }

    /// The elements, row-major, of an f32 tensor.
    public float[] toFloats() {
        return Elements.toFloats(dtype(), value("toFloats").segment());
    }

    /// The elements, row-major, of an i32 tensor.
    public int[] toInts() {
        return Elements.toInts(dtype(), value("toInts").segment());
    }

    /// The elements, row-major, of an i64 or i32 tensor.
    public long[] toLongs() {
        return Elements.toLongs(dtype(), value("toLongs").segment());
    }

    /// The only element of a scalar.
    public double item() {
        if (shape().rank() != 0) {
            throw new IllegalArgumentException("item reads a scalar, this is " + type() + ": use toDoubles");
        }
        return Elements.toNumbers(dtype(), value("item").segment())[0];
    }

    /// The elements in memory, read-only.
    public MemorySegment segment() {
        return value("segment").segment().asReadOnly();
    }

    /// Frees a value's device memory; reading it afterwards throws. Nothing for other tensors.
    @Override
    public void close() {
        if (content instanceof Value value) {
            value.close();
        }
    }

    Value value(String reading) {
        return switch (content) {
            case Value value -> value;
            case Prototype(TensorType type) ->
                throw new TraceException(reading + " of a prototype " + type + " at " + Origin.here()
                        + ": it is a type and has no elements");
            case Symbolic(Trace _, Expr expr) ->
                throw new TraceException(reading + " of a symbolic " + expr.type() + " at " + Origin.here()
                        + ": inside a traced function nothing is computed yet; return the tensor, compile and run the"
                        + " function, then read its result (where(c, a, b) replaces an if)");
        };
    }

    // arithmetic

    /// Sum: this + other, rounded once.
    public Tensor plus(Tensor other) {
        return Arithmetic.apply(ScalarOp.ADD, this, other);
    }

    /// Sum with a number: this + other, the number rounded once to this type.
    public Tensor plus(double other) {
        return plus(like(other));
    }

    /// Difference: this − other, rounded once.
    public Tensor minus(Tensor other) {
        return Arithmetic.apply(ScalarOp.SUB, this, other);
    }

    /// Difference with a number: this − other, the number rounded once to this type.
    public Tensor minus(double other) {
        return minus(like(other));
    }

    /// Product: this · other, rounded once.
    public Tensor times(Tensor other) {
        return Arithmetic.apply(ScalarOp.MUL, this, other);
    }

    /// Product with a number: this · other, the number rounded once to this type.
    public Tensor times(double other) {
        return times(like(other));
    }

    /// Quotient: this / other, rounded once.
    public Tensor div(Tensor other) {
        return Arithmetic.apply(ScalarOp.DIV, this, other);
    }

    /// Quotient with a number: this / other, the number rounded once to this type.
    public Tensor div(double other) {
        return div(like(other));
    }

    /// −this: the sign turned, also of zeros and NaN.
    public Tensor unaryMinus() {
        return Arithmetic.apply(ScalarOp.NEG, this);
    }

    /// this < other, a bool; false where one is NaN.
    public Tensor lt(Tensor other) {
        return Arithmetic.apply(ScalarOp.LT, this, other);
    }

    /// this < a number, a bool; false for NaN.
    public Tensor lt(double other) {
        return lt(like(other));
    }

    /// this ≤ other, a bool; false where one is NaN.
    public Tensor le(Tensor other) {
        return Arithmetic.apply(ScalarOp.LE, this, other);
    }

    /// this ≤ a number, a bool; false for NaN.
    public Tensor le(double other) {
        return le(like(other));
    }

    /// this > other, a bool; false where one is NaN.
    public Tensor gt(Tensor other) {
        return Arithmetic.apply(ScalarOp.GT, this, other);
    }

    /// this > a number, a bool; false for NaN.
    public Tensor gt(double other) {
        return gt(like(other));
    }

    /// this ≥ other, a bool; false where one is NaN.
    public Tensor ge(Tensor other) {
        return Arithmetic.apply(ScalarOp.GE, this, other);
    }

    /// this ≥ a number, a bool; false for NaN.
    public Tensor ge(double other) {
        return ge(like(other));
    }

    /// this = other, a bool; false where one is NaN.
    public Tensor eq(Tensor other) {
        return Arithmetic.apply(ScalarOp.EQ, this, other);
    }

    /// this = a number, a bool; false for NaN.
    public Tensor eq(double other) {
        return eq(like(other));
    }

    /// this ≠ other, a bool; true where one is NaN.
    public Tensor ne(Tensor other) {
        return Arithmetic.apply(ScalarOp.NE, this, other);
    }

    /// this ≠ a number, a bool; true for NaN.
    public Tensor ne(double other) {
        return ne(like(other));
    }

    /// Both, of bools; bit by bit of integers.
    public Tensor and(Tensor other) {
        return Arithmetic.apply(ScalarOp.AND, this, other);
    }

    /// Either or both, of bools; bit by bit of integers.
    public Tensor or(Tensor other) {
        return Arithmetic.apply(ScalarOp.OR, this, other);
    }

    /// The other bool; the other bits of an integer.
    public Tensor not() {
        return Arithmetic.apply(ScalarOp.NOT, this);
    }

    /// `value` rounded once to this tensor's type, as a scalar that broadcasts.
    private Tensor like(double value) {
        Trace trace = Trace.current("arithmetic");
        return trace.tensor(trace.here().constant(TensorType.scalar(dtype()), value));
    }

    // types and shapes

    /// The elements converted as the Java cast does; true is 1, false is 0.
    public Tensor to(DType dtype) {
        if (dtype == dtype()) {
            return this;
        }
        if (dtype() == DType.BOOL) {
            return Arithmetic.apply(ScalarOp.SELECT, this, Ops.constant(dtype, 1), Ops.constant(dtype, 0));
        }
        return Arithmetic.apply(ScalarOp.conversionTo(dtype), this);
    }

    /// The same elements, row-major, as another shape of fixed extents.
    public Tensor reshape(long... shape) {
        return Views.apply("reshape", this, x -> x.reshape(Shape.of(shape)));
    }

    /// Result axis i is axis `axes[i]` of this; without arguments all axes reversed.
    public Tensor transpose(int... axes) {
        return Views.transpose(this, axes);
    }

    /// Repeats missing and 1-sized axes up to `shape`.
    public Tensor broadcastTo(Shape shape) {
        return Views.apply("broadcastTo", this, x -> Views.broadcast(x, shape));
    }

    /// Elements start, start+1, … end−1 of `axis`.
    public Tensor slice(int axis, long start, long end) {
        return Views.apply("slice", this, x -> x.slice(axis, start, end - start, 1));
    }

    /// Element `index` of the first axis: one rank less.
    public Tensor get(long index) {
        return Views.apply(
                "get", this, x -> x.slice(0, index, 1, 1).reshape(x.shape().without(List.of(0))));
    }

    // reductions; without axes over all of them

    /// Sum in the pinned order `lanes`; of nothing, +0.
    public Tensor sum(int... axes) {
        return reduce(Reduction.SUM, axes);
    }

    /// Sum divided by the number of elements.
    public Tensor mean(int... axes) {
        return Views.mean(this, axes);
    }

    /// Largest element, NaN if there is one; of nothing, −∞. Ties share the derivative.
    public Tensor max(int... axes) {
        return reduce(Reduction.MAX, axes);
    }

    /// Smallest element, NaN if there is one; of nothing, +∞. Ties share the derivative.
    public Tensor min(int... axes) {
        return reduce(Reduction.MIN, axes);
    }

    /// Product in the pinned order `halves`; of nothing, 1.
    public Tensor prod(int... axes) {
        return reduce(Reduction.PROD, axes);
    }

    private Tensor reduce(Reduction kind, int... axes) {
        return Views.apply(kind.symbol(), this, x -> x.reduce(kind, Views.axes(x.shape(), axes)));
    }

    /// Matrix product of the last axis of this with the first axis of `other`, order `chain`; of two
    /// vectors the scalar product, order `lanes`.
    public Tensor matmul(Tensor other) {
        return Views.matmul(this, other);
    }

    @Override
    public String toString() {
        return switch (content) {
            case Prototype(TensorType type) -> type.toString();
            case Symbolic(Trace _, Expr expr) -> "symbolic " + expr.type();
            case Value value
            when value.type().shape().size() <= 16 ->
                value.type() + " " + Arrays.toString(Elements.toNumbers(dtype(), value.segment()));
            case Value value -> value.type().toString();
        };
    }
}
