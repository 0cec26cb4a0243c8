package dev.gradlane.cli.stream;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;

/// A frozen graph over a batch, cut at its reductions. Inputs of a piece are inputs of the graph, by their
/// names, and cuts, as [#cutName] calls them.
public final class Staging {
    private final Graph graph;
    private final String symbol;
    private final int[] stages;
    private final List<Node> cuts = new ArrayList<>();

    /// @param symbol the batch axis, which is axis 0 of every value that has it
    /// @throws IllegalArgumentException if a product of the graph contracts the batch in the order `chain`
    public Staging(Graph graph, String symbol) {
        this.graph = graph;
        this.symbol = symbol;
        this.stages = new int[graph.valueCount()];
        for (Node node : graph.nodes()) {
            int stage = 0;
            for (int operand : node.operands()) {
                stage = Math.max(stage, stages[operand]);
            }
            boolean cut = isCut(node);
            if (cut) {
                cuts.add(node);
            }
            for (int value : node.values()) {
                stages[value] = cut ? stage + 1 : stage;
            }
        }
    }

    private boolean isCut(Node node) {
        boolean cut = !isRow(node.results().getFirst())
                && switch (node.op()) {
                    case Op.Reduce _, Op.Dot _, Op.ScatterAdd _ ->
                        node.operands().stream().anyMatch(v -> isRow(graph.type(v)));
                    case Op.Extent extent -> extent.shape().dims().contains(Dim.symbol(symbol));
                    case Op.Input _,
                            Op.Constant _,
                            Op.Map _,
                            Op.Broadcast _,
                            Op.Reshape _,
                            Op.Permute _,
                            Op.Slice _,
                            Op.Pad _,
                            Op.Concatenate _,
                            Op.Iota _,
                            Op.Gather _,
                            Op.Reverse _,
                            Op.CumSum _,
                            Op.Sort _,
                            Op.Cholesky _,
                            Op.TriangularSolve _,
                            Op.Call _,
                            Op.Barrier _,
                            Op.Control _ -> false;
                };
        if (cut && node.op() instanceof Op.ScatterAdd) {
            throw new IllegalArgumentException("a scatterAdd of all rows is not made of results of chunks");
        }
        if (node.op() instanceof Op.Control
                && (node.operands().stream().anyMatch(v -> isRow(graph.type(v)))
                        || node.op() instanceof Op.Scan scan && scan.length().equals(Dim.symbol(symbol)))) {
            throw new IllegalArgumentException("a program with a loop or a choice over rows is not read in pieces");
        }
        if (cut && node.op() instanceof Op.Dot(var _, Order order) && order != Order.LANES) {
            throw new IllegalArgumentException(
                    "a product over the batch in the order " + order.symbol() + " is not made of results of chunks");
        }
        return cut;
    }

    private boolean isRow(TensorType type) {
        return type.shape().dims().contains(Dim.symbol(symbol));
    }

    /// True if output `index` has one element per row.
    public boolean isRowOutput(int index) {
        return isRow(graph.type(graph.outputs().get(index).value()));
    }

    /// Number of readings that the cuts take; stages count from 1.
    int stages() {
        return cuts.stream().mapToInt(this::stage).max().orElse(0);
    }

    private int stage(Node cut) {
        return stages[cut.first()];
    }

    List<Node> cuts(int stage) {
        return cuts.stream().filter(c -> stage(c) == stage).toList();
    }

    static String cutName(Node cut) {
        // no column is called so: a backquote ends a quoted name
        return "cut`" + cut.first();
    }

    /// What the chunks of rows in a reading for `stage` yield: a result for each of its cuts that is no
    /// extent.
    Graph chunk(int stage) {
        return piece(
                cuts(stage).stream()
                        .filter(c -> !(c.op() instanceof Op.Extent))
                        .map(c -> new Graph.Output(cutName(c), c.first()))
                        .toList(),
                stage - 1,
                true);
    }

    /// The outputs that have an element per row, from rows and cuts.
    Graph rows() {
        return piece(outputs(true), Integer.MAX_VALUE, true);
    }

    /// The outputs for all rows, from cuts and inputs that are no columns.
    Graph whole() {
        return piece(outputs(false), Integer.MAX_VALUE, false);
    }

    private List<Graph.Output> outputs(boolean rows) {
        return graph.outputs().stream()
                .filter(o -> isRow(graph.type(o.value())) == rows)
                .toList();
    }

    /// The part of the graph that `outputs` need, where cuts up to stage `known` are inputs.
    private Graph piece(List<Graph.Output> outputs, int known, boolean overRows) {
        boolean[] needed = new boolean[graph.valueCount()];
        outputs.forEach(o -> needed[o.value()] = true);
        for (Node node : graph.nodes().reversed()) {
            if (isNeeded(node, needed) && !isKnownCut(node, known)) {
                node.operands().forEach(v -> needed[v] = true);
            }
        }
        if (overRows) {
            // the batch axis needs an input that has it, even if every row gets the same
            graph.nodes().stream()
                    .filter(n -> n.op() instanceof Op.Input && isRow(n.results().getFirst()))
                    .filter(n -> needsColumn(needed))
                    .findFirst()
                    .ifPresent(n -> needed[n.first()] = true);
        }
        return emit(outputs, needed, known);
    }

    private boolean needsColumn(boolean[] needed) {
        return graph.nodes().stream()
                .noneMatch(n -> n.op() instanceof Op.Input && isRow(n.results().getFirst()) && needed[n.first()]);
    }

    private Graph emit(List<Graph.Output> outputs, boolean[] needed, int known) {
        var builder = new GraphBuilder(graph.name());
        Expr[] values = new Expr[graph.valueCount()];
        for (Node node : graph.nodes()) {
            if (isNeeded(node, needed) && node.op() instanceof Op.Input(String name, TensorType type)) {
                values[node.first()] = builder.input(name, type);
            }
        }
        for (Node cut : cuts) {
            if (isNeeded(cut, needed) && isKnownCut(cut, known)) {
                values[cut.first()] = builder.input(cutName(cut), cut.results().getFirst());
            }
        }
        for (Node node : graph.nodes()) {
            if (isNeeded(node, needed) && values[node.first()] == null) {
                builder.at(node.origin());
                List<Expr> results = builder.emit(
                        node.op(), node.operands().stream().map(v -> values[v]).toList());
                for (int i = 0; i < results.size(); i++) {
                    values[node.first() + i] = results.get(i);
                }
            }
        }
        outputs.forEach(o -> builder.output(o.name(), values[o.value()]));
        return builder.build();
    }

    private static boolean isNeeded(Node node, boolean[] needed) {
        return node.values().stream().anyMatch(v -> needed[v]);
    }

    private boolean isKnownCut(Node node, int known) {
        return cuts.contains(node) && stage(node) <= known;
    }
}
