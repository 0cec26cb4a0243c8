package dev.gradlane.autodiff;

import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Partial;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Which elements of an input each element of a value has a derivative by, as sets of indices that are pushed
/// through a program element by element: what [Jvp] would push numbers through. It looks at the program alone, so
/// the answer holds at every point; an entry that is 0 by cancellation counts.
///
/// Sets are shared and never changed; an element without one depends on nothing.
public final class Dependence {
    /// Words of sets, half a GiB: beyond that the pattern must be given.
    private static final long MOST_WORDS = 1L << 26;

    /// Elements of all steps of all loops, some seconds: likewise.
    private static final long MOST_ELEMENTS = 1L << 27;

    private static final BitSet NONE = new BitSet();

    private final Graph graph;
    private final Spent spent;
    private final KnownIndices known;
    private final BitSet[][] values;

    /// What the sets of a program and of its bodies have taken so far.
    private static final class Spent {
        private final long wordsOfSet;
        private long words;
        private long elements;

        Spent(long wordsOfSet) {
            this.wordsOfSet = wordsOfSet;
        }
    }

    /// Per output the sets of its elements, and its elements where they are integers that the program shows.
    record Results(List<BitSet[]> sets, List<Optional<long[]>> known) {}

    private Dependence(Graph graph, Spent spent, List<Optional<long[]>> known) {
        this.graph = graph;
        this.spent = spent;
        this.known = new KnownIndices(graph, known);
        this.values = new BitSet[graph.valueCount()][];
    }

