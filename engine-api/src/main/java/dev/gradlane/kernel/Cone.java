package dev.gradlane.kernel;

import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Everything that roots need down to loads: elements of values at affine coordinates, each once. Pulled from the
/// greatest value down, because operands have smaller numbers than results.
final class Cone {
    /// The element of `value` at the coordinates `at`.
    record Element(int value, List<Index> at) {
        Element {
            at = List.copyOf(at);
        }
    }

    /// How an element is made.
    sealed interface Step {
        record Same(Element as) implements Step {}

        record Load(int buffer, Index index) implements Step {}

        /// The element at index + position·stride.
        record Gather(int buffer, Index index, Element position, Extent stride, Extent extent) implements Step {}

        record Literal(long bits) implements Step {}

        record Apply(Elementwise function, List<Element> operands) implements Step {}

        record Position(Index index) implements Step {}

        record Size(Extent extent) implements Step {}

        record Loop(List<Axis> axes, Fold fold, Order order, List<Element> elements) implements Step {}

        /// The loop of order HALVES over elements that lie in `buffer`.
        record Product(List<Axis> axes, int buffer, Index index) implements Step {}

        /// A state in a step of a recurrence.
        record Current(Recurring loop, int state) implements Step {}

        /// The state after a recurrence's last step.
        record Last(Recurring loop, int state) implements Step {}
    }

    /// A recurrence that the cone needs.
    ///
    /// @param number of the loop
    /// @param states where those lie that are needed, one element of each; grows until the cone is complete
    record Recurring(int number, Axis axis, SortedMap<Integer, List<Index>> states) {
        // two recurrences are the same one only if they are one
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final Storage storage;
    private final Graph graph;
    private final Recurrences loops;
    private final Set<Integer> inside;
    private final Set<Element> known;
    private final TreeMap<Integer, Set<List<Index>>> pending = new TreeMap<>();
    private final TreeMap<Integer, Map<List<Index>, Step>> steps = new TreeMap<>();
    private final List<Recurring> recurring = new ArrayList<>();
    private int nextAxis;

    /// @param inside stored values that are computed here and not loaded
    /// @param known elements that were pulled before, and are not again
    /// @param nextAxis the first axis number that is free
    Cone(Storage storage, Set<Integer> inside, Set<Element> known, int nextAxis) {
        this.storage = storage;
        this.graph = storage.graph();
        this.loops = storage.loops();
        this.inside = inside;
        this.known = known;
        this.nextAxis = nextAxis;
    }

    /// Asks for an element, whether or not its value has a home.
    Element pull(int value, List<Index> at) {
        Element element = new Element(value, at);
        if (!known.contains(element)) {
            pending.computeIfAbsent(value, _ -> new LinkedHashSet<>()).add(element.at());
        }
        return element;
    }

    /// Asks for the element at `at` that a loop's steps leave each one of `value`; returns the recurrence.
    Recurring pullStacked(int value, List<Index> at) {
        Recurring loop = recurring(loops.left(value), value, inStep(Index.along(nextAxis), at));
        pull(value, inStep(Index.along(loop.axis().id()), at));
        return loop;
    }

    private static List<Index> inStep(Index step, List<Index> at) {
        List<Index> all = new ArrayList<>(List.of(step));
        all.addAll(at);
        return all;
    }

    /// The recurrence that computes an element, with all that its steps need asked for.
    private Recurring recurring(int number, int value, List<Index> at) {
        Map<Integer, List<Index>> needed = loops.needed(number, value, at);
        Opened.Loop loop = loops.loop(number);
        Recurring found = recurring.stream()
                .filter(r -> r.number() == number && fits(r, needed))
                .findFirst()
                .orElseGet(() -> {
                    Recurring fresh =
                            new Recurring(number, new Axis(nextAxis++, Extent.of(loop.length())), new TreeMap<>());
                    recurring.add(fresh);
                    return fresh;
                });
        needed.forEach((j, where) -> {
            if (found.states().putIfAbsent(j, where) == null) {
                Opened.State state = loop.states().get(j);
                List<Index> inside = inStep(Index.along(found.axis().id()), where);
                pull(state.initial(), where);
                pull(state.current(), inside);
                pull(state.next(), inside);
            }
        });
        loop.condition().ifPresent(c -> pull(c, condition(found)));
        return found;
    }

    /// Whether other elements of the loop may be computed by the same recurrence.
    private boolean fits(Recurring r, Map<Integer, List<Index>> needed) {
        boolean shared = needed.keySet().stream().anyMatch(r.states()::containsKey);
        boolean ofCell = Stream.concat(needed.values().stream(), r.states().values().stream())
                .flatMap(List::stream)
                .flatMap(index -> index.terms().stream())
                .noneMatch(term ->
                        recurring.stream().anyMatch(outer -> outer.axis().id() == term.axis()));
        return (shared || ofCell)
                && needed.entrySet().stream()
                        .allMatch(e -> r.states()
                                .getOrDefault(e.getKey(), e.getValue())
                                .equals(e.getValue()));
    }

