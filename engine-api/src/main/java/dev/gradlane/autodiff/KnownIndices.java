package dev.gradlane.autodiff;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntToLongFunction;
import java.util.function.LongBinaryOperator;
import java.util.stream.IntStream;

/// Integers that a program shows without being run: constants, indices and extents, and what views, sums and products
/// make of them. Where such a number is an index, it is known which element is read.
final class KnownIndices {
    private final Graph graph;
    private final List<Optional<long[]>> inputs;
    private final Map<Integer, Optional<long[]>> found = new HashMap<>();

    /// @param inputs those of the graph's inputs that are known: an element per position, row-major
    KnownIndices(Graph graph, List<Optional<long[]>> inputs) {
        this.graph = graph;
        this.inputs = inputs;
    }

    /// The elements of `value`, row-major; empty where they depend on an argument.
    Optional<long[]> of(int value) {
        Optional<long[]> known = found.get(value);
        if (known == null) {
            known = graph.type(value).dtype().isFloat() ? Optional.empty() : element(graph.definition(value));
            found.put(value, known);
        }
        return known;
    }

    private Optional<long[]> element(Node node) {
        Shape shape = node.results().getFirst().shape();
        return switch (node.op()) {
            case Op.Input _ -> inputs.get(graph.inputs().indexOf(node));
            case Op.Constant(var _, Literal.Splat(long bits)) -> Optional.of(made(shape, _ -> bits));
            case Op.Constant(var _, Literal.Dense dense) -> Optional.of(made(shape, dense::bits));
            case Op.Iota(var _, int axis) -> {
                int[] strides = new int[shape.rank()];
                strides[axis] = 1;
                yield Optional.of(viewed(shape, new Indices(strides, 0), i -> i));
            }
            case Op.Extent(Shape counted) -> Optional.of(new long[] {counted.size()});
            case Op.Map(ScalarOp op) -> map(op, node);
            case Op.Broadcast(Shape _, List<Integer> axes) ->
                from(node, Indices.of(shape(node)).along(axes, shape.rank()));
            case Op.Reshape _ -> of(node.operands().getFirst());
            case Op.Permute(List<Integer> axes) -> {
                Indices of = Indices.of(shape(node));
                yield from(node, new Indices(axes.stream().mapToInt(of::stride).toArray(), 0));
            }
            case Op.Slice(int axis, long start, long _, long stride) ->
                from(node, Indices.of(shape(node)).stepping(axis, start, stride));
            case Op.Reverse(int axis) -> {
                long last = ((Dim.Fixed) shape.dim(axis)).size() - 1;
                yield from(node, Indices.of(shape).stepping(axis, last, -1));
            }
            // of other kinds an index could be known too, but nobody makes one so
            case Op.Map _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> Optional.empty();
        };
    }

    private Optional<long[]> map(ScalarOp op, Node node) {
        List<Optional<long[]>> x = node.operands().stream().map(this::of).toList();
        Optional<LongBinaryOperator> function = function(op);
        if (function.isEmpty() || x.stream().anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        long[] a = x.getFirst().get();
        long[] b = x.getLast().get();
        boolean narrow = node.results().getFirst().dtype() == DType.I32;
        return Optional.of(made(node.results().getFirst().shape(), i -> {
            long result = function.get().applyAsLong(a[i], b[i]);
            return narrow ? (int) result : result;
        }));
    }

    /// Of one operand, which then comes twice, or of two.
    private static Optional<LongBinaryOperator> function(ScalarOp op) {
        return switch (op) {
            case ADD -> Optional.of(Long::sum);
            case SUB -> Optional.of((a, b) -> a - b);
            case MUL -> Optional.of((a, b) -> a * b);
            case MIN -> Optional.of(Math::min);
            case MAX -> Optional.of(Math::max);
            case NEG -> Optional.of((a, _) -> -a);
            case TO_I32, TO_I64 -> Optional.of((a, _) -> a);
            // what any other instruction makes is not looked for
            default -> Optional.empty();
        };
    }

    private Optional<long[]> from(Node node, Indices indices) {
        Shape shape = node.results().getFirst().shape();
        return of(node.operands().getFirst()).map(x -> viewed(shape, indices, i -> x[i]));
    }

    private static long[] viewed(Shape shape, Indices from, IntToLongFunction element) {
        long[] result = new long[Math.toIntExact(shape.size())];
        from.forEach(shape, (to, source) -> result[to] = element.applyAsLong(source));
        return result;
    }

    private static long[] made(Shape shape, IntToLongFunction element) {
        return IntStream.range(0, Math.toIntExact(shape.size()))
                .mapToLong(element)
                .toArray();
    }

    private Shape shape(Node node) {
        return graph.type(node.operands().getFirst()).shape();
    }
}
