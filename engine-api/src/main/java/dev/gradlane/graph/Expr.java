package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A value inside a [GraphBuilder], with one method per scalar instruction: what expansions and derivative rules
/// are written in. All operands have this value's shape. The `double` overloads take a constant of this value's type,
/// rounded once.
public record Expr(GraphBuilder builder, int id) {
    /// Its type.
    public TensorType type() {
        Node node = node();
        return node.results().get(id - node.first());
    }

    /// The type of its elements.
    public DType dtype() {
        return type().dtype();
    }

    /// Its shape.
    public Shape shape() {
        return type().shape();
    }

    /// The node that defines this value.
    public Node node() {
        return builder.definition(id);
    }

    // constants of this value's shape

    /// The number in this type and shape.
    public Expr constant(double value) {
        return builder.constant(type(), value);
    }

    /// The element with these bits, in this type and shape.
    public Expr constantBits(long bits) {
        return builder.constantBits(type(), bits);
    }

    /// The number as `dtype` in this shape.
    public Expr constant(DType dtype, double value) {
        return builder.constant(type().withDType(dtype), value);
    }

    /// The element of `dtype` with these bits, in this shape.
    public Expr constantBits(DType dtype, long bits) {
        return builder.constantBits(type().withDType(dtype), bits);
    }

    /// The bits of a splat constant; empty for every other value.
    public OptionalLong splat() {
        return node().op() instanceof Op.Constant(TensorType _, Literal.Splat(long bits))
                ? OptionalLong.of(bits)
                : OptionalLong.empty();
    }

    // arithmetic

    /// this + b.
    public Expr add(Expr b) {
        return builder.map(ScalarOp.ADD, this, b);
    }

    /// this + b.
    public Expr add(double b) {
        return add(constant(b));
    }

    /// this − b.
    public Expr sub(Expr b) {
        return builder.map(ScalarOp.SUB, this, b);
    }

    /// this − b.
    public Expr sub(double b) {
        return sub(constant(b));
    }

    /// this · b.
    public Expr mul(Expr b) {
        return builder.map(ScalarOp.MUL, this, b);
    }

    /// this · b.
    public Expr mul(double b) {
        return mul(constant(b));
    }

    /// this / b.
    public Expr div(Expr b) {
        return builder.map(ScalarOp.DIV, this, b);
    }

    /// this / b.
    public Expr div(double b) {
        return div(constant(b));
    }

    /// this·b + c, rounded once.
    public Expr fma(Expr b, Expr c) {
        return builder.map(ScalarOp.FMA, this, b, c);
    }

    /// this · b + c, rounded once.
    public Expr fma(Expr b, double c) {
        return fma(b, constant(c));
    }

    /// this · b + c, rounded once.
    public Expr fma(double b, Expr c) {
        return fma(constant(b), c);
    }

    /// this · b + c, rounded once.
    public Expr fma(double b, double c) {
        return fma(constant(b), constant(c));
    }

    /// −this.
    public Expr neg() {
        return builder.map(ScalarOp.NEG, this);
    }

    /// The absolute value.
    public Expr abs() {
        return builder.map(ScalarOp.ABS, this);
    }

    /// The square root, rounded once.
    public Expr sqrt() {
        return builder.map(ScalarOp.SQRT, this);
    }

    /// The lesser, as `Math.min`.
    public Expr min(Expr b) {
        return builder.map(ScalarOp.MIN, this, b);
    }

    /// The lesser, as `Math.min`.
    public Expr min(double b) {
        return min(constant(b));
    }

    /// The greater, as `Math.max`.
    public Expr max(Expr b) {
        return builder.map(ScalarOp.MAX, this, b);
    }

    /// The greater, as `Math.max`.
    public Expr max(double b) {
        return max(constant(b));
    }

    /// Rounded down.
    public Expr floor() {
        return builder.map(ScalarOp.FLOOR, this);
    }

    /// Rounded up.
    public Expr ceil() {
        return builder.map(ScalarOp.CEIL, this);
    }

    /// Rounded to the nearest, ties to even.
    public Expr rint() {
        return builder.map(ScalarOp.RINT, this);
    }

    /// Rounded towards 0.
    public Expr trunc() {
        return builder.map(ScalarOp.TRUNC, this);
    }

    // comparison and choice

    /// this < b.
    public Expr lt(Expr b) {
        return builder.map(ScalarOp.LT, this, b);
    }

    /// this < b.
    public Expr lt(double b) {
        return lt(constant(b));
    }

    /// this ≤ b.
    public Expr le(Expr b) {
        return builder.map(ScalarOp.LE, this, b);
    }

    /// this ≤ b.
    public Expr le(double b) {
        return le(constant(b));
    }

    /// this > b.
    public Expr gt(Expr b) {
        return builder.map(ScalarOp.GT, this, b);
    }

