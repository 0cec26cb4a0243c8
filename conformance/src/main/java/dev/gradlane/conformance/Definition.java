package dev.gradlane.conformance;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// What a graph without composites means: every element of every result by its formula, in the pinned
/// orders. Slow, for small sizes; it shares no code with any backend.
public final class Definition {
    private final Folds.Instructions scalar;
    private final Folds folds;
    private final Map<String, Long> sizes;
    private Optional<Fault> fault = Optional.empty();

    Definition(Folds.Instructions scalar, Folds folds, Map<String, Long> sizes) {
        this.scalar = scalar;
        this.folds = folds;
        this.sizes = sizes;
    }

    private static Definition exact(Map<String, Long> sizes) {
        return new Definition(Scalars::apply, new Folds(Scalars::apply), sizes);
    }

    /// The outputs of `graph`.
    public static List<Value> run(Graph graph, List<Value> inputs, Map<String, Long> sizes) {
        return exact(sizes).outputs(graph, inputs);
    }

    /// Every value of `graph`, by id.
    static List<Value> values(Graph graph, List<Value> inputs, Map<String, Long> sizes) {
        return exact(sizes).all(graph, inputs, 0);
    }

    /// The least fault so far; the outputs of a run that has one are of no use.
    Optional<Fault> fault() {
        return fault;
    }

    void add(Fault other) {
        fault = DefinedIndices.least(fault, Optional.of(other));
    }

    List<Value> outputs(Graph graph, List<Value> inputs) {
        return outputs(graph, inputs, 0);
    }

    /// @param first the number of the graph's first node, where the graph is a body
    List<Value> outputs(Graph graph, List<Value> inputs, int first) {
        List<Value> values = all(graph, inputs, first);
        return graph.outputs().stream().map(o -> values.get(o.value())).toList();
    }

    private List<Value> all(Graph graph, List<Value> inputs, int first) {
        List<Value> values = new ArrayList<>();
        int input = 0;
        int next = first;
        for (Node node : graph.nodes()) {
            int number = next++;
            List<Value> x = node.operands().stream().map(values::get).toList();
            fault = DefinedIndices.least(fault, DefinedIndices.fault(node, number, x, sizes));
            switch (node.op()) {
                case Op.Input _ -> values.add(inputs.get(input++));
                case Op.Barrier() -> values.addAll(x);
                case Op.Cholesky() -> {
                    DefinedMatrices matrices = new DefinedMatrices(scalar, sizes);
                    values.add(matrices.cholesky(x.getFirst()));
                    int at = number;
                    matrices.notPositive().ifPresent(sample -> add(new Fault(sample, at)));
                }
                case Op.Sort(int axis) -> values.addAll(sort(axis, node, x.getFirst()));
                case Op.Call(Graph body, CallRule _) -> values.addAll(outputs(body, x));
                case Op.Control control -> {
                    values.addAll(new ControlDefinition(this, sizes, number).values(control, x));
                    next += control.bodies().stream().mapToInt(Graph::size).sum();
                }
                case Op op -> values.add(value(op, node.results().getFirst(), x));
            }
        }
        return values;
    }

