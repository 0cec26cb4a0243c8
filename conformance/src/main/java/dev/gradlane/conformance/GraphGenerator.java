package dev.gradlane.conformance;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.Table;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Draws a graph over every array kind, every scalar instruction and every composite.
final class GraphGenerator {
    /// The symbolic extent of drawn graphs, and the size that the generator reckons with.
    static final String SYMBOL = "N";

    static final int SYMBOL_SIZE = 8;
    private static final long MOST_ELEMENTS = 600;

    private final Draw draw;
    private final GraphBuilder b;
    private final boolean indexing;
    private final List<Expr> pool = new ArrayList<>();
    private int composites;

    private GraphGenerator(Draw draw, String name, boolean indexing) {
        this.draw = draw;
        this.indexing = indexing;
        this.b = new GraphBuilder(name);
    }

    /// A generator that goes on with the values of `pool`, which it fills.
    GraphGenerator(Draw draw, GraphBuilder b, List<Expr> pool) {
        this.draw = draw;
        this.indexing = false;
        this.b = b;
        this.pool.addAll(pool);
    }

    List<Expr> pool() {
        return pool;
    }

    /// Draws further operations.
    void grow(int steps) {
        for (int step = 0; step < steps; step++) {
            step().forEach(this::keep);
        }
    }

    /// @param indexing whether it may index by values, which not every device has
    static Graph draw(Draw draw, String name, boolean indexing) {
        return new GraphGenerator(draw, name, indexing).graph();
    }

    private Graph graph() {
        int inputs = 1 + draw.below(4);
        DType main = draw.chance(0.5) ? DType.F32 : DType.F64;
        for (int i = 0; i < inputs; i++) {
            DType dtype = i == 0 || draw.chance(0.6) ? main : draw.from(List.of(DType.values()));
            // half of the inputs have a shape that exists, so that operations find partners
            Shape shape = i > 0 && draw.chance(0.5) ? draw.from(pool).shape() : shape();
            pool.add(b.input("x" + i, new TensorType(dtype, shape)));
        }
        grow(3 + draw.below(16));
        int outputs = 1 + draw.below(3);
        b.output("y0", lastFloat());
        for (int i = 1; i < outputs; i++) {
            b.output("y" + i, draw.from(pool));
        }
        return b.build();
    }

    private Expr lastFloat() {
        return pool.reversed().stream()
                .filter(x -> x.dtype().isFloat())
                .findFirst()
                .orElseThrow();
    }

    void keep(Expr x) {
        if (elements(x.shape()) <= MOST_ELEMENTS * (x.shape().rank() == 1 ? 10 : 1)) {
            pool.add(x);
        }
    }

    /// More often a late value than an early one, so that graphs grow deep.
    private Expr operand() {
        return draw.chance(0.6) ? pool.get(pool.size() - 1 - draw.below((pool.size() + 3) / 4)) : draw.from(pool);
    }

    private static long elements(Shape shape) {
        return shape.size(Map.of(SYMBOL, (long) SYMBOL_SIZE));
    }

    private Shape shape() {
        if (draw.chance(0.06)) {
            return Shape.of(draw.from(List.of(127, 128, 129, 257, 4095, 4096, 4097)));
        }
        List<Dim> dims = new ArrayList<>();
        for (int rank = draw.below(4); rank > 0; rank--) {
            boolean symbolic = draw.chance(0.25) && !dims.contains(Dim.symbol(SYMBOL));
            dims.add(symbolic ? Dim.symbol(SYMBOL) : Dim.of(draw.from(List.of(1, 2, 3, 4, 5, 2, 3, 0))));
        }
        return new Shape(dims);
    }

