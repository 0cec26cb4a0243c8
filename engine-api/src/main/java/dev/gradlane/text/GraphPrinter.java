package dev.gradlane.text;

import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.stream.Collectors;

/// One graph as text, line by line.
final class GraphPrinter {
    private static final int INDENT = 2;

    private final boolean origins;
    private final StringBuilder text = new StringBuilder();

    GraphPrinter(boolean origins) {
        this.origins = origins;
    }

    String print(Graph graph) {
        graph(graph, 0);
        return text.append('\n').toString();
    }

    private void graph(Graph graph, int depth) {
        text.append("graph ").append(Names.print(graph.name())).append(" {\n");
        for (Node node : graph.nodes()) {
            text.repeat(' ', INDENT * (depth + 1));
            node(node, depth + 1);
            text.append('\n');
        }
        text.repeat(' ', INDENT * (depth + 1)).append("return");
        text.append(graph.outputs().stream()
                .map(o -> " " + Names.print(o.name()) + " = %" + o.value())
                .collect(Collectors.joining(",")));
        text.append('\n').repeat(' ', INDENT * depth).append('}');
    }

    private void node(Node node, int depth) {
        if (!node.results().isEmpty()) {
            text.append(node.values().stream()
                            .map(v -> "%" + v + ":" + node.results().get(v - node.first()))
                            .collect(Collectors.joining(", ")))
                    .append(" = ");
        }
        text.append(operation(node.op()));
        node.operands().forEach(v -> text.append(" %").append(v));
        if (node.op() instanceof Op.Call(Graph body, CallRule rule)) {
            bodies(body, rule, depth);
        }
        if (node.op() instanceof Op.Control control) {
            bodies(control, depth);
        }
        comment(node);
    }

    private static String operation(Op op) {
        return switch (op) {
            case Op.Input(String name, TensorType _) -> "input " + Names.print(name);
            case Op.Constant(TensorType type, Literal literal) -> "constant " + literal(type.dtype(), literal);
            case Op.Map(Elementwise function) -> function(function);
            case Op.Broadcast(Shape _, List<Integer> axes) -> "broadcast axes=" + list(axes);
            case Op.Reshape(Shape _) -> "reshape";
            case Op.Permute(List<Integer> axes) -> "permute axes=" + list(axes);
            case Op.Slice(int axis, long start, long size, long stride) ->
                "slice axis=" + axis + " start=" + start + " size=" + size + " stride=" + stride;
            case Op.Pad(int axis, long low, long high, long interior) ->
                "pad axis=" + axis + " low=" + low + " high=" + high + " interior=" + interior;
            case Op.Concatenate(int axis) -> "concatenate axis=" + axis;
            case Op.Iota(TensorType _, int axis) -> "iota axis=" + axis;
            case Op.Extent(Shape shape) -> "extent shape=" + shape;
            case Op.Reduce(Reduction kind, List<Integer> axes, Order order) ->
                "reduce " + kind.symbol() + " axes=" + list(axes) + " order=" + order.symbol();
            case Op.Dot(DotAxes axes, Order order) ->
                "dot aBatch=" + list(axes.aBatch()) + " bBatch=" + list(axes.bBatch()) + " aContract="
                        + list(axes.aContract()) + " bContract=" + list(axes.bContract()) + " order=" + order.symbol();
            case Op.Gather(int axis, int batch) -> "gather axis=" + axis + " batch=" + batch;
            case Op.ScatterAdd(int axis, int batch) -> "scatterAdd axis=" + axis + " batch=" + batch;
            case Op.Reverse(int axis) -> "reverse axis=" + axis;
            case Op.CumSum(int axis, boolean reverse) -> "cumSum axis=" + axis + " reverse=" + (reverse ? 1 : 0);
            case Op.Sort(int axis) -> "sort axis=" + axis;
            case Op.Cholesky() -> "cholesky";
            case Op.TriangularSolve(boolean transposed) -> "triangularSolve transposed=" + (transposed ? 1 : 0);
            case Op.Call(Graph _, CallRule rule) -> "call " + rule(rule);
            case Op.Barrier() -> "barrier";
            case Op.Scan scan ->
                "scan consts=" + scan.consts() + " carry=" + scan.carry() + " sums=" + scan.sums() + " length="
                        + scan.length() + " order=" + (scan.reversed() ? "reverse" : "forward");
            case Op.Cond _ -> "cond";
            case Op.While loop -> "while consts=" + loop.consts() + " bound=" + loop.bound();
        };
    }

