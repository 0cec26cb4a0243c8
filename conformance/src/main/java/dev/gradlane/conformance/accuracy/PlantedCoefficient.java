package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Partial;
import java.util.stream.LongStream;

/// eˣ − 1 for |x| ≤ 0.34 in f32 by a polynomial with one coefficient a few last places off: what the measurement must
/// see, and its sound twin, which it must accept.
final class PlantedCoefficient {
    private static final double[] COEFFICIENTS = {
        0x1p-1, 0x1.555554p-3, 0x1.5554fp-5, 0x1.111306p-7, 0x1.6d4366p-10, 0x1.9e0be4p-13
    };
    private static final double PROMISE = 1;

    private PlantedCoefficient() {}

    /// The measurement with the coefficient of x³ off by `ulps` units in its last place.
    static Line measured(Evaluation evaluation, int ulps) {
        Composite function = Composite.unary("planted" + ulps)
                .expansion(x -> expand(x, ulps))
                .partial(0, Partial.ONE)
                .promise(DType.F32, PROMISE)
                .build();
        long[] x = LongStream.rangeClosed(-8500, 8500)
                .map(i -> DType.F32.bitsOf(i * 4e-5))
                .toArray();
        Measurement error =
                Measurement.of(DType.F32, x, evaluation.value(function, DType.F32, x), Truth.of(BigFunctions::expm1));
        return new Line(function.symbol(), DType.F32, error, PROMISE);
    }

    private static Expr expand(Expr x, int ulps) {
        Expr sum = x.constant(COEFFICIENTS[COEFFICIENTS.length - 1]);
        for (int i = COEFFICIENTS.length - 2; i >= 0; i--) {
            sum = sum.fma(x, COEFFICIENTS[i] + (i == 1 ? ulps * 0x1p-26 : 0));
        }
        return x.mul(x).fma(sum, x);
    }
}
