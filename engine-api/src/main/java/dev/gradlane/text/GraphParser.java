package dev.gradlane.text;

import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Inference;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Recursive descent over the grammar of the graph package. Depth, nodes, rank and length are bounded, so that a
/// hostile text ends in a [TextException] and not in a stack overflow.
final class GraphParser {
    private final Scanner in;
    private final Types types;
    private final Operations operations;
    private int nodeCount;

    GraphParser(String text, Function<String, Optional<Composite>> functions) {
        this.in = new Scanner(text.length() > GraphText.MAX_LENGTH ? "" : text);
        this.types = new Types(in);
        this.operations = new Operations(in, types, functions);
        if (text.length() > GraphText.MAX_LENGTH) {
            throw in.error(0, "the text is longer than " + GraphText.MAX_LENGTH + " characters");
        }
    }

    Graph parse() {
        Graph graph = graph(1);
        if (!in.atEnd()) {
            throw in.expected("nothing after the graph");
        }
        return graph;
    }

    private Graph graph(int depth) {
        int start = in.position();
        if (depth > GraphText.MAX_DEPTH) {
            throw in.error(start, "graphs nest deeper than " + GraphText.MAX_DEPTH);
        }
        in.expectWord("graph");
        String name = in.name("the graph's name");
        in.expect("{");
        List<Node> nodes = new ArrayList<>();
        List<TensorType> values = new ArrayList<>();
        while (!in.takeWord("return")) {
            nodes.add(node(values, depth));
        }
        List<Graph.Output> outputs = outputs();
        in.expect("}");
        try {
            return new Graph(name, nodes, outputs);
        } catch (GraphException e) {
            throw in.error(start, e.getMessage());
        }
    }

    private List<Graph.Output> outputs() {
        List<Graph.Output> outputs = new ArrayList<>();
        if (in.isNext("}")) {
            return outputs;
        }
        do {
            String name = in.name("an output's name");
            in.expect("=");
            in.expect("%");
            outputs.add(new Graph.Output(name, in.smallNumber("a value's number")));
        } while (in.take(","));
        return outputs;
    }

    private Node node(List<TensorType> values, int depth) {
        int start = in.position();
        if (++nodeCount > GraphText.MAX_NODES) {
            throw in.error(start, "more than " + GraphText.MAX_NODES + " nodes");
        }
        List<TensorType> results = results(values.size());
        Parsed parsed = in.takeWord("call")
                ? call(values, depth)
                : control(values, depth).orElseGet(() -> operation(results, values));
        try {
            List<TensorType> inferred = Inference.infer(
                    parsed.op, parsed.operands.stream().map(values::get).toList());
            if (!inferred.equals(results)) {
                throw in.error(start, "the results of this operation have the types " + inferred);
            }
        } catch (GraphException e) {
            throw in.error(start, e.getMessage());
        }
        Node node = new Node(values.size(), parsed.op, parsed.operands, results, Origin.NONE);
        values.addAll(results);
        return node;
    }

    private record Parsed(Op op, List<Integer> operands) {}

    private List<TensorType> results(int next) {
        List<TensorType> results = new ArrayList<>();
        if (!in.isNext("%")) {
            return results;
        }
        do {
            int start = in.position();
            in.expect("%");
            if (in.smallNumber("a value's number") != next + results.size()) {
                throw in.error(start, "expected %" + (next + results.size()) + ": values are numbered in order");
            }
            in.expect(":");
            results.add(types.type());
        } while (in.take(","));
        in.expect("=");
        return results;
    }

    private Parsed operation(List<TensorType> results, List<TensorType> values) {
        int start = in.position();
        // kinds without a shape of their own take it from their result
        TensorType result = results.isEmpty() ? TensorType.scalar(DType.BOOL) : results.getFirst();
        try {
            Op op = operations.operation(result);
            return new Parsed(op, operands(values));
        } catch (GraphException e) {
            throw in.error(start, e.getMessage());
        }
    }

    private List<Integer> operands(List<TensorType> values) {
        List<Integer> operands = new ArrayList<>();
        int last = in.position();
        // a `%3:` is the next line's result, not an operand
        while (in.isNext("%") && !in.isResult()) {
            last = in.position();
            in.expect("%");
            int value = in.smallNumber("a value's number");
            if (value >= values.size()) {
                throw in.error(last, "%" + value + " is not defined before this line");
            }
            operands.add(value);
        }
        return operands;
    }

    private Optional<Parsed> control(List<TensorType> values, int depth) {
        if (in.takeWord("scan")) {
            int consts = operations.count("consts");
            int carry = operations.count("carry");
            int sums = operations.count("sums");
            Dim length = operations.length();
            boolean reversed = operations.isReversed();
            List<Integer> operands = operands(values);
            return Optional.of(
                    new Parsed(new Op.Scan(body("body", depth), consts, carry, sums, length, reversed), operands));
        }
        if (in.takeWord("cond")) {
            List<Integer> operands = operands(values);
            return Optional.of(new Parsed(new Op.Cond(body("true", depth), body("false", depth)), operands));
        }
        if (in.takeWord("while")) {
            int consts = operations.count("consts");
            long bound = operations.extent("bound");
            List<Integer> operands = operands(values);
            return Optional.of(
                    new Parsed(new Op.While(body("condition", depth), body("step", depth), consts, bound), operands));
        }
        return Optional.empty();
    }

    private Graph body(String name, int depth) {
        in.expectWord(name);
        return graph(depth + 1);
    }

    private Parsed call(List<TensorType> values, int depth) {
        int start = in.position();
        String rule = in.word("a rule: inline, checkpoint or derivative");
        List<Integer> operands = operands(values);
        in.expectWord("body");
        Graph body = graph(depth + 1);
        switch (rule) {
            case "inline":
                return new Parsed(new Op.Call(body, new CallRule.Inline()), operands);
            case "checkpoint":
                return new Parsed(new Op.Call(body, new CallRule.Checkpoint()), operands);
            case "derivative":
                in.expectWord("jvp");
                Graph jvp = graph(depth + 1);
                in.expectWord("vjp");
                return new Parsed(new Op.Call(body, new CallRule.Derivative(jvp, graph(depth + 1))), operands);
            default:
                throw in.error(start, "expected a rule: inline, checkpoint or derivative, found '" + rule + "'");
        }
    }
}