    /// The results of one more operation; none where the drawn kind finds no operand.
    private List<Expr> step() {
        Expr x = operand();
        int rank = x.shape().rank();
        if (indexing && draw.chance(0.3)) {
            return IndexDraw.of(draw, b, pool, x).stream()
                    .filter(y -> elements(y.shape()) <= MOST_ELEMENTS)
                    .toList();
        }
        return switch (draw.below(18)) {
            case 0, 1, 2, 3, 4 -> scalar(x);
            case 5 -> composite(x);
            case 6 -> List.of(broadcast(x));
            case 7 -> List.of(reshape(x));
            case 8 -> List.of(x.permute(draw.some(rank, 1)));
            case 9 -> fixedAxis(x).map(this::slice).stream().toList();
            case 10 -> fixedAxis(x).map(this::pad).stream().toList();
            case 11 -> fixedAxis(x).map(this::concatenate).orElse(List.of());
            case 12 ->
                rank == 0 || x.dtype() == DType.BOOL
                        ? b.emit(new Op.Extent(x.shape()))
                        : b.emit(new Op.Iota(x.type(), draw.below(rank)));
            case 13, 14 -> List.of(reduce(x));
            case 15 -> dot(x);
            case 16 -> call(x);
            default -> draw.chance(0.5) ? b.emit(new Op.Barrier(), x, draw.from(pool)) : b.emit(new Op.Barrier(), x);
        };
    }

    private List<Expr> scalar(Expr x) {
        if (x.dtype() == DType.I32 && draw.chance(0.2)) {
            List<Long> entries = List.of(draw.bits(DType.F32), draw.bits(DType.F32), draw.bits(DType.F32), 0L);
            return List.of(x.and(3).lookup(new Table(DType.F32, entries)));
        }
        ScalarOp op = draw.from(fitting(x.dtype()));
        if (op == ScalarOp.RAW_BITS) {
            // payloads differ between devices: NaN is selected away, as an expansion must
            return List.of(x.eq(x).select(x.rawBits(), x.constantBits(x.dtype().bitsType(), 0)));
        }
        List<Expr> operands = new ArrayList<>();
        operands.add(op == ScalarOp.SELECT ? partner(x.type().withDType(DType.BOOL)) : x);
        while (operands.size() < op.arity()) {
            operands.add(op == ScalarOp.SELECT && operands.size() == 1 ? x : partner(x.type()));
        }
        return List.of(b.map(op, draw.chance(0.3) && op != ScalarOp.SELECT ? operands.reversed() : operands));
    }

    /// The instructions that take operands of this type; select takes any.
    private static List<ScalarOp> fitting(DType dtype) {
        return Stream.of(ScalarOp.values())
                .filter(op -> op == ScalarOp.SELECT || takes(op, dtype))
                .toList();
    }

    private static boolean takes(ScalarOp op, DType dtype) {
        try {
            op.infer(Collections.nCopies(op.arity(), dtype));
            return true;
        } catch (GraphException _) {
            return false;
        }
    }

    /// A value of this type, or a constant.
    private Expr partner(TensorType type) {
        List<Expr> equal = pool.stream().filter(p -> p.type().equals(type)).toList();
        if (equal.isEmpty() || draw.chance(0.25)) {
            return b.constantBits(type, draw.bits(type.dtype()));
        }
        return draw.from(equal);
    }

    private List<Expr> composite(Expr x) {
        if (!x.dtype().isFloat() || composites++ >= 3) {
            return List.of();
        }
        Composite function = draw.from(Functions.ALL);
        List<Expr> operands = new ArrayList<>(List.of(x));
        while (operands.size() < function.arity()) {
            operands.add(partner(x.type()));
        }
        return List.of(b.map(function, operands));
    }