    /// this > b.
    public Expr gt(double b) {
        return gt(constant(b));
    }

    /// this ≥ b.
    public Expr ge(Expr b) {
        return builder.map(ScalarOp.GE, this, b);
    }

    /// this ≥ b.
    public Expr ge(double b) {
        return ge(constant(b));
    }

    /// this = b.
    public Expr eq(Expr b) {
        return builder.map(ScalarOp.EQ, this, b);
    }

    /// this = b.
    public Expr eq(double b) {
        return eq(constant(b));
    }

    /// this ≠ b.
    public Expr ne(Expr b) {
        return builder.map(ScalarOp.NE, this, b);
    }

    /// this ≠ b.
    public Expr ne(double b) {
        return ne(constant(b));
    }

    /// Unsigned integer less-than.
    public Expr ltu(Expr b) {
        return builder.map(ScalarOp.LTU, this, b);
    }

    /// `this ? ifTrue : ifFalse`.
    public Expr select(Expr ifTrue, Expr ifFalse) {
        return builder.map(ScalarOp.SELECT, this, ifTrue, ifFalse);
    }

    // bits

    /// Bitwise and, or logical.
    public Expr and(Expr b) {
        return builder.map(ScalarOp.AND, this, b);
    }

    /// Bitwise and, or logical.
    public Expr and(long bits) {
        return and(constantBits(bits));
    }

    /// Bitwise or, or logical.
    public Expr or(Expr b) {
        return builder.map(ScalarOp.OR, this, b);
    }

    /// Bitwise or, or logical.
    public Expr or(long bits) {
        return or(constantBits(bits));
    }

    /// Bitwise exclusive or.
    public Expr xor(Expr b) {
        return builder.map(ScalarOp.XOR, this, b);
    }

    /// Bitwise exclusive or.
    public Expr xor(long bits) {
        return xor(constantBits(bits));
    }

    /// Bitwise not, or logical.
    public Expr not() {
        return builder.map(ScalarOp.NOT, this);
    }

    /// Shift left, the count masked.
    public Expr shl(Expr count) {
        return builder.map(ScalarOp.SHL, this, count);
    }

    /// Shift left, the count masked.
    public Expr shl(int count) {
        return shl(constant(count));
    }

    /// Arithmetic shift right, the count masked.
    public Expr shr(Expr count) {
        return builder.map(ScalarOp.SHR, this, count);
    }

    /// Arithmetic shift right, the count masked.
    public Expr shr(int count) {
        return shr(constant(count));
    }

    /// Logical shift right, the count masked.
    public Expr ushr(Expr count) {
        return builder.map(ScalarOp.USHR, this, count);
    }

    /// Logical shift right, the count masked.
    public Expr ushr(int count) {
        return ushr(constant(count));
    }

    /// The 64-bit product of two i32 taken as unsigned.
    public Expr mulWideU32(Expr b) {
        return builder.map(ScalarOp.MUL_WIDE_U32, this, b);
    }

    /// The number as `dtype`; this value itself if it has that type.
    public Expr convert(DType dtype) {
        return dtype == dtype() ? this : builder.map(ScalarOp.conversionTo(dtype), this);
    }

    /// The bits as an integer, NaN canonical.
    public Expr bits() {
        return builder.map(ScalarOp.BITS, this);
    }

    /// The bits as an integer, also those of a NaN: only where NaN is selected away.
    public Expr rawBits() {
        return builder.map(ScalarOp.RAW_BITS, this);
    }

    /// The number with these bits.
    public Expr fromBits() {
        return builder.map(ScalarOp.FROM_BITS, this);
    }

    /// The table's entry at this index.
    public Expr lookup(Table table) {
        return builder.map(new Lookup(table), this);
    }

    /// The function of this and others.
    public Expr apply(Composite function, Expr... others) {
        List<Expr> operands = new ArrayList<>(List.of(this));
        operands.addAll(List.of(others));
        return builder.map(function, operands);
    }

    // array kinds

    /// [Op.Broadcast].
    public Expr broadcast(Shape shape, List<Integer> axes) {
        return GraphBuilder.only(builder.emit(new Op.Broadcast(shape, axes), this));
    }

    /// [Op.Reshape].
    public Expr reshape(Shape shape) {
        return GraphBuilder.only(builder.emit(new Op.Reshape(shape), this));
    }

    /// [Op.Permute].
    public Expr permute(List<Integer> axes) {
        return GraphBuilder.only(builder.emit(new Op.Permute(axes), this));
    }

    /// [Op.Slice].
    public Expr slice(int axis, long start, long size, long stride) {
        return GraphBuilder.only(builder.emit(new Op.Slice(axis, start, size, stride), this));
    }