    /// Where the condition of a recurrence lies: of a loop for each cell it is a state.
    List<Index> condition(Recurring r) {
        int condition = loops.loop(r.number()).condition().orElseThrow();
        List<Index> own =
                loops.isState(condition) ? r.states().get(loops.state(condition).state()) : List.<Index>of();
        return inStep(Index.along(r.axis().id()), own);
    }

    /// Pulls all that was asked for down to loads.
    Cone complete() {
        while (!pending.isEmpty()) {
            var last = pending.pollLastEntry();
            int value = last.getKey();
            Map<List<Index>, Step> made = new LinkedHashMap<>();
            last.getValue().forEach(at -> made.put(at, step(value, at)));
            steps.put(value, made);
        }
        return this;
    }

    /// By value, ascending, and coordinates.
    SequencedMap<Integer, Map<List<Index>, Step>> steps() {
        return steps;
    }

    /// Outer ones before those inside of them.
    List<Recurring> recurring() {
        return recurring;
    }

    /// Buffers that are read.
    Set<Integer> loads() {
        Set<Integer> buffers = new HashSet<>();
        steps.values()
                .forEach(m -> m.values().forEach(step -> {
                    switch (step) {
                        case Step.Load(int buffer, Index _) -> buffers.add(buffer);
                        case Step.Gather gather -> buffers.add(gather.buffer());
                        case Step.Product(var _, int buffer, Index _) -> buffers.add(buffer);
                        case Step.Same _,
                                Step.Literal _,
                                Step.Apply _,
                                Step.Position _,
                                Step.Size _,
                                Step.Loop _,
                                Step.Current _,
                                Step.Last _ -> {}
                    }
                }));
        return buffers;
    }

    private Step step(int value, List<Index> at) {
        Integer home = storage.home().get(value);
        Shape shape = graph.type(value).shape();
        if (home != null && !inside.contains(value)) {
            return new Step.Load(home, Coordinates.linear(shape, at));
        }
        if (loops.isState(value)) {
            int axis = at.getFirst().axis().orElseThrow();
            Recurring own = recurring.stream()
                    .filter(r -> r.axis().id() == axis)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("%" + value + " is a state of another loop"));
            return new Step.Current(own, loops.state(value).state());
        }
        if (loops.isResult(value)) {
            return new Step.Last(
                    recurring(loops.left(value), value, at), loops.result(value).state());
        }
        Node node = graph.definition(value);
        List<Integer> x = node.operands();
        return switch (node.op()) {
            case Op.Constant(var _, Literal.Splat(long bits)) -> new Step.Literal(bits);
            case Op.Constant(var _, Literal.Dense _) -> throw unreachable(value, node);
            case Op.Map(Elementwise function) ->
                new Step.Apply(function, x.stream().map(v -> pull(v, at)).toList());
            case Op.Broadcast _, Op.Permute _, Op.Slice _, Op.Reverse _ -> new Step.Same(view(node, at));
            case Op.Gather gather -> gather(gather, x, at);
            case Op.Reshape _ -> reshape(node, at);
            case Op.Iota(var _, int axis) -> new Step.Position(at.get(axis));
            case Op.Extent(Shape of) -> new Step.Size(Extent.of(of));
            case Op.Barrier() -> new Step.Same(pull(x.get(value - node.first()), at));
            case Op.Reduce reduce -> reduce(value, reduce, x.getFirst(), at);
            case Op.Dot dot -> dot(dot, x, at);
            case Op.Input _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.ScatterAdd _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Control _ -> throw unreachable(value, node);
        };
    }

    private static IllegalStateException unreachable(int value, Node node) {
        return new IllegalStateException("%" + value + " = " + node.op() + " should have been stored");
    }

    private Element view(Node node, List<Index> at) {
        int operand = node.operands().getFirst();
        Shape result = node.results().getFirst().shape();
        return pull(
                operand, Coordinates.ofOperand(node.op(), graph.type(operand).shape(), result, at));
    }

    /// A reshape that splits no axis is a view of any operand, others are views of memory.
    private Step reshape(Node node, List<Index> at) {
        int operand = node.operands().getFirst();
        Shape result = node.results().getFirst().shape();
        Integer home = storage.home().get(operand);
        boolean merges = Coordinates.merges(graph.type(operand).shape(), result);
        return home != null && (!inside.contains(operand) || !merges)
                ? new Step.Load(home, Coordinates.linear(result, at))
                : new Step.Same(view(node, at));
    }