    /// The pattern of the Jacobian of one output by one input, rows and columns numbered row-major.
    ///
    /// @throws GraphException if an extent is symbolic, or the sets would not fit in memory
    public static Sparsity of(Graph graph, int output, int wrt) {
        TensorType x = graph.inputTypes().get(wrt);
        requireFixed(graph);
        int n = Math.toIntExact(x.shape().size());
        List<BitSet[]> inputs = new ArrayList<>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            BitSet[] sets = none(graph.inputTypes().get(i));
            for (int j = 0; i == wrt && j < n; j++) {
                sets[j] = new BitSet();
                sets[j].set(j);
            }
            inputs.add(sets);
        }
        Dependence dependence = new Dependence(
                graph, new Spent(n / Long.SIZE + 1), Collections.nCopies(inputs.size(), Optional.empty()));
        return Sparsity.of(n, Arrays.asList(dependence.run(inputs).sets().get(output)));
    }

    /// The same; empty where it cannot be found.
    public static Optional<Sparsity> tryOf(Graph graph, int output, int wrt) {
        try {
            return Optional.of(of(graph, output, wrt));
        } catch (GraphException _) {
            return Optional.empty();
        }
    }

    private static void requireFixed(Graph graph) {
        if (!graph.symbols().isEmpty()) {
            throw new GraphException("the pattern of a Jacobian of " + graph.name()
                    + " depends on the size of " + graph.symbols()
                    + ": trace it with numbers for extents, or trace one sample and use batched()");
        }
    }

    static BitSet[] none(TensorType type) {
        BitSet[] sets = new BitSet[Math.toIntExact(type.shape().size())];
        Arrays.fill(sets, NONE);
        return sets;
    }

    private Results run(List<BitSet[]> inputs) {
        int next = 0;
        for (Node node : graph.nodes()) {
            node.results().forEach(this::take);
            List<BitSet[]> results = node.op() instanceof Op.Input
                    ? Collections.singletonList(inputs.get(next++))
                    : push(node, node.operands().stream().map(id -> values[id]).toList());
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        List<Integer> outputs =
                graph.outputs().stream().map(Graph.Output::value).toList();
        return new Results(
                outputs.stream().map(v -> values[v]).toList(),
                outputs.stream().map(known::of).toList());
    }

    private void take(TensorType type) {
        spent.elements += type.shape().size();
        if (spent.elements > MOST_ELEMENTS) {
            throw new GraphException("the pattern of a Jacobian of " + graph.name()
                    + " takes more work than is reasonable to detect: give it (Sparsity.of)");
        }
    }

    /// The same for a body.
    Results body(Graph body, List<BitSet[]> inputs, List<Optional<long[]>> knownInputs) {
        return new Dependence(body, spent, knownInputs).run(inputs);
    }

    private List<BitSet[]> push(Node node, List<BitSet[]> x) {
        TensorType type = node.results().getFirst();
        if (x.stream().allMatch(Dependence::isNone)) {
            return node.results().stream().map(Dependence::none).toList();
        }
        return switch (node.op()) {
            case Op.Call(Graph body, CallRule rule) -> call(body, rule, x, known(node));
            case Op.Barrier _ -> x;
            case Op.Map(Elementwise function) ->
                Collections.singletonList(type.dtype().isFloat() ? map(function, x, none(type)) : none(type));
            case Op.Broadcast(Shape shape, List<Integer> axes) ->
                Collections.singletonList(
                        viewed(shape, x.getFirst(), Indices.of(shape(node, 0)).along(axes, shape.rank())));
            case Op.Reshape _ -> Collections.singletonList(x.getFirst());
            case Op.Permute(List<Integer> axes) -> {
                Indices from = Indices.of(shape(node, 0));
                int[] strides = axes.stream().mapToInt(from::stride).toArray();
                yield Collections.singletonList(viewed(type.shape(), x.getFirst(), new Indices(strides, 0)));
            }
            case Op.Slice(int axis, long start, long _, long stride) ->
                Collections.singletonList(viewed(
                        type.shape(), x.getFirst(), Indices.of(shape(node, 0)).stepping(axis, start, stride)));
            case Op.Pad(int axis, long low, long _, long interior) -> {
                BitSet[] padded = new BitSet[size(type.shape())];
                Arrays.fill(padded, x.get(1)[0]);
                Indices to = Indices.of(type.shape()).stepping(axis, low, interior + 1);
                scatter(shape(node, 0), x.getFirst(), to, padded);
                yield Collections.singletonList(padded);
            }
            case Op.Concatenate(int axis) -> {
                BitSet[] joined = new BitSet[size(type.shape())];
                long start = 0;
                for (int i = 0; i < x.size(); i++) {
                    Shape part = shape(node, i);
                    scatter(part, x.get(i), Indices.of(type.shape()).stepping(axis, start, 1), joined);
                    start += ((Dim.Fixed) part.dim(axis)).size();
                }
                yield Collections.singletonList(joined);
            }
            case Op.Reduce(var _, List<Integer> axes, var _) -> {
                BitSet[] folded = none(type);
                List<Integer> kept = IntStream.range(0, shape(node, 0).rank())
                        .filter(i -> !axes.contains(i))
                        .boxed()
                        .toList();
                Indices to = Indices.of(type.shape()).along(kept, shape(node, 0).rank());
                to.forEach(shape(node, 0), (from, into) -> folded[into] = union(folded[into], x.getFirst()[from]));
                yield Collections.singletonList(folded);
            }
            case Op.Dot(DotAxes axes, var _) -> Collections.singletonList(dot(node, axes, x, none(type)));
            case Op.Cholesky _, Op.TriangularSolve _ -> Collections.singletonList(perMatrix(node, x, none(type)));
            case Op.Gather(int axis, int batch) ->
                Collections.singletonList(indexed(node, axis, batch).gathered(x.getFirst(), indices(node)));
            case Op.ScatterAdd(int axis, int batch) ->
                Collections.singletonList(
                        indexed(node, axis, batch).scattered(x.getFirst(), x.getLast(), indices(node)));
            case Op.Control control -> new ControlSets(this, node, x, known(node)).of(control);
            case Op.Reverse(int axis) -> {
                long last = ((Dim.Fixed) type.shape().dim(axis)).size() - 1;
                yield Collections.singletonList(viewed(
                        type.shape(), x.getFirst(), Indices.of(type.shape()).stepping(axis, last, -1)));
            }
            case Op.CumSum(int axis, boolean reverse) ->
                Collections.singletonList(running(type.shape(), axis, reverse, x.getFirst()));
            // any element of a line can come to stand in any place of it
            case Op.Sort(int axis) -> {
                BitSet[] before = running(type.shape(), axis, false, x.getFirst());
                yield List.of(
                        running(type.shape(), axis, true, before),
                        none(node.results().get(1)));
            }
            case Op.Input _, Op.Constant _, Op.Iota _, Op.Extent _ ->
                throw new IllegalStateException(node.op() + " has no operand");
        };
    }

    private static boolean isNone(BitSet[] sets) {
        return Arrays.stream(sets).allMatch(BitSet::isEmpty);
    }

    private List<Optional<long[]>> known(Node node) {
        return node.operands().stream().map(known::of).toList();
    }

    private Optional<long[]> indices(Node node) {
        return known.of(node.operands().get(1));
    }

    private IndexedSets indexed(Node node, int axis, int batch) {
        return IndexedSets.of(shape(node, 0), shape(node, 1), axis, batch, this::union);
    }

    /// Each element of a matrix on each element of the operands' matrices at its place.
    private BitSet[] perMatrix(Node node, List<BitSet[]> x, BitSet[] result) {
        Shape shape = shape(node, 0);
        int matrices = size(new Shape(shape.dims().subList(0, shape.rank() - 2)));
        for (int matrix = 0; matrix < matrices; matrix++) {
            BitSet all = NONE;
            for (BitSet[] sets : x) {
                int size = sets.length / matrices;
                for (int e = matrix * size; e < (matrix + 1) * size; e++) {
                    all = union(all, sets[e]);
                }
            }
            int size = result.length / matrices;
            Arrays.fill(result, matrix * size, (matrix + 1) * size, all);
        }
        return result;
    }

    private BitSet[] map(Elementwise function, List<BitSet[]> x, BitSet[] result) {
        for (int i = 0; i < x.size(); i++) {
            if (function.partials().get(i) != Partial.ZERO) {
                for (int e = 0; e < result.length; e++) {
                    result[e] = union(result[e], x.get(i)[e]);
                }
            }
        }
        return result;
    }

    /// Each element on itself and those before it in its line, or behind it.
    private BitSet[] running(Shape shape, int axis, boolean reverse, BitSet[] x) {
        BitSet[] result = x.clone();
        int stride = Indices.of(shape).stride(axis);
        int n = Math.toIntExact(((Dim.Fixed) shape.dim(axis)).size());
        for (int i = 0; i < result.length; i++) {
            int e = reverse ? result.length - 1 - i : i;
            int place = e / stride % n;
            if (reverse ? place < n - 1 : place > 0) {
                result[e] = union(result[reverse ? e + stride : e - stride], result[e]);
            }
        }
        return result;
    }

    /// Result element e, of `shape`, is the operand's element at `from`.
    private static BitSet[] viewed(Shape shape, BitSet[] x, Indices from) {
        BitSet[] result = new BitSet[size(shape)];
        from.forEach(shape, (to, source) -> result[to] = x[source]);
        return result;
    }

    private static void scatter(Shape shape, BitSet[] x, Indices to, BitSet[] result) {
        to.forEach(shape, (source, target) -> result[target] = x[source]);
    }

    /// Over the space of batch, free axes of both, contracted axes.
    private BitSet[] dot(Node node, DotAxes axes, List<BitSet[]> x, BitSet[] result) {
        Shape a = shape(node, 0);
        Shape b = shape(node, 1);
        List<Integer> aFree = axes.aFree(a.rank());
        List<Integer> bFree = axes.bFree(b.rank());
        List<Dim> dims = new ArrayList<>(node.results().getFirst().shape().dims());
        dims.addAll(a.select(axes.aContract()).dims());
        Shape space = new Shape(dims);
        int batch = axes.aBatch().size();
        int contract = batch + aFree.size() + bFree.size();
        int[] inA = new int[space.rank()];
        int[] inB = new int[space.rank()];
        int[] inResult = new int[space.rank()];
        Indices ofA = Indices.of(a);
        Indices ofB = Indices.of(b);
        Indices ofResult = Indices.of(node.results().getFirst().shape());
        for (int i = 0; i < contract; i++) {
            inResult[i] = ofResult.stride(i);
        }
        place(ofA, axes.aBatch(), inA, 0);
        place(ofB, axes.bBatch(), inB, 0);
        place(ofA, aFree, inA, batch);
        place(ofB, bFree, inB, batch + aFree.size());
        place(ofA, axes.aContract(), inA, contract);
        place(ofB, axes.bContract(), inB, contract);
        gather(space, new Indices(inA, 0), x.get(0), new Indices(inResult, 0), result);
        gather(space, new Indices(inB, 0), x.get(1), new Indices(inResult, 0), result);
        return result;
    }

    private void gather(Shape space, Indices from, BitSet[] x, Indices into, BitSet[] result) {
        if (!isNone(x)) {
            from.forEach(space, into, (source, target) -> result[target] = union(result[target], x[source]));
        }
    }

    private static void place(Indices from, List<Integer> axes, int[] strides, int at) {
        for (int i = 0; i < axes.size(); i++) {
            strides[at + i] = from.stride(axes.get(i));
        }
    }

    /// Through the body; of a derivative that was given through its rule for tangents.
    private List<BitSet[]> call(Graph body, CallRule rule, List<BitSet[]> x, List<Optional<long[]>> knownX) {
        if (!(rule instanceof CallRule.Derivative(Graph jvp, Graph _))) {
            return body(body, x, knownX).sets();
        }
        List<BitSet[]> inputs = new ArrayList<>();
        body.inputTypes().forEach(type -> inputs.add(none(type)));
        inputs.addAll(x);
        List<Optional<long[]>> knownInputs = new ArrayList<>(knownX);
        knownX.forEach(_ -> knownInputs.add(Optional.empty()));
        return body(jvp, inputs, knownInputs).sets();
    }

    BitSet union(BitSet a, BitSet b) {
        if (b.isEmpty() || a == b) {
            return a;
        }
        if (a.isEmpty()) {
            return b;
        }
        spent.words += spent.wordsOfSet;
        if (spent.words > MOST_WORDS) {
            throw new GraphException("the pattern of a Jacobian of " + graph.name()
                    + " takes more memory than is reasonable to detect: give it (Sparsity.of)");
        }
        BitSet both = (BitSet) a.clone();
        both.or(b);
        return both.equals(a) ? a : both;
    }

    Shape shape(Node node, int operand) {
        return graph.type(node.operands().get(operand)).shape();
    }

    private static int size(Shape shape) {
        return Math.toIntExact(shape.size());
    }
}
