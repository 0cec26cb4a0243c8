package dev.gradlane.kernel;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.function.Exp;
import dev.gradlane.function.Log;
import dev.gradlane.function.Logistic;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Set;

/// Frozen graphs of the shapes that models have.
final class Models {
    static final Dim B = Dim.symbol("B");

    private Models() {}

    /// σ(w₁x₁ + w₂x₂ + b) and its five derivatives, over a batch of inputs.
    static Graph neuron() {
        GraphBuilder b = new GraphBuilder("neuron");
        TensorType scalar = TensorType.scalar(DType.F32);
        Expr x1 = b.input("x1", scalar);
        Expr x2 = b.input("x2", scalar);
        Expr w1 = b.input("w1", scalar);
        Expr w2 = b.input("w2", scalar);
        Expr bias = b.input("b", scalar);
        Expr z = w1.mul(x1).add(w2.mul(x2)).add(bias);
        Graph graph = b.output("y", z.apply(Logistic.SIGMOID)).build();
        return Freeze.of(Batch.of(Vjp.valueAndGradient(graph, List.of(0, 1, 2, 3, 4)), Set.of(0, 1), "B"));
    }

    static Graph softmax() {
        GraphBuilder b = new GraphBuilder("softmax");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(100))));
        Expr e = x.sub(x.reduce(Reduction.MAX, List.of(1)).broadcast(x.shape(), List.of(0)))
                .apply(Exp.EXP);
        Expr sum = e.reduce(Reduction.SUM, List.of(1));
        return Freeze.of(
                b.output("p", e.div(sum.broadcast(x.shape(), List.of(0)))).build());
    }

    static Graph logSumExp() {
        GraphBuilder b = new GraphBuilder("lse");
        Expr x = b.input("x", TensorType.of(DType.F32, 16));
        Expr max = x.reduce(Reduction.MAX, List.of(0));
        Expr sum = x.sub(max.broadcast(x.shape(), List.of())).apply(Exp.EXP).reduce(Reduction.SUM, List.of(0));
        Graph graph = b.output("y", sum.apply(Log.LOG).add(max)).build();
        return Freeze.of(Batch.of(Vjp.valueAndGradient(graph, List.of(0)), Set.of(0), "B"));
    }

    static Graph columnSums() {
        GraphBuilder b = new GraphBuilder("columns");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(300))));
        return Freeze.of(
                b.output("s", x.mul(x).reduce(Reduction.SUM, List.of(0))).build());
    }

    static Graph meanSquare() {
        GraphBuilder b = new GraphBuilder("mean_square");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B)));
        Expr sum = x.mul(x).reduce(Reduction.SUM, List.of(0));
        return Freeze.of(b.output("m", sum.mul(0.5)).build());
    }

    static Graph layer() {
        GraphBuilder b = new GraphBuilder("layer");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(784))));
        Expr w = b.input("w", TensorType.of(DType.F32, 784, 256));
        Expr bias = b.input("b", TensorType.of(DType.F32, 256));
        Expr z = x.mul(0.5).dot(w, DotAxes.contract(1, 0), Order.CHAIN);
        z = z.add(bias.broadcast(z.shape(), List.of(1)));
        return Freeze.of(b.output("h", z.max(0)).build());
    }
}