    private Value value(Op op, TensorType type, List<Value> x) {
        return switch (op) {
            case Op.Constant(TensorType _, Literal.Splat(long bits)) -> make(type, _ -> bits);
            case Op.Constant(TensorType _, Literal.Dense dense) -> Value.of(type, sizes, i -> dense.bits((int) i));
            case Op.Map(Elementwise function) -> map(function, type, x);
            case Op.Broadcast(Shape _, List<Integer> axes) ->
                make(
                        type,
                        o -> at(x.getFirst(), axes.stream().mapToInt(a -> o[a]).toArray()));
            case Op.Reshape(Shape _) -> Value.of(type, sizes, i -> x.getFirst().bits((int) i));
            case Op.Permute(List<Integer> axes) ->
                make(type, o -> {
                    int[] i = new int[o.length];
                    for (int axis = 0; axis < o.length; axis++) {
                        i[axes.get(axis)] = o[axis];
                    }
                    return at(x.getFirst(), i);
                });
            case Op.Slice(int axis, long start, long _, long stride) ->
                make(type, o -> at(x.getFirst(), with(o, axis, (int) (start + o[axis] * stride))));
            case Op.Pad(int axis, long low, long _, long interior) ->
                make(type, o -> {
                    long i = o[axis] - low;
                    boolean inside = i >= 0
                            && i % (interior + 1) == 0
                            && i / (interior + 1) < x.getFirst().extent(axis);
                    return inside
                            ? at(x.getFirst(), with(o, axis, (int) (i / (interior + 1))))
                            : x.get(1).bits(0);
                });
            case Op.Concatenate(int axis) ->
                make(type, o -> {
                    int i = o[axis];
                    int part = 0;
                    while (i >= x.get(part).extent(axis)) {
                        i -= x.get(part++).extent(axis);
                    }
                    return at(x.get(part), with(o, axis, i));
                });
            case Op.Iota(TensorType _, int axis) -> make(type, o -> type.dtype().bitsOf(o[axis]));
            case Op.Extent(Shape shape) -> make(type, _ -> shape.size(sizes));
            case Op.Reduce(Reduction kind, List<Integer> axes, Order _) ->
                make(type, o -> folds.reduce(kind, type.dtype(), elements(x.getFirst(), axes, o)));
            case Op.Dot(DotAxes axes, Order order) -> dot(axes, order, type, x.get(0), x.get(1));
            case Op.Gather(int axis, int batch) ->
                make(type, o -> {
                    Value indices = x.get(1);
                    int window = indices.type().shape().rank() - batch;
                    int[] by = new int[batch + window];
                    System.arraycopy(o, 0, by, 0, batch);
                    System.arraycopy(o, axis, by, batch, window);
                    int[] from = new int[o.length - window + 1];
                    System.arraycopy(o, 0, from, 0, axis);
                    from[axis] = DefinedIndices.position(
                            indices, at(indices, by), x.getFirst().extent(axis));
                    if (from[axis] == DefinedIndices.OUTSIDE) {
                        return 0;
                    }
                    System.arraycopy(o, axis + window, from, axis + 1, o.length - axis - window);
                    return at(x.getFirst(), from);
                });
            case Op.ScatterAdd(int axis, int batch) -> scatterAdd(axis, batch, type, x);
            case Op.Reverse(int axis) ->
                make(type, o -> at(x.getFirst(), with(o, axis, x.getFirst().extent(axis) - 1 - o[axis])));
            case Op.TriangularSolve(boolean transposed) ->
                new DefinedMatrices(scalar, sizes).solve(transposed, x.get(0), x.get(1));
            case Op.CumSum(int axis, boolean reverse) ->
                lines(
                        type,
                        axis,
                        x.getFirst(),
                        line -> reverse
                                ? reversed(folds.cumSum(type.dtype(), reversed(line)))
                                : folds.cumSum(type.dtype(), line));
            case Op.Input _, Op.Barrier _, Op.Cholesky _, Op.Sort _, Op.Call _, Op.Control _ ->
                throw new AssertionError(op);
        };
    }

    long add(DType dtype, long a, long b) {
        return scalar.apply(ScalarOp.ADD, dtype, a, b);
    }

    private Value map(Elementwise function, TensorType type, List<Value> x) {
        return switch (function) {
            case ScalarOp op -> {
                DType dtype = x.getFirst().dtype();
                yield Value.of(
                        type,
                        sizes,
                        i -> scalar.apply(
                                op,
                                dtype,
                                x.stream().mapToLong(v -> v.bits((int) i)).toArray()));
            }
            case Lookup(var table) ->
                Value.of(type, sizes, i -> table.bits().get((int) x.getFirst().bits((int) i)));
            case Composite composite ->
                throw new IllegalArgumentException(composite.symbol() + " is not expanded: freeze the graph first");
        };
    }

    /// For each position the sources that choose it, in blocks of 4096.
    private Value scatterAdd(int axis, int batch, TensorType type, List<Value> x) {
        Value indices = x.get(1);
        Value updates = x.get(2);
        int window = indices.type().shape().rank() - batch;
        List<Integer> sources = IntStream.range(batch, batch + window).boxed().toList();
        List<Integer> windows = IntStream.range(axis, axis + window).boxed().toList();
        return make(type, o -> {
            int[] by = new int[batch + window];
            System.arraycopy(o, 0, by, 0, batch);
            int[] from = new int[o.length - 1 + window];
            System.arraycopy(o, 0, from, 0, axis);
            System.arraycopy(o, axis + 1, from, axis + window, o.length - axis - 1);
            long[] positions = along(indices, sources, by);
            for (int i = 0; i < positions.length; i++) {
                positions[i] = DefinedIndices.position(
                        indices, positions[i], x.getFirst().extent(axis));
            }
            return folds.scatterAdd(
                    type.dtype(), at(x.getFirst(), o), o[axis], positions, along(updates, windows, from));
        });
    }

