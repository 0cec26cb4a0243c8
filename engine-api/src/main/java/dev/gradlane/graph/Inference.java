package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Result types of an operation from its operands' types; the one place where shapes are checked.
public final class Inference {
    private Inference() {}

    /// @throws GraphException if the operation does not take these operands
    public static List<TensorType> infer(Op op, List<TensorType> x) {
        return switch (op) {
            case Op.Input(String _, TensorType type) -> only(x, 0, op, () -> type);
            case Op.Constant(TensorType type, Literal literal) -> only(x, 0, op, () -> constant(type, literal));
            case Op.Map(Elementwise function) -> List.of(map(function, x));
            case Op.Broadcast(Shape shape, List<Integer> axes) -> only(x, 1, op, () -> broadcast(shape, axes, x));
            case Op.Reshape(Shape shape) -> only(x, 1, op, () -> reshape(shape, x));
            case Op.Permute(List<Integer> axes) -> only(x, 1, op, () -> permute(axes, x));
            case Op.Slice slice -> only(x, 1, op, () -> slice(slice, x));
            case Op.Pad pad -> only(x, 2, op, () -> pad(pad, x));
            case Op.Concatenate(int axis) -> List.of(concatenate(axis, x));
            case Op.Iota(TensorType type, int axis) -> only(x, 0, op, () -> iota(type, axis));
            case Op.Extent(Shape _) -> only(x, 0, op, () -> TensorType.scalar(DType.I64));
            case Op.Reduce reduce -> only(x, 1, op, () -> reduce(reduce, x));
            case Op.Dot dot -> only(x, 2, op, () -> dot(dot, x));
            case Op.Gather(int axis, int batch) -> only(x, 2, op, () -> IndexInference.gather(axis, batch, x));
            case Op.ScatterAdd(int axis, int batch) -> only(x, 3, op, () -> IndexInference.scatterAdd(axis, batch, x));
            case Op.Cholesky _ -> only(x, 1, op, () -> MatrixInference.square("cholesky", x.getFirst()));
            case Op.TriangularSolve _ -> only(x, 2, op, () -> MatrixInference.solution(x.get(0), x.get(1)));
            case Op.Reverse(int axis) -> only(x, 1, op, () -> IndexInference.along("reverse", axis, x));
            case Op.CumSum(int axis, boolean _) -> only(x, 1, op, () -> IndexInference.numbers("cumSum", axis, x));
            case Op.Sort(int axis) -> {
                List<TensorType> sorted = only(x, 1, op, () -> IndexInference.numbers("sort", axis, x));
                yield List.of(sorted.getFirst(), sorted.getFirst().withDType(DType.I64));
            }
            case Op.Call(Graph body, CallRule rule) -> call(body, rule, x);
            case Op.Barrier() -> x;
            case Op.Control control -> ControlInference.infer(control, x);
        };
    }

    private static List<TensorType> only(List<TensorType> x, int arity, Op op, Supplier<TensorType> result) {
        require(x.size() == arity, op.getClass().getSimpleName() + " takes " + arity + " operands, got " + x.size());
        return List.of(result.get());
    }

    private static TensorType constant(TensorType type, Literal literal) {
        if (literal instanceof Literal.Dense dense) {
            require(type.shape().isFixed(), "a dense constant needs a fixed shape, not " + type);
            require(
                    type.shape().size() == dense.size(),
                    "a constant " + type + " cannot hold " + dense.size() + " elements");
        }
        return type;
    }

    private static TensorType map(Elementwise function, List<TensorType> x) {
        require(!x.isEmpty(), function.symbol() + " needs an operand");
        Shape shape = x.getFirst().shape();
        for (TensorType type : x) {
            require(
                    type.shape().equals(shape),
                    function.symbol() + " takes operands of one shape, got "
                            + x.stream().map(t -> t.shape().toString()).toList());
        }
        return new TensorType(function.infer(x.stream().map(TensorType::dtype).toList()), shape);
    }