    private static String function(Elementwise function) {
        return switch (function) {
            case ScalarOp op -> op.symbol();
            case Lookup(var table) ->
                "lookup "
                        + table.bits().stream()
                                .map(bits -> hex(table.dtype(), bits))
                                .collect(Collectors.joining(",", "[", "]"));
            // quoted, a name can never be mistaken for an array kind or an instruction
            case Composite composite ->
                Keywords.isTaken(composite.symbol())
                        ? Names.quote(composite.symbol())
                        : Names.print(composite.symbol());
        };
    }

    private static String rule(CallRule rule) {
        return switch (rule) {
            case CallRule.Inline() -> "inline";
            case CallRule.Checkpoint() -> "checkpoint";
            case CallRule.Derivative _ -> "derivative";
        };
    }

    private void bodies(Graph body, CallRule rule, int depth) {
        text.append(" body ");
        graph(body, depth);
        switch (rule) {
            case CallRule.Inline(), CallRule.Checkpoint() -> {}
            case CallRule.Derivative(Graph jvp, Graph vjp) -> {
                text.append(" jvp ");
                graph(jvp, depth);
                text.append(" vjp ");
                graph(vjp, depth);
            }
        }
    }

    private void bodies(Op.Control control, int depth) {
        List<String> names = switch (control) {
            case Op.Scan _ -> List.of("body");
            case Op.Cond _ -> List.of("true", "false");
            case Op.While _ -> List.of("condition", "step");
        };
        for (int i = 0; i < names.size(); i++) {
            text.append(' ').append(names.get(i)).append(' ');
            graph(control.bodies().get(i), depth);
        }
    }

    private static String literal(DType dtype, Literal literal) {
        return switch (literal) {
            case Literal.Splat(long bits) -> hex(dtype, bits);
            case Literal.Dense dense -> {
                StringBuilder list = new StringBuilder("[");
                for (int i = 0; i < dense.size(); i++) {
                    list.append(i == 0 ? "" : ",").append(hex(dtype, dense.bits(i)));
                }
                yield list.append(']').toString();
            }
        };
    }

    /// All bits, so that a literal whose unused high bits are set does not turn into another one.
    private static String hex(DType dtype, long bits) {
        return "0x" + String.format("%0" + 2 * dtype.bytes() + "x", bits);
    }

    private static String list(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
    }

    private void comment(Node node) {
        String decimal = node.op() instanceof Op.Constant(TensorType type, Literal.Splat(long bits))
                ? decimal(type.dtype(), bits)
                : "";
        String origin = origins && node.origin().isKnown() ? node.origin().location() : "";
        if (!decimal.isEmpty() || !origin.isEmpty()) {
            String gap = decimal.isEmpty() || origin.isEmpty() ? "" : "  ";
            text.append(" ; ").append(decimal).append(gap).append(oneLine(origin));
        }
    }

    private static String decimal(DType dtype, long bits) {
        return switch (dtype) {
            case F32 -> Float.toString(Float.intBitsToFloat((int) bits));
            case F64 -> Double.toString(Double.longBitsToDouble(bits));
            case I32 -> Integer.toString((int) bits);
            case I64 -> Long.toString(bits);
            case BOOL -> Boolean.toString(bits != 0);
        };
    }

    private static String oneLine(String location) {
        return location.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
