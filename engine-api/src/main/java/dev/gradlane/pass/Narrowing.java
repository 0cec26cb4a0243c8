package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// A kind that runs bodies without the results that nobody reads, the states that only they need, and the
/// operands that no body reads. An input that no body reads stays where it alone has one of the body's
/// symbolic extents: a state as a constant.
///
/// @param operands positions of the operands that stay, in their new order
/// @param results positions of the results that stay
public record Narrowing(Op.Control op, List<Integer> operands, List<Integer> results) {
    public Narrowing {
        operands = List.copyOf(operands);
        results = List.copyOf(results);
    }

    /// @param read per result whether anybody reads it; of at least one
    public static Narrowing of(Op.Control op, boolean[] read) {
        Narrowing narrow = once(op, read);
        while (true) {
            // bodies are narrower now, and may read less
            boolean[] still = new boolean[narrow.results.size()];
            for (int k = 0; k < still.length; k++) {
                still[k] = read[narrow.results.get(k)];
            }
            Narrowing again = once(narrow.op, still);
            if (again.operands.size() == narrow.operands.size() && again.results.size() == still.length) {
                return new Narrowing(again.op, narrow.operands, narrow.results);
            }
            narrow = new Narrowing(
                    again.op,
                    again.operands.stream().map(narrow.operands::get).toList(),
                    again.results.stream().map(narrow.results::get).toList());
        }
    }

    private static Narrowing once(Op.Control op, boolean[] read) {
        return switch (op) {
            case Op.Scan scan -> scan(scan, read);
            case Op.Cond cond -> cond(cond, read);
            case Op.While loop -> loop(loop, read);
        };
    }

    private static Narrowing scan(Op.Scan op, boolean[] read) {
        int first = op.consts();
        int arrays = first + op.carry();
        boolean[] outputs = closed(op.body(), first, op.carry(), read.clone(), new boolean[arrays + op.arrays()]);
        Set<Integer> kept = states(first, op.carry(), outputs);
        boolean[] used = inputs(op.body(), outputs);
        IntStream.range(0, used.length)
                .filter(i -> used[i] && (i < first || i >= arrays))
                .forEach(kept::add);
        kept.addAll(holders(List.of(op.body()), List.of(outputs), kept));
        List<Integer> order = order(kept, first, arrays, outputs);
        int consts = (int) order.stream()
                .filter(i -> isConstant(i, first, arrays, outputs))
                .count();
        List<Integer> results = chosen(outputs);
        int carry = (int) results.stream().filter(k -> k < op.carry()).count();
        int sums = op.carry() + op.stacked();
        Op.Scan narrow = new Op.Scan(
                restrict(op.body(), results, order),
                consts,
                carry,
                (int) results.stream().filter(k -> k >= sums).count(),
                op.length(),
                op.reversed());
        return new Narrowing(narrow, order, results);
    }

    private static Narrowing cond(Op.Cond op, boolean[] read) {
        Set<Integer> kept = new TreeSet<>();
        op.bodies().forEach(body -> kept.addAll(chosen(inputs(body, read))));
        kept.addAll(holders(op.bodies(), List.of(read, read), kept));
        List<Integer> results = chosen(read);
        List<Integer> order = List.copyOf(kept);
        Op.Cond narrow = op.with(body -> restrict(body, results, order));
        List<Integer> operands = new ArrayList<>(List.of(0));
        order.forEach(i -> operands.add(i + 1));
        return new Narrowing(narrow, operands, results);
    }

    private static Narrowing loop(Op.While op, boolean[] read) {
        int first = op.consts();
        int end = first + op.carry();
        boolean[] condition = inputs(op.condition(), new boolean[] {true});
        boolean[] outputs = closed(op.step(), first, op.carry(), read.clone(), condition);
        Set<Integer> kept = states(first, op.carry(), outputs);
        boolean[] used = inputs(op.step(), outputs);
        IntStream.range(0, first).filter(i -> used[i] || condition[i]).forEach(kept::add);
        kept.addAll(holders(op.bodies(), List.of(new boolean[] {true}, outputs), kept));
        List<Integer> order = order(kept, first, end, outputs);
        List<Integer> results = chosen(outputs);
        Op.While narrow = new Op.While(
                restrict(op.condition(), List.of(0), order),
                restrict(op.step(), results, order),
                order.size() - results.size(),
                op.bound());
        return new Narrowing(narrow, order, results);
    }

    /// The outputs read, and the next states that they, and what is `used` besides, depend on in any step.
    private static boolean[] closed(Graph body, int first, int carry, boolean[] outputs, boolean[] used) {
        boolean changed = true;
        while (changed) {
            changed = false;
            boolean[] inputs = inputs(body, outputs);
            for (int j = 0; j < carry; j++) {
                boolean needed = inputs[first + j] || used[first + j];
                changed |= needed && !outputs[j];
                outputs[j] |= needed;
            }
        }
        return outputs;
    }

