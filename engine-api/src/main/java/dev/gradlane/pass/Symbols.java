package dev.gradlane.pass;

import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Symbolic extents: binding them to the extents of arguments, and replacing them in a graph. Specialising
/// a symbol changes no bit, because orders depend on the extents that occur at run time alone.
public final class Symbols {
    private Symbols() {}

    /// The extent that each symbol of `formal` has in `actual`.
    ///
    /// @param names what to call the arguments in a message
    /// @throws GraphException if a type does not fit, or a symbol would have two sizes
    public static Map<String, Dim> bind(List<String> names, List<TensorType> formal, List<TensorType> actual) {
        if (formal.size() != actual.size()) {
            throw new GraphException("expected " + formal.size() + " arguments " + names + ", got " + actual.size());
        }
        Map<String, Dim> bound = new LinkedHashMap<>();
        for (int i = 0; i < formal.size(); i++) {
            TensorType want = formal.get(i);
            TensorType have = actual.get(i);
            boolean fits = want.dtype() == have.dtype()
                    && want.shape().rank() == have.shape().rank();
            for (int axis = 0; fits && axis < want.shape().rank(); axis++) {
                Dim extent = have.shape().dim(axis);
                fits = switch (want.shape().dim(axis)) {
                    case Dim.Fixed fixed -> fixed.equals(extent);
                    case Dim.Symbol(String symbol) -> bindOne(bound, symbol, extent, names.get(i));
                };
            }
            if (!fits) {
                throw new GraphException("argument '" + names.get(i) + "' should be " + want + ", got " + have);
            }
        }
        return bound;
    }

    private static boolean bindOne(Map<String, Dim> bound, String symbol, Dim extent, String name) {
        Dim before = bound.putIfAbsent(symbol, extent);
        if (before != null && !before.equals(extent)) {
            throw new GraphException("argument '" + name + "' has " + extent + " for " + symbol
                    + ", but an earlier argument has " + before + ": these extents must be equal");
        }
        return true;
    }

    /// `stem`, or the first of `stem1`, `stem2`, … that is not in `taken`.
    public static String fresh(String stem, Set<String> taken) {
        String name = stem;
        for (int i = 1; taken.contains(name); i++) {
            name = stem + i;
        }
        return name;
    }

    /// `graph` with its symbols replaced.
    public static Graph substitute(Graph graph, Map<String, Dim> extents) {
        if (extents.entrySet().stream().allMatch(e -> e.getValue().equals(Dim.symbol(e.getKey())))) {
            return graph;
        }
        GraphBuilder b = new GraphBuilder(graph.name());
        Expr[] values = new Expr[graph.valueCount()];
        for (Node node : graph.nodes()) {
            List<Expr> results = b.at(node.origin())
                    .emit(
                            substitute(node.op(), extents),
                            node.operands().stream().map(id -> values[id]).toList());
            for (int i = 0; i < results.size(); i++) {
                values[node.first() + i] = results.get(i);
            }
        }
        graph.outputs().forEach(o -> b.output(o.name(), values[o.value()]));
        return b.build();
    }

    private static Op substitute(Op op, Map<String, Dim> extents) {
        return switch (op) {
            case Op.Input(String name, TensorType type) -> new Op.Input(name, substitute(type, extents));
            case Op.Constant(TensorType type, var literal) -> new Op.Constant(substitute(type, extents), literal);
            case Op.Broadcast(Shape shape, List<Integer> axes) -> new Op.Broadcast(substitute(shape, extents), axes);
            case Op.Reshape(Shape shape) -> new Op.Reshape(substitute(shape, extents));
            case Op.Iota(TensorType type, int axis) -> new Op.Iota(substitute(type, extents), axis);
            case Op.Extent(Shape shape) -> new Op.Extent(substitute(shape, extents));
            case Op.Call(Graph body, CallRule rule) ->
                new Op.Call(substitute(body, extents), substitute(rule, extents));
            case Op.Scan scan -> {
                Op.Scan changed = scan.with(body -> substitute(body, extents));
                Dim length =
                        substitute(new Shape(List.of(scan.length())), extents).dim(0);
                yield new Op.Scan(changed.body(), scan.consts(), scan.carry(), scan.sums(), length, scan.reversed());
            }
            case Op.Cond cond -> cond.with(body -> substitute(body, extents));
            case Op.While loop -> loop.with(body -> substitute(body, extents));
            case Op.Map _,
                    Op.Permute _,
                    Op.Slice _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.Reverse _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Barrier _ -> op;
        };
    }

    private static CallRule substitute(CallRule rule, Map<String, Dim> extents) {
        return switch (rule) {
            case CallRule.Derivative(Graph jvp, Graph vjp) ->
                new CallRule.Derivative(substitute(jvp, extents), substitute(vjp, extents));
            case CallRule.Inline _, CallRule.Checkpoint _ -> rule;
        };
    }

    private static TensorType substitute(TensorType type, Map<String, Dim> extents) {
        return type.withShape(substitute(type.shape(), extents));
    }

    private static Shape substitute(Shape shape, Map<String, Dim> extents) {
        return new Shape(shape.dims().stream()
                .map(d -> d instanceof Dim.Symbol(String name) ? extents.getOrDefault(name, d) : d)
                .toList());
    }
}
