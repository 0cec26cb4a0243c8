package dev.gradlane.kernel;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// Makes an [Opened] of a frozen graph. A loop's body in which all steps stand side by side is its batch
/// over the
/// loop's axis; choices become selections.
final class Opening {
    /// The number of a node that stands in a batch of steps: none of these can fault.
    private static final int NOWHERE = -1;

    private final GraphBuilder b;
    private final Set<String> names;
    private final Set<String> symbols;
    private final List<Opened.Loop> loops = new ArrayList<>();
    private final Map<Integer, Integer> stacked = new HashMap<>();
    private final List<String> decisions = new ArrayList<>();
    private final Map<Integer, Integer> numbers = new HashMap<>();

    private Opening(Graph frozen) {
        this.b = new GraphBuilder(frozen.name());
        this.names = new HashSet<>(frozen.inputNames());
        this.symbols = new HashSet<>(frozen.symbols());
    }

    static Opened of(Graph frozen, Map<Integer, Integer> numbers) {
        Opening opening = new Opening(frozen);
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < frozen.inputs().size(); i++) {
            opening.b.at(frozen.inputs().get(i).origin());
            inputs.add(opening.b.input(
                    frozen.inputNames().get(i), frozen.inputTypes().get(i)));
        }
        List<Expr> outputs = opening.emit(frozen, inputs, numbers);
        for (int k = 0; k < outputs.size(); k++) {
            opening.b.output(frozen.outputs().get(k).name(), outputs.get(k));
        }
        return opening.finished(inputs.size());
    }

    /// The states were declared where their loops stand; the graph has them before all other nodes.
    private Opened finished(int inputs) {
        TreeSet<Integer> late = new TreeSet<>();
        loops.forEach(l -> l.states().forEach(s -> late.add(s.current())));
        IntUnaryOperator id = v -> late.contains(v)
                ? inputs + late.headSet(v).size()
                : v < inputs ? v : v + late.tailSet(v).size();
        List<Opened.Loop> renamed = loops.stream()
                .map(l -> new Opened.Loop(
                        id.applyAsInt(l.first()),
                        l.node(),
                        l.length(),
                        l.reversed(),
                        l.states().stream()
                                .map(s -> new Opened.State(
                                        id.applyAsInt(s.current()),
                                        id.applyAsInt(s.initial()),
                                        id.applyAsInt(s.next())))
                                .toList(),
                        l.condition().stream()
                                .map(id)
                                .boxed()
                                .findFirst()
                                .map(OptionalInt::of)
                                .orElse(OptionalInt.empty()),
                        l.bound()))
                .toList();
        Map<Integer, Integer> places = new HashMap<>();
        stacked.forEach((value, loop) -> places.put(id.applyAsInt(value), loop));
        Map<Integer, Integer> numbered = new HashMap<>();
        numbers.forEach((value, number) -> numbered.put(id.applyAsInt(value), number));
        return new Opened(b.build(), inputs, renamed, places, decisions, numbered);
    }

    /// @param numbers of the nodes in the whole graph, by their first values; none for all steps of a body
    ///     side by side
    private List<Expr> emit(Graph graph, List<Expr> arguments, Map<Integer, Integer> numbers) {
        Expr[] values = new Expr[graph.valueCount()];
        int input = 0;
        for (Node node : graph.nodes()) {
            b.at(node.origin().isKnown() ? node.origin() : b.origin());
            List<Expr> x = node.operands().stream().map(v -> values[v]).toList();
            List<Expr> results = switch (node.op()) {
                case Op.Input _ -> List.of(arguments.get(input++));
                case Op.Control control -> control(control, x, numbers.getOrDefault(node.first(), NOWHERE));
                case Op op -> b.emit(op, x);
            };
            if (numbers.containsKey(node.first())) {
                this.numbers.putIfAbsent(results.getFirst().id(), numbers.get(node.first()));
            }
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        return graph.outputs().stream().map(o -> values[o.value()]).toList();
    }

    private List<Expr> control(Op.Control op, List<Expr> x, int number) {
        Optional<String> obstacle = Pointwise.obstacle(op);
        if (obstacle.isPresent()) {
            decisions.add("the " + op.symbol() + " made at " + b.origin() + " is not pointwise: " + obstacle.get());
            return b.emit(op, x);
        }
        return switch (op) {
            case Op.Scan scan -> scan(scan, x, number);
            case Op.Cond cond -> select(cond, x);
            case Op.While loop -> loop(loop, x, number);
        };
    }

    private List<Expr> scan(Op.Scan op, List<Expr> x, int number) {
        if (op.length().is(0)) {
            return withoutSteps(op, x);
        }
        int arrays = op.consts() + op.carry();
        if (op.length().is(1)) {
            List<Expr> arguments = new ArrayList<>(x.subList(0, arrays));
            x.subList(arrays, x.size())
                    .forEach(a -> arguments.add(a.reshape(a.shape().without(List.of(0)))));
            List<Expr> results =
                    new ArrayList<>(emit(op.body(), arguments, op.body().numbers(number + 1)));
            for (int k = op.carry(); k < op.carry() + op.stacked(); k++) {
                results.set(k, results.get(k).reshape(results.get(k).shape().prepend(op.length())));
            }
            return results;
        }
        List<Expr> arguments = new ArrayList<>(x);
        List<Expr> current = new ArrayList<>();
        List<Expr> initial = new ArrayList<>(x.subList(op.consts(), arrays));
        for (Expr state : initial) {
            current.add(state(state.type(), op.length()));
        }
        for (int j = 0; j < op.carry(); j++) {
            arguments.set(op.consts() + j, current.get(j));
        }
        List<Expr> steps = steps(op.body(), op.consts(), op.length(), arguments);
        List<Expr> next = new ArrayList<>(steps.subList(0, op.carry()));
        int sums = op.carry() + op.stacked();
        for (Expr contribution : steps.subList(sums, steps.size())) {
            TensorType type = contribution.type().withShape(contribution.shape().without(List.of(0)));
            // x + (−0) is x for every x, so the first contribution is taken as it is
            initial.add(b.constant(type, -0.0));
            current.add(state(type, op.length()));
            next.add(current.getLast().add(contribution));
        }
        if (current.isEmpty()) {
            return steps;
        }
        int loop = loops.size();
        // before the last states, so that all of a step has smaller numbers than these
        List<Expr> left = steps.subList(op.carry(), sums).stream()
                .map(y -> stacked(y, current, loop))
                .toList();
        List<Expr> last = close(initial, next, List.of(), op.length(), op.reversed());
        loops.add(loop(last, current, number, op.length(), op.reversed(), OptionalInt.empty(), 0));
        List<Expr> results = new ArrayList<>(last.subList(0, op.carry()));
        results.addAll(left);
        last.subList(op.carry(), last.size()).forEach(sum -> results.add(sum(sum, op.length())));
        return results;
    }

    private List<Expr> withoutSteps(Op.Scan op, List<Expr> x) {
        List<Expr> results = new ArrayList<>(x.subList(op.consts(), op.consts() + op.carry()));
        List<TensorType> types = op.body().outputTypes();
        for (int k = op.carry(); k < types.size(); k++) {
            TensorType type = types.get(k);
            boolean sum = k >= op.carry() + op.stacked();
            results.add(b.constantBits(sum ? type : type.withShape(type.shape().prepend(op.length())), 0));
        }
        return results;
    }

    /// A sum of no steps is +0, not the −0 that it starts from.
    private Expr sum(Expr sum, Dim length) {
        if (length instanceof Dim.Fixed || !sum.dtype().isFloat()) {
            return sum;
        }
        Expr steps = b.emit(new Op.Extent(Shape.of(length))).getFirst();
        return steps.eq(0).broadcast(sum.shape(), List.of()).select(sum.constantBits(0), sum);
    }

    private List<Expr> loop(Op.While op, List<Expr> x, int number) {
        Dim length = Dim.symbol(fresh("steps", symbols));
        List<Expr> arguments = new ArrayList<>(x);
        List<Expr> current = new ArrayList<>();
        List<Expr> initial = x.subList(op.consts(), x.size());
        for (int j = 0; j < initial.size(); j++) {
            current.add(state(initial.get(j).type(), length));
            arguments.set(op.consts() + j, current.get(j));
        }
        Expr holds = steps(op.condition(), op.consts(), length, arguments).getFirst();
        List<Expr> next = steps(op.step(), op.consts(), length, arguments);
        List<Expr> last = close(initial, next, List.of(holds), length, false);
        loops.add(loop(last, current, number, length, false, OptionalInt.of(holds.id()), op.bound()));
        return IntStream.range(0, last.size())
                .mapToObj(j -> Pointwise.isKept(op, j) ? initial.get(j) : last.get(j))
                .toList();
    }

    /// Neither branch can fault ([Pointwise]), so that both may be computed wherever one is chosen.
    private List<Expr> select(Op.Cond op, List<Expr> x) {
        Expr choice = x.getFirst();
        Shape batch = choice.shape();
        List<Integer> axes = IntStream.range(0, batch.rank()).boxed().toList();
        List<Expr> operands = x.subList(1, x.size());
        List<Expr> first = emit(Batch.over(op.ifTrue(), batch), operands, Map.of());
        List<Expr> second = emit(Batch.over(op.ifFalse(), batch), operands, Map.of());
        return IntStream.range(0, first.size())
                .mapToObj(k -> choice.broadcast(first.get(k).shape(), axes).select(first.get(k), second.get(k)))
                .toList();
    }

    /// All steps of a loop, side by side along a new first axis: inputs from number `consts` on differ by
    /// step.
    private List<Expr> steps(Graph body, int consts, Dim length, List<Expr> arguments) {
        Set<Integer> mapped = new HashSet<>();
        IntStream.range(consts, body.inputs().size()).forEach(mapped::add);
        if (!mapped.isEmpty()) {
            return emit(Batch.over(body, mapped, Shape.of(length)), arguments, Map.of());
        }
        return emit(body, arguments, Map.of()).stream()
                .map(y -> y.broadcast(
                        y.shape().prepend(length),
                        IntStream.rangeClosed(1, y.shape().rank()).boxed().toList()))
                .toList();
    }

    private Expr state(TensorType type, Dim length) {
        return b.input(fresh("state", names), type.withShape(type.shape().prepend(length)));
    }

    private static String fresh(String name, Set<String> taken) {
        int number = 0;
        while (!taken.add(name + number)) {
            number++;
        }
        return name + number;
    }

    /// The node of a loop's results: it takes the element of the last step of each `next` and nothing of
    /// `others`.
    private List<Expr> close(List<Expr> initial, List<Expr> next, List<Expr> others, Dim length, boolean reversed) {
        GraphBuilder last = new GraphBuilder("last");
        List<Expr> operands = new ArrayList<>(initial);
        // two loops whose results do not depend on their states are two nodes all the same
        operands.set(0, b.emit(new Op.Barrier(), initial.getFirst()).getFirst());
        for (int j = 0; j < initial.size(); j++) {
            last.input("initial" + j, initial.get(j).type());
        }
        operands.addAll(next);
        operands.addAll(others);
        for (int j = initial.size(); j < operands.size(); j++) {
            Expr x = operands.get(j);
            Expr element = last.input("step" + j, x.type().withShape(x.shape().without(List.of(0))));
            if (j < initial.size() + next.size()) {
                last.output("last" + j, element);
            }
        }
        return b.emit(new Op.Scan(last.build(), 0, initial.size(), 0, length, reversed), operands);
    }

    private Opened.Loop loop(
            List<Expr> last,
            List<Expr> current,
            int number,
            Dim length,
            boolean reversed,
            OptionalInt condition,
            long bound) {
        List<Integer> operands = last.getFirst().node().operands();
        List<Opened.State> states = IntStream.range(0, current.size())
                .mapToObj(j -> new Opened.State(current.get(j).id(), operands.get(j), operands.get(current.size() + j)))
                .toList();
        return new Opened.Loop(last.getFirst().id(), number, length, reversed, states, condition, bound);
    }

    /// What steps leave one by one: where it needs the state it is made in the loop and read behind it.
    private Expr stacked(Expr y, List<Expr> states, int loop) {
        if (!needsAny(y, states)) {
            return y;
        }
        Expr left = b.emit(new Op.Barrier(), y).getFirst();
        stacked.put(left.id(), loop);
        return left;
    }

    /// Whether `y` depends on one of these states.
    private boolean needsAny(Expr y, List<Expr> states) {
        Set<Integer> seen = new HashSet<>();
        Deque<Integer> open = new ArrayDeque<>(List.of(y.id()));
        while (!open.isEmpty()) {
            Expr value = new Expr(b, open.pop());
            if (states.contains(value)) {
                return true;
            }
            if (seen.add(value.id())) {
                open.addAll(value.node().operands());
            }
        }
        return false;
    }
}
