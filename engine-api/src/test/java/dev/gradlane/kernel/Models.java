package dev.gradlane.kernel;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.function.Exp;
import dev.gradlane.function.Hyperbolic;
import dev.gradlane.function.Log;
import dev.gradlane.function.Logistic;
import dev.gradlane.function.Normal;
import dev.gradlane.graph.Composite;
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
import java.util.stream.IntStream;

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

    /// A call's price and five derivatives, over a batch.
    static Graph blackScholes() {
        GraphBuilder b = new GraphBuilder("call");
        TensorType scalar = TensorType.scalar(DType.F64);
        Expr spot = b.input("spot", scalar);
        Expr strike = b.input("strike", scalar);
        Expr rate = b.input("rate", scalar);
        Expr volatility = b.input("volatility", scalar);
        Expr years = b.input("years", scalar);
        Expr deviation = volatility.mul(years.sqrt());
        Expr drift = rate.add(volatility.mul(volatility).mul(0.5)).mul(years);
        Expr d1 = spot.div(strike).apply(Log.LOG).add(drift).div(deviation);
        Expr paid = strike.mul(rate.mul(years).neg().apply(Exp.EXP));
        Expr price = spot.mul(d1.apply(Normal.NORMAL_CDF))
                .sub(paid.mul(d1.sub(deviation).apply(Normal.NORMAL_CDF)));
        Graph graph = b.output("price", price).build();
        List<Integer> all = List.of(0, 1, 2, 3, 4);
        return Freeze.of(Batch.of(Vjp.valueAndGradient(graph, all), Set.copyOf(all), "B"));
    }

    /// The product of `inputs` numbers and all its derivatives, over a batch.
    static Graph wide(int inputs) {
        GraphBuilder b = new GraphBuilder("wide");
        List<Integer> all = IntStream.range(0, inputs).boxed().toList();
        Expr product = all.stream()
                .map(i -> b.input("x" + i, TensorType.scalar(DType.F64)))
                .reduce(Expr::mul)
                .orElseThrow();
        Graph graph = b.output("y", product).build();
        return Freeze.of(Batch.of(Vjp.valueAndGradient(graph, all), Set.copyOf(all), "B"));
    }

    static Graph elementwise(Composite function) {
        GraphBuilder b = new GraphBuilder("f");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B)));
        return Freeze.of(b.output("y", x.apply(function)).build());
    }

    /// Softmax cross-entropy of two layers, summed over the batch, and the gradients of the weights.
    static Graph twoLayers() {
        GraphBuilder b = new GraphBuilder("layers");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(20))));
        Expr w1 = b.input("w1", TensorType.of(DType.F32, 20, 16));
        Expr b1 = b.input("b1", TensorType.of(DType.F32, 16));
        Expr w2 = b.input("w2", TensorType.of(DType.F32, 16, 10));
        Expr target = b.input("t", new TensorType(DType.F32, Shape.of(B, Dim.of(10))));
        Expr z = x.dot(w1, DotAxes.contract(1, 0), Order.CHAIN);
        Expr h = z.add(b1.broadcast(z.shape(), List.of(1))).apply(Hyperbolic.TANH);
        Expr y = h.dot(w2, DotAxes.contract(1, 0), Order.CHAIN);
        Expr max = y.reduce(Reduction.MAX, List.of(1));
        Expr sum = y.sub(max.broadcast(y.shape(), List.of(0))).apply(Exp.EXP).reduce(Reduction.SUM, List.of(1));
        Expr losses = sum.apply(Log.LOG).add(max).sub(y.mul(target).reduce(Reduction.SUM, List.of(1)));
        Expr loss = losses.reduce(Reduction.SUM, List.of(0));
        return Freeze.of(Vjp.valueAndGradient(b.output("loss", loss).build(), List.of(1, 2, 3)));
    }
}
