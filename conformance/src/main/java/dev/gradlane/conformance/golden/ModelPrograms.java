package dev.gradlane.conformance.golden;

import static dev.gradlane.Convolutions.conv2d;
import static dev.gradlane.Normalisation.batchNorm;
import static dev.gradlane.Normalisation.layerNorm;
import static dev.gradlane.Ops.concatenate;
import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.logSumExp;
import static dev.gradlane.Ops.pow;
import static dev.gradlane.Ops.softmax;
import static dev.gradlane.Ops.softplus;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.where;
import static dev.gradlane.Pooling.averagePool2d;
import static dev.gradlane.Pooling.maxPool2d;

import dev.gradlane.Fn;
import dev.gradlane.Sliding;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Values and gradients of models, as autodiff, batching and freezing make them.
final class ModelPrograms {
    private static final String NEURON = "1 / (1 + exp(-(w0 * x0 + w1 * x1 + w2)))";
    private static final String D1 =
            "((log(spot / strike) + rate * expiry) / (vol * sqrt(expiry))" + " + 0.5 * vol * sqrt(expiry))";
    private static final String CALL =
            "spot * normalCdf(" + D1 + ") - strike * exp(-rate * expiry) * normalCdf(" + D1 + " - vol * sqrt(expiry))";

    private record Range(double low, double high) {}

    private static final Map<String, Range> RANGES = Map.of(
            "spot", new Range(50, 150),
            "strike", new Range(50, 150),
            "rate", new Range(0, 0.1),
            "vol", new Range(0.1, 0.5),
            "expiry", new Range(0.1, 2));

