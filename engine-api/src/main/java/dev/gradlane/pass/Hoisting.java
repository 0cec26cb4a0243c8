package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// Moves out of a loop what does not depend on its state: what constants alone decide is computed once, what the
/// arrays decide as a batch over the steps, and what a step only stacks is no part of the loop. A batch has the bits of
/// its samples, so no bit changes. [Invariance] says what may move and what is worth it.
final class Hoisting {
    private Hoisting() {}

    /// @param graph without calls and composites, pruned, so that what nobody reads holds nothing back
    static Graph of(Graph graph) {
        if (graph.nodes().stream().noneMatch(node -> node.op() instanceof Op.Control)) {
            return graph;
        }
        GraphBuilder b = new GraphBuilder(graph.name());
        Expr[] values = new Expr[graph.valueCount()];
        for (Node node : graph.nodes()) {
            List<Expr> x = node.operands().stream().map(v -> values[v]).toList();
            b.at(node.origin());
            List<Expr> results = switch (node.op()) {
                case Op.Control control ->
                    switch (control.with(Hoisting::of)) {
                        case Op.Scan scan -> scan(b, scan, x);
                        case Op.Cond cond -> b.emit(cond, x);
                        case Op.While loop -> loop(b, loop, x);
                    };
                case Op other -> b.emit(other, x);
            };
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        graph.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
        return Prune.of(b.build());
    }

    private static List<Expr> scan(GraphBuilder b, Op.Scan op, List<Expr> x) {
        Graph body = op.body();
        Invariance levels = Invariance.of(op);
        int sums = op.carry() + op.stacked();
        List<Integer> stays = new ArrayList<>();
        List<Integer> leaves = new ArrayList<>();
        for (int k = 0; k < body.outputs().size(); k++) {
            boolean isFree = k >= op.carry() && k < sums && levels.isFree(output(body, k));
            (isFree ? leaves : stays).add(k);
        }
        List<Moved> constants = new ArrayList<>();
        List<Moved> elements = new ArrayList<>();
        for (int value : moved(body, levels, stays)) {
            (levels.isConstant(value) ? constants : elements).add(new Moved(body, value));
        }
        if (leaves.isEmpty() && constants.isEmpty() && elements.isEmpty()) {
            return b.emit(op, x);
        }
        List<Integer> free = new ArrayList<>(values(elements));
        leaves.forEach(k -> free.add(output(body, k)));
        List<Expr> stacked = stacks(b, op, levels, free, x);
        List<Expr> operands = new ArrayList<>(x);
        operands.addAll(op.consts(), b.inline(part(body, values(constants)), x));
        operands.addAll(stacked.subList(0, elements.size()));
        Op.Scan rest = new Op.Scan(
                rest(body, stays, op.consts(), constants, elements),
                op.consts() + constants.size(),
                op.carry(),
                op.sums(),
                op.length(),
                op.reversed());
        List<Expr> stayed = stays.isEmpty() ? List.of() : b.emit(rest, operands);
        return IntStream.range(0, body.outputs().size())
                .mapToObj(k -> leaves.contains(k)
                        ? stacked.get(elements.size() + leaves.indexOf(k))
                        : stayed.get(stays.indexOf(k)))
                .toList();
    }

    /// The stacks of values that no state decides: of all steps at once, or of one, repeated.
    private static List<Expr> stacks(
            GraphBuilder b, Op.Scan op, Invariance levels, List<Integer> values, List<Expr> x) {
        List<Integer> constants = values.stream().filter(levels::isConstant).toList();
        List<Integer> elements =
                values.stream().filter(v -> !levels.isConstant(v)).toList();
        Set<Integer> arrays = new HashSet<>(range(x.size()));
        arrays.removeAll(range(op.consts() + op.carry()));
        List<Expr> once = b.inline(part(op.body(), constants), x);
        List<Expr> each = elements.isEmpty()
                ? List.of()
                : b.inline(Batch.over(part(op.body(), elements), arrays, Shape.of(op.length())), x);
        return values.stream()
                .map(v -> levels.isConstant(v)
                        ? repeated(once.get(constants.indexOf(v)), op.length())
                        : each.get(elements.indexOf(v)))
                .toList();
    }

    private static Expr repeated(Expr x, Dim length) {
        Shape shape = x.shape().prepend(length);
        return x.broadcast(shape, IntStream.range(1, shape.rank()).boxed().toList());
    }

    /// One loop: a batch of loops is one in a graph without calls.
    private static List<Expr> loop(GraphBuilder b, Op.While op, List<Expr> x) {
        List<Moved> constants = new ArrayList<>();
        for (Graph body : op.bodies()) {
            List<Integer> outputs = range(body.outputs().size());
            moved(body, Invariance.of(op, body), outputs).forEach(value -> constants.add(new Moved(body, value)));
        }
        if (constants.isEmpty()) {
            return b.emit(op, x);
        }
        List<Expr> operands = new ArrayList<>(x.subList(0, op.consts()));
        for (Moved constant : constants) {
            operands.addAll(b.inline(part(constant.body, List.of(constant.value)), x));
        }
        operands.addAll(x.subList(op.consts(), x.size()));
        return b.emit(
                new Op.While(
                        rest(op.condition(), List.of(0), op.consts(), constants, List.of()),
                        rest(op.step(), range(op.carry()), op.consts(), constants, List.of()),
                        op.consts() + constants.size(),
                        op.bound()),
                operands);
    }

    /// A value of a body that becomes an input of it.
    private record Moved(Graph body, int value) {
        TensorType type() {
            return body.type(value);
        }
    }

    private static List<Integer> values(List<Moved> moved) {
        return moved.stream().map(Moved::value).toList();
    }

    private static int output(Graph body, int k) {
        return body.outputs().get(k).value();
    }

    private static List<Integer> range(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    /// The values that these outputs take from outside, ascending.
    private static Set<Integer> moved(Graph body, Invariance levels, List<Integer> outputs) {
        Set<Integer> moved = new TreeSet<>();
        boolean[] needed = new boolean[body.valueCount()];
        outputs.forEach(k -> needed[output(body, k)] = true);
        for (Node node : body.nodes().reversed()) {
            boolean stays = false;
            for (int value : node.values()) {
                if (needed[value] && levels.moves(value)) {
                    moved.add(value);
                } else {
                    stays |= needed[value];
                }
            }
            if (stays) {
                node.operands().forEach(operand -> needed[operand] = true);
            }
        }
        return moved;
    }

    /// The body with other outputs.
    private static Graph part(Graph body, List<Integer> values) {
        List<Graph.Output> outputs = IntStream.range(0, values.size())
                .mapToObj(i -> new Graph.Output("y" + i, values.get(i)))
                .toList();
        return Prune.of(new Graph(body.name(), body.nodes(), outputs));
    }

    /// The body of these outputs, with what moved as inputs: behind its own `consts` constants, and at the end.
    private static Graph rest(
            Graph body, List<Integer> outputs, int consts, List<Moved> constants, List<Moved> elements) {
        GraphBuilder b = new GraphBuilder(body.name());
        Expr[] values = new Expr[body.valueCount()];
        Set<String> taken = new HashSet<>(body.inputNames());
        List<Node> inputs = body.inputs();
        for (int i = 0; i <= inputs.size(); i++) {
            if (i == consts) {
                declare(b, body, constants, values, taken);
            }
            if (i < inputs.size()) {
                Op.Input input = (Op.Input) inputs.get(i).op();
                values[inputs.get(i).first()] = b.at(inputs.get(i).origin()).input(input.name(), input.type());
            }
        }
        declare(b, body, elements, values, taken);
        boolean[] needed = needed(body, outputs, values);
        for (Node node : body.nodes()) {
            boolean isNeeded = node.values().stream().anyMatch(v -> needed[v] && values[v] == null);
            if (isNeeded) {
                List<Expr> results = b.at(node.origin())
                        .emit(
                                node.op(),
                                node.operands().stream().map(v -> values[v]).toList());
                for (int i = 0; i < results.size(); i++) {
                    values[node.first() + i] = results.get(i);
                }
            }
        }
        outputs.forEach(k -> b.output(body.outputs().get(k).name(), values[output(body, k)]));
        return b.build();
    }

    private static void declare(GraphBuilder b, Graph body, List<Moved> moved, Expr[] values, Set<String> taken) {
        for (Moved input : moved) {
            String name = Symbols.fresh("moved", taken);
            taken.add(name);
            Expr declared = b.at(input.body.definition(input.value).origin()).input(name, input.type());
            if (input.body == body) {
                values[input.value] = declared;
            }
        }
    }

    /// What these outputs need beside the `given` values.
    private static boolean[] needed(Graph body, List<Integer> outputs, Expr[] given) {
        boolean[] needed = new boolean[body.valueCount()];
        outputs.forEach(k -> needed[output(body, k)] = true);
        for (Node node : body.nodes().reversed()) {
            if (node.values().stream().anyMatch(v -> needed[v] && given[v] == null)) {
                node.operands().forEach(operand -> needed[operand] = true);
            }
        }
        return needed;
    }
}