    private static Set<Integer> states(int first, int carry, boolean[] outputs) {
        Set<Integer> kept = new TreeSet<>();
        IntStream.range(0, carry).filter(j -> outputs[j]).forEach(j -> kept.add(first + j));
        return kept;
    }

    /// Constants, then states, then arrays; a state that is no longer one is a constant.
    private static List<Integer> order(Set<Integer> kept, int first, int arrays, boolean[] outputs) {
        List<Integer> order = new ArrayList<>(
                kept.stream().filter(i -> isConstant(i, first, arrays, outputs)).toList());
        kept.stream().filter(i -> !isConstant(i, first, arrays, outputs)).forEach(order::add);
        return order;
    }

    private static boolean isConstant(int input, int first, int arrays, boolean[] outputs) {
        return input < first || input < arrays && !outputs[input - first];
    }

    /// Which inputs the chosen outputs depend on.
    private static boolean[] inputs(Graph body, boolean[] outputs) {
        boolean[] used = new boolean[body.valueCount()];
        for (int k = 0; k < outputs.length; k++) {
            used[body.outputs().get(k).value()] |= outputs[k];
        }
        for (Node node : body.nodes().reversed()) {
            if (node.values().stream().anyMatch(v -> used[v])) {
                node.operands().forEach(v -> used[v] = true);
            }
        }
        boolean[] inputs = new boolean[body.inputs().size()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = used[body.inputs().get(i).first()];
        }
        return inputs;
    }

    /// Inputs beside `kept` without which a symbolic extent in a body would be bound by none.
    private static Set<Integer> holders(List<Graph> bodies, List<boolean[]> outputs, Set<Integer> kept) {
        List<TensorType> types = bodies.getFirst().inputTypes();
        Set<Dim> open = new LinkedHashSet<>();
        for (int body = 0; body < bodies.size(); body++) {
            Graph graph = bodies.get(body);
            List<Integer> chosen = chosen(outputs.get(body));
            Prune.of(new Graph(
                            graph.name(),
                            graph.nodes(),
                            chosen.stream().map(graph.outputs()::get).toList()))
                    .nodes()
                    .stream()
                    .filter(node -> !(node.op() instanceof Op.Input))
                    .forEach(node -> open.addAll(symbols(node)));
        }
        kept.forEach(i -> open.removeAll(symbols(types.get(i))));
        Set<Integer> holders = new LinkedHashSet<>();
        while (!open.isEmpty()) {
            Dim symbol = open.iterator().next();
            int holder = IntStream.range(0, types.size())
                    .filter(i -> symbols(types.get(i)).contains(symbol))
                    .findFirst()
                    .orElseThrow();
            holders.add(holder);
            open.removeAll(symbols(types.get(holder)));
        }
        return holders;
    }

    private static Set<Dim> symbols(Node node) {
        Set<Dim> symbols = new LinkedHashSet<>();
        node.results().forEach(type -> symbols.addAll(symbols(type)));
        if (node.op() instanceof Op.Scan scan && scan.length() instanceof Dim.Symbol) {
            symbols.add(scan.length());
        }
        return symbols;
    }

    private static Set<Dim> symbols(TensorType type) {
        Set<Dim> symbols = new LinkedHashSet<>(type.shape().dims());
        symbols.removeIf(Dim.Fixed.class::isInstance);
        return symbols;
    }

    /// `body` with these outputs and inputs, in this order; the outputs depend on no other input.
    private static Graph restrict(Graph body, Collection<Integer> outputs, List<Integer> inputs) {
        if (outputs.size() == body.outputs().size()
                && inputs.equals(range(body.inputs().size()))) {
            return Prune.of(body);
        }
        List<Graph.Output> kept = outputs.stream().map(body.outputs()::get).toList();
        Graph pruned = Prune.of(new Graph(body.name(), body.nodes(), kept));
        GraphBuilder b = new GraphBuilder(body.name());
        Expr[] values = new Expr[pruned.valueCount()];
        for (int i : inputs) {
            Node input = pruned.inputs().get(i);
            values[input.first()] = b.at(input.origin())
                    .input(pruned.inputNames().get(i), pruned.inputTypes().get(i));
        }
        for (Node node : pruned.nodes()) {
            if (!(node.op() instanceof Op.Input)) {
                List<Expr> results = b.at(node.origin())
                        .emit(
                                node.op(),
                                node.operands().stream().map(v -> values[v]).toList());
                for (int i = 0; i < results.size(); i++) {
                    values[node.first() + i] = results.get(i);
                }
            }
        }
        pruned.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
        return b.build();
    }

    private static List<Integer> range(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    private static List<Integer> chosen(boolean[] flags) {
        return IntStream.range(0, flags.length).filter(i -> flags[i]).boxed().toList();
    }
}