    /// The position counts along an axis of its own, until views have been seen through to memory.
    private Step gather(Op.Gather op, List<Integer> x, List<Index> at) {
        int value = x.get(0);
        Shape from = graph.type(value).shape();
        int indices = graph.type(x.get(1)).shape().rank() - op.batch();
        List<Index> chosen = new ArrayList<>(at.subList(0, op.batch()));
        chosen.addAll(at.subList(op.axis(), op.axis() + indices));
        int axis = nextAxis++;
        List<Index> place = new ArrayList<>(at.subList(0, op.axis()));
        place.add(from.dim(op.axis()).is(1) ? Index.ZERO : Index.along(axis));
        place.addAll(at.subList(op.axis() + indices, at.size()));
        Extent extent = Extent.of(from.dim(op.axis()));
        Shape shape = from;
        while (!storage.home().containsKey(value)) {
            Node node = graph.definition(value);
            if (extent.is(0)) {
                return new Step.Literal(0);
            } else if (node.op() instanceof Op.Constant(var _, Literal.Splat(long bits))) {
                return new Step.Literal(bits);
            }
            value = node.operands().getFirst();
            Shape operand = graph.type(value).shape();
            if (!(node.op() instanceof Op.Reshape && storage.home().containsKey(value))) {
                place = Coordinates.ofOperand(node.op(), operand, shape, place);
                shape = operand;
            }
        }
        Index index = Coordinates.linear(shape, place);
        int buffer = storage.home().get(value);
        if (index.stride(axis).is(0)) {
            return extent.is(0) ? new Step.Literal(0) : new Step.Load(buffer, index);
        }
        List<Index.Term> affine =
                index.terms().stream().filter(t -> t.axis() != axis).toList();
        return new Step.Gather(
                buffer, new Index(index.offset(), affine), pull(x.get(1), chosen), index.stride(axis), extent);
    }

    private Step reduce(int value, Op.Reduce op, int x, List<Index> at) {
        Shape from = graph.type(x).shape();
        List<Axis> loop = new ArrayList<>();
        List<Index> reduced = fresh(from.select(op.axes()), loop);
        if (op.order() == Order.HALVES) {
            List<Index> index = new ArrayList<>(at);
            index.addAll(reduced);
            List<Integer> order = new ArrayList<>(kept(from, op.axes()));
            order.addAll(op.axes());
            return new Step.Product(loop, storage.factors().get(value), Coordinates.linear(from.select(order), index));
        }
        List<Index> inner = merge(from.rank(), op.axes(), reduced, kept(from, op.axes()), at);
        return new Step.Loop(loop, Fold.of(op.kind()), op.order(), List.of(pull(x, inner)));
    }

    private Step dot(Op.Dot op, List<Integer> x, List<Index> at) {
        Shape a = graph.type(x.get(0)).shape();
        Shape b = graph.type(x.get(1)).shape();
        List<Axis> loop = new ArrayList<>();
        List<Index> contracted = fresh(a.select(op.axes().aContract()), loop);
        int batch = op.axes().aBatch().size();
        List<Integer> aFree = op.axes().aFree(a.rank());
        List<Integer> bFree = op.axes().bFree(b.rank());
        List<Index> aAt = new ArrayList<>(at.subList(0, batch + aFree.size()));
        List<Index> bAt = new ArrayList<>(at.subList(0, batch));
        bAt.addAll(at.subList(batch + aFree.size(), at.size()));
        Element left = pull(
                x.get(0),
                merge(
                        a.rank(),
                        op.axes().aContract(),
                        contracted,
                        concat(op.axes().aBatch(), aFree),
                        aAt));
        Element right = pull(
                x.get(1),
                merge(
                        b.rank(),
                        op.axes().bContract(),
                        contracted,
                        concat(op.axes().bBatch(), bFree),
                        bAt));
        return new Step.Loop(loop, Fold.DOT, op.order(), List.of(left, right));
    }

    /// Indices along new axes of `shape`; those of extent 1 need none.
    private List<Index> fresh(Shape shape, List<Axis> axes) {
        List<Index> indices = new ArrayList<>();
        for (Extent extent : Root.extents(shape)) {
            axes.add(new Axis(nextAxis, extent));
            indices.add(Index.along(nextAxis++));
        }
        if (axes.isEmpty()) {
            axes.add(new Axis(nextAxis++, Extent.ONE));
        }
        return Root.point(shape, indices);
    }

    private static List<Index> merge(
            int rank, List<Integer> axes, List<Index> at, List<Integer> rest, List<Index> other) {
        Map<Integer, Index> all = new HashMap<>();
        for (int i = 0; i < axes.size(); i++) {
            all.put(axes.get(i), at.get(i));
        }
        for (int i = 0; i < rest.size(); i++) {
            all.put(rest.get(i), other.get(i));
        }
        return IntStream.range(0, rank).mapToObj(all::get).toList();
    }

    private static List<Integer> kept(Shape from, List<Integer> axes) {
        return IntStream.range(0, from.rank())
                .filter(i -> !axes.contains(i))
                .boxed()
                .toList();
    }

    private static List<Integer> concat(List<Integer> a, List<Integer> b) {
        List<Integer> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }
}
