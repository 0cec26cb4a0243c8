package dev.gradlane.autodiff;

import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Prune;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The transpose of a derivative rule: a rule (x, u) ↦ L(x)·u as (x, v) ↦ L(x)ᵀ·v. So a rule for forward mode
/// gives the one for reverse mode, and the other way about. It is the reverse mode of the rule by u, which does not
/// depend on u because the rule is linear in it.
public final class Transposition {
    private Transposition() {}

    /// @param rule inputs: `count` operands x, then u; outputs L(x)·u
    /// @return inputs: x, then v, of the types of the rule's outputs; outputs of the types of u. What is no float
    ///     has zeros.
    /// @throws GraphException if the rule is not linear in u
    public static Graph of(Graph rule, int count) {
        List<TensorType> inputs = rule.inputTypes();
        List<Integer> floats = IntStream.range(count, inputs.size())
                .filter(i -> inputs.get(i).dtype().isFloat())
                .boxed()
                .toList();
        Graph pulled = cotangents(rule, floats);
        requireLinear(rule, pulled, floats);
        GraphBuilder b = new GraphBuilder(rule.name() + ".transpose");
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(b.input(rule.inputNames().get(i), inputs.get(i)));
        }
        InputNames names = new InputNames(rule);
        List<Expr> v = new ArrayList<>();
        for (Graph.Output output : rule.outputs()) {
            v.add(b.input(names.fresh("bar_", output.name()), rule.type(output.value())));
        }
        inputs.subList(count, inputs.size()).forEach(type -> arguments.add(b.constant(type, 0)));
        v.stream().filter(x -> x.dtype().isFloat()).forEach(arguments::add);
        List<Expr> results = b.inline(pulled, arguments);
        for (int i = count; i < inputs.size(); i++) {
            Expr result = floats.contains(i) ? results.get(floats.indexOf(i)) : b.constant(inputs.get(i), 0);
            b.output("d_" + rule.inputNames().get(i), result);
        }
        return b.build();
    }

    private static Graph cotangents(Graph rule, List<Integer> floats) {
        Graph vjp = Vjp.of(rule, floats);
        int values = rule.outputs().size();
        return Prune.of(new Graph(
                vjp.name(),
                vjp.nodes(),
                vjp.outputs().subList(values, vjp.outputs().size())));
    }

    private static void requireLinear(Graph rule, Graph pulled, List<Integer> floats) {
        List<Node> inputs = pulled.inputs();
        for (int i : floats) {
            int value = inputs.get(i).first();
            boolean read = pulled.nodes().stream().anyMatch(n -> n.operands().contains(value))
                    || pulled.outputs().stream().anyMatch(o -> o.value() == value);
            if (read) {
                throw new GraphException(rule.name() + " is not linear in '"
                        + rule.inputNames().get(i) + "', so it is no derivative: it must multiply and add it only");
            }
        }
    }
}
