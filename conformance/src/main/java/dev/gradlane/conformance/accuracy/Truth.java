package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// What a function, or its derivative, really is, and how an error is counted.
///
/// @param of the true value at a finite x other than 0 inside the domain
/// @param withinF32 judged in f32 for |x| up to this
/// @param withinF64 the same in f64
/// @param floor by x: errors are in ulp of max(|truth|, this)
record Truth(UnaryOperator<Big> of, double withinF32, double withinF64, DoubleUnaryOperator floor) {
    static Truth of(UnaryOperator<Big> truth) {
        return new Truth(truth, Double.MAX_VALUE, Double.MAX_VALUE, x -> 0);
    }

    /// For derivatives that are x times a result: where that is subnormal, it has lost the digits that the
    /// product would show, up to |x| units of the least subnormal.
    Truth within(double f32, double f64) {
        return new Truth(of, f32, f64, floor);
    }

    /// For functions with zeros whose promise is about max(|f|, `least`) there.
    Truth inUlpOfAtLeast(DoubleUnaryOperator least) {
        return new Truth(of, withinF32, withinF64, least);
    }

    boolean judges(DType dtype, double x) {
        return Math.abs(x) <= (dtype == DType.F32 ? withinF32 : withinF64);
    }

    /// How far `y` is from the truth at `x`; see [Measurement].
    double error(DType dtype, double x, double y) {
        return Measurement.error(dtype, y, of.apply(Big.of(x)), floor.applyAsDouble(x));
    }
}