    private List<Value> sort(int axis, Node node, Value x) {
        Value order = lines(node.results().get(1), axis, x, line -> folds.sorted(x.dtype(), line));
        return List.of(make(node.results().get(0), o -> at(x, with(o, axis, (int) at(order, o)))), order);
    }

    /// Each line of `x` along `axis` as `function` makes it, once.
    private Value lines(TensorType type, int axis, Value x, UnaryOperator<long[]> function) {
        int n = x.extent(axis);
        int after = 1;
        for (int i = axis + 1; i < type.shape().rank(); i++) {
            after *= x.extent(i);
        }
        int stride = after;
        long[][] made = new long[n == 0 ? 0 : x.size() / n][];
        return Value.of(type, sizes, element -> {
            int e = (int) element;
            int line = e / (n * stride) * stride + e % stride;
            if (made[line] == null) {
                long[] elements = new long[n];
                int first = e - e / stride % n * stride;
                for (int i = 0; i < n; i++) {
                    elements[i] = x.bits(first + i * stride);
                }
                made[line] = function.apply(elements);
            }
            return made[line][e / stride % n];
        });
    }

    private static long[] reversed(long[] x) {
        long[] other = new long[x.length];
        for (int i = 0; i < x.length; i++) {
            other[i] = x[x.length - 1 - i];
        }
        return other;
    }

    private Value dot(DotAxes axes, Order order, TensorType type, Value a, Value b) {
        int batch = axes.aBatch().size();
        List<Integer> aFree = axes.aFree(a.type().shape().rank());
        return make(type, o -> {
            int[] ia = new int[a.type().shape().rank()];
            int[] ib = new int[b.type().shape().rank()];
            for (int i = 0; i < batch; i++) {
                ia[axes.aBatch().get(i)] = o[i];
                ib[axes.bBatch().get(i)] = o[i];
            }
            for (int i = 0; i < aFree.size(); i++) {
                ia[aFree.get(i)] = o[batch + i];
            }
            List<Integer> bFree = axes.bFree(ib.length);
            for (int i = 0; i < bFree.size(); i++) {
                ib[bFree.get(i)] = o[batch + aFree.size() + i];
            }
            return folds.dot(order, type.dtype(), along(a, axes.aContract(), ia), along(b, axes.bContract(), ib));
        });
    }

    /// Elements of `x` over `axes`, numbered row-major in the order listed, at the position `o` of the
    /// other axes.
    private static long[] elements(Value x, List<Integer> axes, int[] o) {
        int[] index = new int[x.type().shape().rank()];
        int next = 0;
        for (int axis = 0; axis < index.length; axis++) {
            index[axis] = axes.contains(axis) ? 0 : o[next++];
        }
        return along(x, axes, index);
    }

    private static long[] along(Value x, List<Integer> axes, int[] index) {
        int count = 1;
        for (int axis : axes) {
            count *= x.extent(axis);
        }
        long[] elements = new long[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            for (int a = axes.size() - 1; a >= 0; a--) {
                index[axes.get(a)] = rest % x.extent(axes.get(a));
                rest /= x.extent(axes.get(a));
            }
            elements[i] = at(x, index);
        }
        return elements;
    }

    @FunctionalInterface
    private interface Element {
        long at(int[] index);
    }

    private Value make(TensorType type, Element element) {
        int rank = type.shape().rank();
        int[] extents = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            extents[axis] = (int) Shape.of(type.shape().dim(axis)).size(sizes);
        }
        return Value.of(type, sizes, linear -> {
            int[] index = new int[rank];
            long rest = linear;
            for (int axis = rank - 1; axis >= 0; axis--) {
                index[axis] = (int) (rest % extents[axis]);
                rest /= extents[axis];
            }
            return element.at(index);
        });
    }

    private static int[] with(int[] index, int axis, int position) {
        int[] other = index.clone();
        other[axis] = position;
        return other;
    }

    private static long at(Value x, int[] index) {
        int linear = 0;
        for (int axis = 0; axis < index.length; axis++) {
            linear = linear * x.extent(axis) + index[axis];
        }
        return x.bits(linear);
    }
}