    private static TensorType broadcast(Shape shape, List<Integer> axes, List<TensorType> x) {
        TensorType operand = x.getFirst();
        require(
                axes.size() == operand.shape().rank(),
                "broadcast of " + operand + " needs an axis for each of its axes");
        for (int i = 0; i < axes.size(); i++) {
            int axis = axes.get(i);
            require(axis >= 0 && axis < shape.rank(), "broadcast axis " + axis + " is outside " + shape);
            require(i == 0 || axes.get(i - 1) < axis, "broadcast axes must ascend, got " + axes);
            require(
                    shape.dim(axis).equals(operand.shape().dim(i)),
                    "cannot broadcast " + operand + " to " + shape + ": its axis " + i + " is not axis " + axis);
        }
        return operand.withShape(shape);
    }

    private static TensorType reshape(Shape shape, List<TensorType> x) {
        Shape from = x.getFirst().shape();
        require(
                symbols(from).equals(symbols(shape)) && fixedSize(from) == fixedSize(shape),
                "cannot reshape " + from + " to " + shape + ": not the same number of elements");
        return x.getFirst().withShape(shape);
    }

    private static List<Dim> symbols(Shape shape) {
        return shape.dims().stream().filter(Dim.Symbol.class::isInstance).toList();
    }

    private static long fixedSize(Shape shape) {
        return new Shape(shape.dims().stream()
                        .filter(Dim.Fixed.class::isInstance)
                        .toList())
                .size();
    }

    private static TensorType permute(List<Integer> axes, List<TensorType> x) {
        Shape from = x.getFirst().shape();
        require(
                axes.size() == from.rank() && isSubset(axes, from.rank()),
                "permute of " + from + " needs each axis once, got " + axes);
        return x.getFirst().withShape(from.select(axes));
    }

    private static TensorType slice(Op.Slice op, List<TensorType> x) {
        Shape from = x.getFirst().shape();
        long extent = fixedAxis("slice", from, op.axis());
        require(op.start() >= 0 && op.size() >= 0 && op.stride() >= 1, "bad slice " + op);
        require(
                op.size() == 0 || op.start() < extent && op.size() - 1 <= (extent - 1 - op.start()) / op.stride(),
                "slice " + op.start() + ", " + op.size() + " elements, stride " + op.stride() + " leaves axis "
                        + op.axis() + " of " + from);
        return x.getFirst().withShape(from.with(op.axis(), Dim.of(op.size())));
    }

    private static TensorType pad(Op.Pad op, List<TensorType> x) {
        Shape from = x.getFirst().shape();
        require(x.size() == 2 && x.get(1).equals(TensorType.scalar(x.getFirst().dtype())), "pad needs a scalar filler");
        long extent = fixedAxis("pad", from, op.axis());
        require(op.low() >= 0 && op.high() >= 0 && op.interior() >= 0, "bad pad " + op);
        long padded = sum(sum(op.low(), op.high()), sum(extent, gaps(extent, op.interior())));
        return x.getFirst().withShape(from.with(op.axis(), Dim.of(padded)));
    }

    private static TensorType concatenate(int axis, List<TensorType> x) {
        require(!x.isEmpty(), "concatenate needs an operand");
        TensorType first = x.getFirst();
        long total = 0;
        for (TensorType type : x) {
            total = sum(total, fixedAxis("concatenate", type.shape(), axis));
            require(
                    type.dtype() == first.dtype()
                            && type.shape().rank() == first.shape().rank()
                            && type.shape()
                                    .with(axis, Dim.of(0))
                                    .equals(first.shape().with(axis, Dim.of(0))),
                    "cannot concatenate " + x + " along axis " + axis);
        }
        return first.withShape(first.shape().with(axis, Dim.of(total)));
    }

    private static TensorType iota(TensorType type, int axis) {
        require(type.dtype() != DType.BOOL, "iota counts in numbers, not bool");
        require(axis >= 0 && axis < type.shape().rank(), "iota axis " + axis + " is outside " + type);
        return type;
    }

    private static TensorType reduce(Op.Reduce op, List<TensorType> x) {
        TensorType from = x.getFirst();
        String name = op.kind().symbol();
        require(isSubset(op.axes(), from.shape().rank()), name + " over axes " + op.axes() + " of " + from);
        require(
                op.kind().takes(from.dtype()),
                name + " does not take " + from.dtype().symbol());
        require(op.order() == op.kind().order(from.dtype()), name + " of " + from + " has no order " + op.order());
        return from.withShape(from.shape().without(op.axes()));
    }