    private ModelPrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            programs.add(expression("product", "(x + y) * z", dtype));
            programs.add(expression("neuron", NEURON, dtype));
            programs.add(expression("sigmoid neuron", "sigmoid(w0 * x0 + w1 * x1 + w2)", dtype));
            programs.add(expression("Black-Scholes", CALL, dtype));
            programs.add(curvature("neuron", NEURON, dtype));
            programs.add(curvature("Black-Scholes", CALL, dtype));
            programs.add(logisticRegression(dtype));
            programs.add(network(dtype));
            programs.add(normalisedLayer(dtype));
            programs.add(gradient("log-sum-exp", dtype, 10, x -> logSumExp(x)));
            programs.add(gradient("softmax", dtype, 10, x -> softmax(x).times(x).sum()));
            programs.add(
                    gradient("extremes", dtype, 6, x -> x.max().times(x.min()).plus(x.prod())));
            programs.add(
                    gradient("powers", dtype, 6, x -> pow(x, 3).plus(pow(x, -2)).mean()));
            programs.add(gradient(
                    "branches",
                    dtype,
                    6,
                    x -> where(x.gt(0.5), exp(x), x.times(x)).sum()));
            programs.add(gradient(
                    "views",
                    dtype,
                    6,
                    x -> concatenate(0, x.slice(0, 1, 5), x.slice(0, 0, 2))
                            .reshape(2, 3)
                            .transpose()
                            .matmul(tanh(x.reshape(2, 3)))
                            .sum()));
        }
        // of one type: some drivers take a quarter of a second for each of its 45 kernels
        programs.add(convolutionalNetwork(DType.F32));
        return programs;
    }

    private static Tensor input(DType dtype, long... shape) {
        return dtype == DType.F32 ? dev.gradlane.Ops.f32(shape) : dev.gradlane.Ops.f64(shape);
    }

    private static GoldenProgram program(String name, Graph graph, long batch) {
        return GoldenProgram.of(name, graph, Map.of("B", batch), (input, dtype, numbers) -> {
            Range range = RANGES.getOrDefault(input, new Range(-2, 2));
            return dtype.bitsOf(numbers.between(range.low(), range.high()));
        });
    }

    private static GoldenProgram expression(String name, String text, DType dtype) {
        Graph graph = Fn.parse(text, dtype).valueAndGradient().batched().graph();
        return program(name + " " + dtype.symbol(), graph, 1000);
    }

    /// Products of the Hessian with a vector.
    private static GoldenProgram curvature(String name, String text, DType dtype) {
        Graph graph = Fn.parse(text, dtype).gradient().jvp().batched().graph();
        return program(name + ", curvature " + dtype.symbol(), graph, 300);
    }

    private static GoldenProgram gradient(String name, DType dtype, long size, UnaryOperator<Tensor> body) {
        Graph graph = Fn.trace("f", input(dtype, size), body)
                .valueAndGradient()
                .batched()
                .graph();
        return program(name + " " + dtype.symbol(), graph, 300);
    }

    /// Mean loss and its gradient by weights and bias, over a batch of two chunks.
    private static GoldenProgram logisticRegression(DType dtype) {
        List<Tensor> inputs = List.of(input(dtype, 30), input(dtype), input(dtype, 30), input(dtype));
        Fn<List<Tensor>, Tensor> loss = Fn.trace("loss", inputs, in -> {
            Tensor score = dot(in.get(0), in.get(2)).plus(in.get(1));
            return softplus(score).minus(in.get(3).times(score));
        });
        Graph graph = loss.batched(in -> List.of(in.get(2), in.get(3)))
                .mean()
                .valueAndGradient(in -> List.of(in.get(0), in.get(1)))
                .graph();
        return program("logistic regression " + dtype.symbol(), graph, 4099);
    }

    /// Two layers whose parameters come as one vector: matrix products over the batch behind its packing.
    private static GoldenProgram network(DType dtype) {
        List<Tensor> inputs = List.of(input(dtype, 43), input(dtype, 4), input(dtype, 3));
        Fn<List<Tensor>, Tensor> loss = Fn.trace("loss", inputs, in -> {
            Tensor p = in.get(0);
            Tensor hidden =
                    tanh(p.slice(0, 0, 20).reshape(5, 4).matmul(in.get(1)).plus(p.slice(0, 20, 25)));
            Tensor scores = p.slice(0, 25, 40).reshape(3, 5).matmul(hidden).plus(p.slice(0, 40, 43));
            return logSumExp(scores).minus(dot(scores, in.get(2)));
        });
        Graph graph = loss.batched(in -> List.of(in.get(1), in.get(2)))
                .mean()
                .valueAndGradient(in -> in.get(0))
                .graph();
        return program("network " + dtype.symbol(), graph, 600);
    }

    /// Two convolutions, pools of both kinds, a loss: gradient by the kernels.
    private static GoldenProgram convolutionalNetwork(DType dtype) {
        List<Tensor> inputs = List.of(input(dtype, 3, 3, 1, 4), input(dtype, 3, 2, 2, 6), input(dtype, 8, 7, 1));
        Fn<List<Tensor>, Tensor> loss = Fn.trace("loss", inputs, in -> {
            Tensor first = tanh(conv2d(in.get(2), in.get(0), Sliding.SAME));
            Tensor second = conv2d(
                    maxPool2d(first, 2, 2),
                    in.get(1),
                    Sliding.VALID.stride(1, 2).padded(1),
                    2);
            return logSumExp(averagePool2d(second, 2, 2, Sliding.SAME).sum(0, 1));
        });
        Graph graph = loss.batched(in -> List.of(in.get(2)))
                .mean()
                .valueAndGradient(in -> in.subList(0, 2))
                .graph();
        return program("convolutional network " + dtype.symbol(), graph, 60);
    }

    /// Both normalisations over a batch that is an axis, with their gradients.
    private static GoldenProgram normalisedLayer(DType dtype) {
        List<Tensor> inputs = List.of(input(dtype, 60, 5), input(dtype, 5), input(dtype, 5));
        Fn<List<Tensor>, Tensor> loss = Fn.trace("loss", inputs, in -> {
            Tensor y = layerNorm(in.get(0), in.get(1), in.get(2), 1e-5);
            return tanh(batchNorm(y, in.get(2), in.get(1), 1e-5).y()).sum();
        });
        return program(
                "normalised layer " + dtype.symbol(), loss.valueAndGradient().graph(), 1);
    }
}
