package dev.gradlane.autodiff;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.ProductSum;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// What a step of a loop contributes to the cotangent of a constant, where that is a product of matrices or
/// an outer product, or a sum of such: then the loop stacks the factors, and after it one product contracts
/// the loop's axis. So the gradient of a matrix that every step multiplies by is one matrix product, and no
/// step holds a matrix of its own.
///
/// @param term the contribution, in the builder of the step
/// @param factors what is stacked
record StackedProduct(Expr term, List<Expr> factors) {
    static boolean is(Expr term) {
        Op op = term.node().op();
        if (op instanceof Op.Permute || op instanceof Op.Reshape) {
            return is(operand(term, 0));
        }
        if (op instanceof Op.Dot(DotAxes axes, Order order)) {
            boolean free = !axes.aFree(operand(term, 0).shape().rank()).isEmpty()
                    || !axes.bFree(operand(term, 1).shape().rank()).isEmpty();
            return order == Order.CHAIN && free && !isOfLoop(term);
        }
        if (op instanceof Op.Map(ScalarOp scalar)) {
            return switch (scalar) {
                case ADD, SUB -> is(operand(term, 0)) && is(operand(term, 1));
                case NEG -> is(operand(term, 0));
                case MUL -> isOuter(operand(term, 0), operand(term, 1)) && !isOfLoop(term);
                // any other instruction is summed as it is
                default -> false;
            };
        }
        return false;
    }

    /// Whether a factor is what a loop inside of the step stacked: to stack it again would keep what the step
    /// computes again so as not to keep it.
    private static boolean isOfLoop(Expr product) {
        return IntStream.range(0, 2)
                .mapToObj(i -> source(operand(product, i)))
                .anyMatch(x -> x.node().op() instanceof Op.Scan);
    }

    private static Expr source(Expr x) {
        boolean view = x.node().op() instanceof Op.Broadcast
                || x.node().op() instanceof Op.Permute
                || x.node().op() instanceof Op.Reshape;
        return view ? source(operand(x, 0)) : x;
    }

    /// Every axis is an axis of a factor, and one of one factor only.
    private static boolean isOuter(Expr u, Expr v) {
        List<Integer> a = axes(u);
        List<Integer> b = axes(v);
        return IntStream.range(0, u.shape().rank()).allMatch(i -> a.contains(i) || b.contains(i))
                && IntStream.range(0, u.shape().rank()).anyMatch(i -> !a.contains(i) || !b.contains(i));
    }

    private static List<Integer> axes(Expr x) {
        return x.node().op() instanceof Op.Broadcast(var _, List<Integer> axes)
                ? axes
                : IntStream.range(0, x.shape().rank()).boxed().toList();
    }

    static StackedProduct of(Expr term) {
        Set<Expr> factors = new LinkedHashSet<>();
        collect(term, factors);
        return new StackedProduct(term, List.copyOf(factors));
    }

    private static void collect(Expr x, Set<Expr> factors) {
        boolean product = x.node().op() instanceof Op.Dot || x.node().op().equals(new Op.Map(ScalarOp.MUL));
        for (int i = 0; i < x.node().operands().size(); i++) {
            if (product) {
                factor(operand(x, i), factors);
            } else {
                collect(operand(x, i), factors);
            }
        }
    }

    /// What a factor repeats is stacked, and a constant is not.
    private static void factor(Expr x, Set<Expr> factors) {
        Expr source = x.node().op() instanceof Op.Broadcast ? operand(x, 0) : x;
        if (!(source.node().op() instanceof Op.Constant)) {
            factors.add(source);
        }
    }

    /// The sum over the loop from the factors' stacks.
    Expr sum(GraphBuilder b, Dim length, List<Expr> stacks) {
        GraphBuilder inner = new GraphBuilder("product");
        Map<Expr, Expr> copies = new HashMap<>();
        for (int i = 0; i < factors.size(); i++) {
            copies.put(factors.get(i), inner.input("factor" + i, factors.get(i).type()));
        }
        Graph product = inner.output("term", copy(term, inner, copies)).build();
        List<Expr> terms = b.inline(Batch.over(product, Shape.of(length)), stacks);
        return ProductSum.sum(terms.getFirst(), List.of(0));
    }

    private static Expr copy(Expr x, GraphBuilder inner, Map<Expr, Expr> copies) {
        if (copies.containsKey(x)) {
            return copies.get(x);
        }
        List<Expr> operands = new ArrayList<>();
        for (int i = 0; i < x.node().operands().size(); i++) {
            operands.add(copy(operand(x, i), inner, copies));
        }
        Expr copy = inner.emit(x.node().op(), operands).getFirst();
        copies.put(x, copy);
        return copy;
    }

    private static Expr operand(Expr x, int i) {
        return new Expr(x.builder(), x.node().operands().get(i));
    }
}
