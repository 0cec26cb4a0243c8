package dev.gradlane.conformance;

import static dev.gradlane.Convolutions.conv1d;
import static dev.gradlane.Convolutions.conv2d;
import static dev.gradlane.Normalisation.batchNorm;
import static dev.gradlane.Normalisation.layerNorm;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Pooling.averagePool1d;
import static dev.gradlane.Pooling.maxPool2d;

import dev.gradlane.Fn;
import dev.gradlane.Normalisation;
import dev.gradlane.Sliding;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.util.List;
import java.util.stream.Stream;

/// Layers of neural networks, several to a program: windows that overlap, tile and leave gaps, padded and not, in
/// groups; normalisations by statistics of the data and by given ones.
final class LayerGraphs {
    private static final double EPSILON = 1e-3;

    private LayerGraphs() {}

    /// Inputs for each family, and the layers of it.
    private interface Layers {
        List<Tensor> of(List<Tensor> in);
    }

    static Graph convolutions(DType dtype) {
        List<Tensor> in =
                List.of(input(dtype, 3, 4, 2), input(dtype, 2, 2, 1, 2), input(dtype, 6, 1), input(dtype, 2, 1, 3));
        return graph(
                "convolutions",
                in,
                x -> List.of(
                        conv2d(x.get(0), x.get(1), Sliding.SAME.stride(2, 1).dilated(1, 2), 2),
                        conv1d(x.get(2), x.get(3), Sliding.VALID.stride(3).padded(new long[] {1}, new long[] {2}))));
    }

    static Graph pools(DType dtype) {
        return graph("pools", List.of(input(dtype, 5, 4, 2)), x -> {
            Tensor image = x.getFirst();
            return List.of(
                    maxPool2d(image, 2, 2),
                    maxPool2d(image, 3, 2, Sliding.VALID.padded(1, 0).stride(1, 2)),
                    averagePool1d(image, 3, Sliding.SAME.stride(2)));
        });
    }

    static Graph normalisations(DType dtype) {
        List<Tensor> in = List.of(input(dtype, 4, 3), input(dtype, 3), input(dtype, 3));
        return graph("normalisations", in, x -> {
            Normalisation.Batch batch = batchNorm(x.get(0), x.get(1), x.get(2), EPSILON);
            Tensor variance = x.get(2).times(x.get(2));
            return List.of(
                    layerNorm(x.get(0), x.get(1), x.get(2), EPSILON),
                    batch.y(),
                    batch.mean(),
                    batch.variance(),
                    batchNorm(x.get(0), x.get(1), x.get(2), x.get(1), variance, EPSILON));
        });
    }

    static Stream<Graph> all(DType dtype) {
        return Stream.of(convolutions(dtype), pools(dtype), normalisations(dtype));
    }

    private static Graph graph(String name, List<Tensor> in, Layers layers) {
        return Fn.trace(name, in, layers::of).graph();
    }

    private static Tensor input(DType dtype, long... shape) {
        return dtype == DType.F32 ? f32(shape) : f64(shape);
    }
}