    private Expr broadcast(Expr x) {
        int at = draw.below(x.shape().rank() + 1);
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        dims.add(at, Dim.of(1 + draw.below(4)));
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            axes.add(i < at ? i : i + 1);
        }
        return x.broadcast(new Shape(dims), axes);
    }

    /// Two neighbouring fixed axes become one, or an axis of extent 1 is added.
    private Expr reshape(Expr x) {
        List<Dim> dims = new ArrayList<>(x.shape().dims());
        for (int i = 0; i + 1 < dims.size(); i++) {
            if (dims.get(i) instanceof Dim.Fixed(long p) && dims.get(i + 1) instanceof Dim.Fixed(long q)) {
                dims.set(i, Dim.of(p * q));
                dims.remove(i + 1);
                return x.reshape(new Shape(dims));
            }
        }
        dims.add(draw.below(dims.size() + 1), Dim.of(1));
        return x.reshape(new Shape(dims));
    }

    private record Along(Expr x, int axis, long extent) {}

    private Optional<Along> fixedAxis(Expr x) {
        List<Along> axes = new ArrayList<>();
        for (int i = 0; i < x.shape().rank(); i++) {
            if (x.shape().dim(i) instanceof Dim.Fixed(long extent)) {
                axes.add(new Along(x, i, extent));
            }
        }
        return axes.isEmpty() ? Optional.empty() : Optional.of(draw.from(axes));
    }

    private Expr slice(Along a) {
        int extent = (int) a.extent;
        int start = extent == 0 ? 0 : draw.below(extent);
        int stride = 1 + draw.below(3);
        int most = extent == 0 ? 0 : 1 + (extent - 1 - start) / stride;
        return a.x.slice(a.axis, start, draw.below(most + 1), stride);
    }

    private Expr pad(Along a) {
        TensorType scalar = TensorType.scalar(a.x.dtype());
        return a.x.pad(a.axis, draw.below(3), draw.below(3), draw.below(3), partner(scalar));
    }

    private List<Expr> concatenate(Along a) {
        return b.emit(new Op.Concatenate(a.axis), a.x, partner(a.x.type()));
    }

    private Expr reduce(Expr x) {
        List<Reduction> kinds = x.dtype() == DType.BOOL
                ? List.of(Reduction.ALL, Reduction.ANY)
                : List.of(Reduction.SUM, Reduction.SUM, Reduction.PROD, Reduction.MAX, Reduction.MIN);
        return x.reduce(draw.from(kinds), draw.some(x.shape().rank(), 0.6));
    }

    /// Pairs equal extents of two values at random as batch, contracted or free.
    private List<Expr> dot(Expr a) {
        if (!a.dtype().isFloat()) {
            return List.of();
        }
        Expr c = draw.from(pool.stream().filter(p -> p.dtype() == a.dtype()).toList());
        List<List<Integer>> axes = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        List<Integer> unused =
                draw.shuffled(IntStream.range(0, c.shape().rank()).boxed().toList());
        for (int i : draw.some(a.shape().rank(), 0.8)) {
            Optional<Integer> pair = unused.stream()
                    .filter(j -> c.shape().dim(j).equals(a.shape().dim(i)))
                    .findFirst();
            if (pair.isPresent()) {
                unused.remove(pair.get());
                boolean batch = draw.chance(0.25);
                axes.get(batch ? 0 : 2).add(i);
                axes.get(batch ? 1 : 3).add(pair.get());
            }
        }
        DotAxes pairs = new DotAxes(axes.get(0), axes.get(1), axes.get(2), axes.get(3));
        long size = elements(a.shape()) * elements(c.shape());
        if (size > MOST_ELEMENTS * MOST_ELEMENTS / 10
                && axes.get(2).size() < a.shape().rank()) {
            return List.of();
        }
        return List.of(draw.chance(0.3) ? a.dot(c, pairs, Order.LANES) : a.dot(c, pairs));
    }

    /// A call of a·c + a under one of the rules.
    private List<Expr> call(Expr x) {
        if (!x.dtype().isFloat()) {
            return List.of();
        }
        CallRule rule = switch (draw.below(3)) {
            case 0 -> new CallRule.Inline();
            case 1 -> new CallRule.Checkpoint();
            default -> new CallRule.Derivative(CallBodies.jvp(x.type()), CallBodies.vjp(x.type()));
        };
        return b.emit(new Op.Call(CallBodies.value(x.type()), rule), x, partner(x.type()));
    }
}
