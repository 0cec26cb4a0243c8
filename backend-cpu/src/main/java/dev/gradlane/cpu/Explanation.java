package dev.gradlane.cpu;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import java.util.List;
import java.util.stream.Collectors;

/// A schedule as text: the steps in order, each node with its type, pinned order and the user's source line.
final class Explanation {
    private Explanation() {}

    static String of(Schedule schedule) {
        Graph graph = schedule.graph();
        long nodes =
                schedule.steps().stream().mapToLong(step -> step.nodes().size()).sum();
        StringBuilder text = new StringBuilder("graph " + graph.name() + " on device cpu: " + nodes + " of "
                + graph.nodes().size() + " nodes in " + schedule.steps().size() + " steps\n");
        for (Step step : schedule.steps()) {
            switch (step) {
                case Step.Blocks(List<Node> group, BlockProgram program) -> {
                    text.append("elementwise over ")
                            .append(program.shape())
                            .append(", ")
                            .append(program.slots().size())
                            .append(" blocks of ")
                            .append(BlockProgram.LENGTH)
                            .append(" elements\n");
                    group.forEach(node -> text.append("  ").append(line(node)));
                }
                case Step.Single(Node node) -> {
                    text.append(line(node));
                    for (Schedule body : schedule.bodies().getOrDefault(node.first(), List.of())) {
                        text.append(of(body).indent(4));
                    }
                }
            }
        }
        return text.append(graph.outputs().stream()
                        .map(output -> output.name() + "=%" + output.value())
                        .collect(Collectors.joining(", ", "return ", "\n")))
                .toString();
    }

    private static String line(Node node) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < node.results().size(); i++) {
            line.append(i == 0 ? "" : ", ")
                    .append("%")
                    .append(node.first() + i)
                    .append(":")
                    .append(node.results().get(i));
        }
        line.append(" = ").append(operation(node.op()));
        node.operands().forEach(operand -> line.append(" %").append(operand));
        return line.append(node.origin().isKnown() ? "  // " + node.origin() : "")
                .append("\n")
                .toString();
    }

    private static String operation(Op op) {
        return switch (op) {
            case Op.Input input -> "input " + input.name();
            case Op.Constant constant -> "constant " + constant.literal();
            case Op.Map map -> map.function().symbol();
            case Op.Broadcast broadcast -> "broadcast " + broadcast.axes();
            case Op.Reshape _ -> "reshape";
            case Op.Permute permute -> "permute " + permute.axes();
            case Op.Slice s -> "slice axis " + s.axis() + " from " + s.start() + " stride " + s.stride();
            case Op.Pad pad ->
                "pad axis " + pad.axis() + " by " + pad.low() + ", " + pad.high() + ", inside " + pad.interior();
            case Op.Concatenate concatenate -> "concatenate axis " + concatenate.axis();
            case Op.Iota iota -> "iota axis " + iota.axis();
            case Op.Extent extent -> "extent " + extent.shape();
            case Op.Reduce reduce ->
                "reduce " + reduce.kind().symbol() + " axes " + reduce.axes() + " order "
                        + reduce.order().symbol();
            case Op.Dot dot -> "dot " + dot.axes() + " order " + dot.order().symbol();
            case Op.Gather gather -> "gather axis " + gather.axis() + " batch " + gather.batch();
            case Op.ScatterAdd scatter -> "scatterAdd axis " + scatter.axis() + " batch " + scatter.batch();
            case Op.Reverse reverse -> "reverse axis " + reverse.axis();
            case Op.CumSum sum -> "cumSum axis " + sum.axis() + (sum.reverse() ? " from the end" : "");
            case Op.Cholesky _ -> "cholesky";
            case Op.TriangularSolve solve -> "triangularSolve" + (solve.transposed() ? " transposed" : "");
            case Op.Sort sort -> "sort axis " + sort.axis();
            case Op.Call call -> "call " + call.body().name();
            case Op.Barrier _ -> "barrier";
            case Op.Scan scan ->
                "scan of length " + scan.length() + ", " + (scan.reversed() ? "from the last" : "from the first");
            case Op.Cond _ -> "cond";
            case Op.While loop -> "while, at most " + loop.bound() + " steps";
        };
    }
}