    /// [Op.Pad].
    public Expr pad(int axis, long low, long high, long interior, Expr filler) {
        return GraphBuilder.only(builder.emit(new Op.Pad(axis, low, high, interior), this, filler));
    }

    /// [Op.Reduce], in the order of its kind.
    public Expr reduce(Reduction kind, List<Integer> axes) {
        return GraphBuilder.only(builder.emit(new Op.Reduce(kind, axes, kind.order(dtype())), this));
    }

    /// Sum of products; the order is `lanes` when no axis is free (a scalar product), else `chain`.
    public Expr dot(Expr b, DotAxes axes) {
        boolean scalarProduct = axes.aFree(shape().rank()).isEmpty()
                && axes.bFree(b.shape().rank()).isEmpty();
        return dot(b, axes, scalarProduct ? Order.LANES : Order.CHAIN);
    }

    /// Elements along `axis` at `indices`, which share the first `batch` axes: see [Op.Gather].
    public Expr gather(Expr indices, int axis, int batch) {
        return GraphBuilder.only(builder.emit(new Op.Gather(axis, batch), this, indices));
    }

    /// This with `updates` added along `axis` at `indices`: see [Op.ScatterAdd].
    public Expr scatterAdd(Expr indices, Expr updates, int axis, int batch) {
        return GraphBuilder.only(builder.emit(new Op.ScatterAdd(axis, batch), this, indices, updates));
    }

    /// [Op.Reverse].
    public Expr reverse(int axis) {
        return GraphBuilder.only(builder.emit(new Op.Reverse(axis), this));
    }

    /// Running sums along `axis`: see [Op.CumSum].
    public Expr cumSum(int axis, boolean reverse) {
        return GraphBuilder.only(builder.emit(new Op.CumSum(axis, reverse), this));
    }

    /// Sorted elements, and the index that each had: see [Op.Sort].
    public List<Expr> sort(int axis) {
        return builder.emit(new Op.Sort(axis), this);
    }

    /// y[…, k] = x[…, i[…, k]] where k runs along `axis`; indices have all other extents of this.
    public Expr gatherAlong(Expr indices, int axis) {
        List<Integer> last = endingIn(axis);
        Expr chosen = permute(last).gather(indices.permute(last), last.size() - 1, last.size() - 1);
        return chosen.permute(inverse(last));
    }

    /// The transpose of [#gatherAlong]: this with `updates` added.
    public Expr scatterAddAlong(Expr indices, Expr updates, int axis) {
        List<Integer> last = endingIn(axis);
        Expr sum = permute(last)
                .scatterAdd(indices.permute(last), updates.permute(last), last.size() - 1, last.size() - 1);
        return sum.permute(inverse(last));
    }

    private List<Integer> endingIn(int axis) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < shape().rank(); i++) {
            if (i != axis) {
                order.add(i);
            }
        }
        order.add(axis);
        return order;
    }

    private static List<Integer> inverse(List<Integer> order) {
        List<Integer> inverse = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            inverse.add(order.indexOf(i));
        }
        return inverse;
    }

    // matrices in the last two axes

    /// [Op.Cholesky].
    public Expr cholesky() {
        return GraphBuilder.only(builder.emit(new Op.Cholesky(), this));
    }

    /// X with this·X = b, or with thisᵀ·X = b; this is lower triangular: see [Op.TriangularSolve].
    public Expr triangularSolve(Expr b, boolean transposed) {
        return GraphBuilder.only(builder.emit(new Op.TriangularSolve(transposed), this, b));
    }

    /// Each matrix transposed.
    public Expr transposed() {
        List<Integer> axes = new ArrayList<>();
        int rank = shape().rank();
        for (int i = 0; i < rank - 2; i++) {
            axes.add(i);
        }
        axes.add(rank - 1);
        axes.add(rank - 2);
        return permute(axes);
    }

    /// The product of each pair of matrices, in order `chain`.
    public Expr times(Expr b) {
        int rank = shape().rank();
        List<Integer> batch = new ArrayList<>();
        for (int i = 0; i < rank - 2; i++) {
            batch.add(i);
        }
        return dot(b, new DotAxes(batch, batch, List.of(rank - 1), List.of(rank - 2)), Order.CHAIN);
    }

    /// True on the diagonal.
    public Expr diagonal() {
        return position(1).eq(position(2));
    }

    /// True below the diagonal.
    public Expr belowDiagonal() {
        return position(1).lt(position(2));
    }

    private Expr position(int fromLast) {
        int axis = shape().rank() - fromLast;
        return GraphBuilder.only(builder.emit(new Op.Iota(type().withDType(DType.I64), axis)));
    }

    /// [Op.Dot] with `b`.
    public Expr dot(Expr b, DotAxes axes, Order order) {
        return GraphBuilder.only(builder.emit(new Op.Dot(axes, order), this, b));
    }
}