    private static TensorType dot(Op.Dot op, List<TensorType> x) {
        TensorType a = x.get(0);
        TensorType b = x.get(1);
        DotAxes axes = op.axes();
        require(a.dtype() == b.dtype() && a.dtype().isFloat(), "dot takes two operands of one float type, got " + x);
        require(op.order() == Order.CHAIN || op.order() == Order.LANES, "dot has no order " + op.order());
        List<Integer> aUsed = new ArrayList<>(axes.aBatch());
        aUsed.addAll(axes.aContract());
        List<Integer> bUsed = new ArrayList<>(axes.bBatch());
        bUsed.addAll(axes.bContract());
        require(
                isSubset(aUsed, a.shape().rank())
                        && isSubset(bUsed, b.shape().rank())
                        && axes.aBatch().size() == axes.bBatch().size()
                        && axes.aContract().size() == axes.bContract().size(),
                "dot of " + a + " and " + b + ": axes that are not there, named twice or not paired in " + axes);
        requirePaired(a, axes.aBatch(), b, axes.bBatch());
        requirePaired(a, axes.aContract(), b, axes.bContract());
        List<Dim> dims = new ArrayList<>(a.shape().select(axes.aBatch()).dims());
        dims.addAll(a.shape().select(axes.aFree(a.shape().rank())).dims());
        dims.addAll(b.shape().select(axes.bFree(b.shape().rank())).dims());
        return a.withShape(new Shape(dims));
    }

    private static void requirePaired(TensorType a, List<Integer> aAxes, TensorType b, List<Integer> bAxes) {
        for (int i = 0; i < aAxes.size(); i++) {
            Dim left = a.shape().dim(aAxes.get(i));
            Dim right = b.shape().dim(bAxes.get(i));
            require(
                    left.equals(right),
                    "dot of " + a + " and " + b + ": the extents of paired axes differ, axis " + aAxes.get(i)
                            + " of the one has " + left + " and axis " + bAxes.get(i) + " of the other " + right
                            + " (transpose or reshape one side)");
        }
    }

    private static List<TensorType> call(Graph body, CallRule rule, List<TensorType> x) {
        require(body.inputTypes().equals(x), "call of " + body.name() + " takes " + body.inputTypes() + ", got " + x);
        switch (rule) {
            case CallRule.Inline() -> {}
            case CallRule.Checkpoint() -> {}
            case CallRule.Derivative(Graph jvp, Graph vjp) -> {
                signature("jvp", jvp, concat(x, x), body.outputTypes());
                signature("vjp", vjp, concat(x, body.outputTypes()), x);
            }
        }
        return body.outputTypes();
    }

    private static void signature(String rule, Graph graph, List<TensorType> in, List<TensorType> out) {
        require(
                graph.inputTypes().equals(in) && graph.outputTypes().equals(out),
                "the " + rule + " of a custom derivative maps " + in + " to " + out + ", but " + graph.name() + " maps "
                        + graph.inputTypes() + " to " + graph.outputTypes());
    }

    private static List<TensorType> concat(List<TensorType> a, List<TensorType> b) {
        List<TensorType> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static long fixedAxis(String name, Shape shape, int axis) {
        require(axis >= 0 && axis < shape.rank(), name + " axis " + axis + " is outside " + shape);
        require(shape.dim(axis) instanceof Dim.Fixed, name + " along the symbolic axis " + axis + " of " + shape);
        return ((Dim.Fixed) shape.dim(axis)).size();
    }

    /// Extents come from text too: past 2^63-1 they are refused, never wrapped.
    private static long sum(long a, long b) {
        require(a <= Long.MAX_VALUE - b, "an extent passes 2^63-1");
        return a + b;
    }

    private static long gaps(long extent, long interior) {
        require(
                Math.multiplyHigh(Math.max(0, extent - 1), interior) == 0 && Math.max(0, extent - 1) * interior >= 0,
                "an extent passes 2^63-1");
        return Math.max(0, extent - 1) * interior;
    }

    private static boolean isSubset(List<Integer> axes, int rank) {
        return new HashSet<>(axes).size() == axes.size()
                && IntStream.range(0, axes.size()).allMatch(i -> axes.get(i) >= 0 && axes.get(i) < rank);
    }

    static void require(boolean condition, String message) {
        if (!condition) {
            throw new GraphException(message);
        }
    }
}
