package dev.gradlane.examples.gradbench;

import dev.gradlane.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/// Small arguments of the models, exact in binary: the generator of the reference values has the same.
final class GradBenchArguments {
    static final Tensor LSE = Tensor.of(sequence(9, 0, 16));
    static final Tensor LLSQ = Tensor.of(sequence(5, 3, 2));
    static final int LLSQ_POINTS = 9;

    static final GaussianMixture.Wishart PRIOR = new GaussianMixture.Wishart(1.25, 2);
    static final GaussianMixture.In GMM = new GaussianMixture.In(
            new GaussianMixture.Parameters(
                    Tensor.of(sequence(2, 1, 1)),
                    Tensor.of(sequence(6, 9, 1), 2, 3),
                    Tensor.of(sequence(6, 20, 1), 2, 3),
                    Tensor.of(sequence(6, 31, 1), 2, 3)),
            Tensor.of(sequence(12, 5, 2), 4, 3));

    static final KMeans.In KMEANS =
            new KMeans.In(Tensor.of(sequence(14, 2, 4), 7, 2), Tensor.of(sequence(6, 40, 4), 3, 2));

    /// The second camera does not turn: the formula's singular point.
    static final BundleAdjustment.In BA = new BundleAdjustment.In(
            Tensor.of(
                    joined(
                            sequence(3, 4, 1),
                            sequence(3, 12, 8),
                            sequence(1, 3, 512),
                            sequence(2, 5, 8),
                            sequence(2, 7, 0.125),
                            new double[3],
                            sequence(3, 22, 8),
                            sequence(1, 11, 512),
                            sequence(2, 15, 8),
                            sequence(2, 17, 0.125)),
                    2,
                    11),
            Tensor.of(joined(sequence(3, 6, 16), sequence(3, 9, 16), sequence(3, 12, 16)), 3, 3),
            Tensor.of(sequence(4, 33, 1)),
            Tensor.of(new int[] {0, 1, 0, 1}, 4),
            Tensor.of(new int[] {0, 1, 2, 0}, 4),
            Tensor.of(
                    joined(sequence(2, 41, 512), sequence(2, 43, 512), sequence(2, 45, 512), sequence(2, 47, 512)),
                    4,
                    2));

    static final CharacterLstm.In LSTM = new CharacterLstm.In(
            new CharacterLstm.Parameters(Tensor.of(sequence(48, 8, 2), 4, 12), Tensor.of(sequence(9, 27, 2), 3, 3)),
            Tensor.of(sequence(12, 13, 2), 4, 3),
            Tensor.of(
                    IntStream.range(0, 12).mapToDouble(i -> (5 * i + 1) % 3 % 2).toArray(), 4, 3));

    static final Tensor ODE = Tensor.of(sequence(5, 18, 4));
    static final int ODE_STEPS = 4;

    private GradBenchArguments() {}

    private static double[] sequence(int size, int offset, double scale) {
        return IntStream.range(offset, offset + size)
                .mapToDouble(i -> scale * ((37 * i + 11) % 64 - 32) / 64)
                .toArray();
    }

    private static double[] joined(double[]... parts) {
        return Arrays.stream(parts).flatMapToDouble(Arrays::stream).toArray();
    }
}
