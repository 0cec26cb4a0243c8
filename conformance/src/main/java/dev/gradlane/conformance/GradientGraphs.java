package dev.gradlane.conformance;

import dev.gradlane.function.Functions;
import dev.gradlane.function.InverseHyperbolic;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Small graphs that together hold every operation with a derivative.
final class GradientGraphs {
    private static final TensorType TYPE = TensorType.of(DType.F64, 3, 4);

    private GradientGraphs() {}

    /// @param differences whether difference quotients tend to the derivative
    record Subject(String name, Graph graph, boolean differences) {}

    static Stream<Subject> all() {
        return Stream.of(
                        Stream.of(ScalarOp.values())
                                .filter(GradientGraphs::mapsFloats)
                                .map(GradientGraphs::function),
                        Functions.ALL.stream().map(GradientGraphs::function),
                        structures())
                .flatMap(s -> s);
    }

    /// Array kinds, calls, branches and loops, without the single functions.
    static Stream<Subject> structures() {
        return Stream.of(chosen(), arrays(), ControlGraphs.all()).flatMap(s -> s);
    }

    private static boolean mapsFloats(ScalarOp op) {
        return op != ScalarOp.SELECT
                && op != ScalarOp.TO_F64
                && accepts(op)
                && op.infer(java.util.Collections.nCopies(op.arity(), DType.F64)) == DType.F64;
    }

    private static boolean accepts(ScalarOp op) {
        try {
            op.infer(java.util.Collections.nCopies(op.arity(), DType.F64));
            return true;
        } catch (dev.gradlane.graph.GraphException _) {
            return false;
        }
    }

    private static Subject function(Elementwise function) {
        var b = new GraphBuilder("function");
        List<Expr> x = new ArrayList<>();
        for (int i = 0; i < function.arity(); i++) {
            x.add(b.input("x" + i, TYPE));
        }
        // inputs are below 1, where this one has no value
        List<Expr> inside =
                function.equals(InverseHyperbolic.ACOSH) ? List.of(x.getFirst().add(1)) : x;
        Graph graph = b.output("y", b.map(function, inside)).build();
        return new Subject(function.symbol(), graph, !stopsGradients(function));
    }

    private static boolean stopsGradients(Elementwise function) {
        return function instanceof Composite && function.symbol().equals("stopGradient");
    }

    private static Stream<Subject> chosen() {
        return Stream.of(
                array("select", x -> x.lt(0.5).select(x.mul(x), x.mul(3))),
                array("reuse of a value", x -> x.mul(x).add(x).mul(x.sub(1))),
                array(
                        "round trip through integers",
                        x -> x.mul(x).add(x.convert(DType.I64).convert(DType.F64))));
    }

    private static Stream<Subject> arrays() {
        Shape cube = TYPE.shape().prepend(Dim.of(2));
        Graph body = CallBodies.value(TYPE);
        return Stream.of(
                array(
                        "broadcast",
                        x -> x.broadcast(cube, List.of(1, 2)).mul(x.mul(x).broadcast(cube, List.of(1, 2)))),
                array("reshape", x -> x.reshape(Shape.of(12)).mul(x.reshape(Shape.of(12)))),
                array("permute", x -> square(x.permute(List.of(1, 0)))),
                array("slice", x -> square(x.slice(1, 1, 2, 2))),
                array("pad", x -> square(x.pad(0, 1, 2, 1, x.reduce(Reduction.SUM, List.of(0, 1))))),
                array(
                        "concatenate",
                        x -> square(x.builder()
                                .emit(new Op.Concatenate(0), x, x.mul(x))
                                .getFirst())),
                array("sum", x -> square(x.reduce(Reduction.SUM, List.of(1)))),
                array("prod", x -> x.reduce(Reduction.PROD, List.of(1, 0))),
                array("max", x -> square(x.reduce(Reduction.MAX, List.of(0)))),
                array("min", x -> square(x.reduce(Reduction.MIN, List.of(0, 1)))),
                array("dot, chain", x -> x.dot(square(x), DotAxes.contract(1, 1))),
                array("dot, lanes", x -> x.dot(square(x), DotAxes.contract(1, 1), Order.LANES)),
                array(
                        "dot with a batch axis",
                        x -> x.dot(x, new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1)))),
                array("scalar product", x -> x.dot(x, new DotAxes(List.of(), List.of(), List.of(0, 1), List.of(0, 1)))),
                array("cholesky", x -> square(positive(x).cholesky())),
                array("triangularSolve", x -> square(positive(x).triangularSolve(x.mul(x), false))),
                array("triangularSolve, transposed", x -> square(positive(x).triangularSolve(x, true))),
                array("reverse", x -> square(x).mul(x.reverse(1))),
                array("cumSum", x -> square(x.cumSum(1, false)).mul(x.cumSum(0, true))),
                array("sort", x -> x.sort(1).get(0).mul(square(x))),
                array("gather", x -> square(x.gather(indices(x, 2, 0, 2, 1, 2), 0, 0))),
                array(
                        "gather along an axis",
                        x -> square(x.gather(indices(x, 3, 0, 3, 1, 2, 2).reshape(Shape.of(3, 2)), 1, 1))),
                array(
                        "scatterAdd",
                        x -> square(x.scatterAdd(
                                indices(x, 1, 1, 0, 1),
                                square(x).permute(List.of(1, 0)).reshape(Shape.of(3, 4)),
                                1,
                                0))),
                array(
                        "scatterAdd along an axis",
                        x -> square(x.scatterAdd(
                                indices(x, 3, 3, 0, 1, 2, 2).reshape(Shape.of(3, 2)),
                                square(x).slice(1, 1, 2, 1),
                                1,
                                1))),
                array(
                        "barrier",
                        x -> square(x.builder().emit(new Op.Barrier(), x).getFirst())),
                array("call, inline", x -> call(x, body, new CallRule.Inline())),
                array("call, checkpoint", x -> call(x, body, new CallRule.Checkpoint())),
                array(
                        "call, derivative",
                        x -> call(x, body, new CallRule.Derivative(CallBodies.jvp(TYPE), CallBodies.vjp(TYPE)))));
    }

    private static Expr positive(Expr x) {
        Expr gram = x.dot(x, DotAxes.contract(1, 1));
        return gram.add(gram.diagonal().select(gram.constant(2), gram.constant(0)));
    }

    private static Expr indices(Expr x, long... positions) {
        return x.builder().dense(TensorType.of(DType.I64, positions.length), positions);
    }

    private static Expr call(Expr x, Graph body, CallRule rule) {
        return x.builder().emit(new Op.Call(body, rule), x, square(x)).getFirst();
    }

    private static Expr square(Expr x) {
        return x.mul(x);
    }

    private static Subject array(String name, Function<Expr, Expr> function) {
        var b = new GraphBuilder("array");
        Graph graph = b.output("y", function.apply(b.input("x", TYPE))).build();
        return new Subject(name, graph, true);
    }
}
