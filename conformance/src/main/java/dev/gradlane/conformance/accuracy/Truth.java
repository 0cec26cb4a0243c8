package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/// What a function, or its derivative, really is, and how an error is counted.
///
/// @param of the true value at a finite x other than 0 inside the domain; throws ArithmeticException at a pole
/// @param withinF32 judged in f32 for |x| up to this
/// @param withinF64 the same in f64
/// @param floor by x: errors are in ulp of max(|truth|, this); constant on either side of 0
/// @param turning how it turns far out, if it does
/// @param from judged for x from here on: below 0 poles stand closer than the inputs of f32 in the end
/// @param hole where the function has a pole with two sides and is NaN
record Truth(
        UnaryOperator<Big> of,
        double withinF32,
        double withinF64,
        DoubleUnaryOperator floor,
        Optional<Turning> turning,
        double from,
        DoublePredicate hole) {
    static Truth of(UnaryOperator<Big> truth) {
        return new Truth(
                truth,
                Double.MAX_VALUE,
                Double.MAX_VALUE,
                x -> 0,
                Optional.empty(),
                Double.NEGATIVE_INFINITY,
                x -> false);
    }

    /// For derivatives that are x times a result: where that is subnormal, it has lost the digits that the
    /// product would show, up to |x| units of the least subnormal.
    Truth within(double f32, double f64) {
        return new Truth(of, f32, f64, floor, turning, from, hole);
    }

    /// For functions with zeros whose promise is about max(|f|, `least`) there.
    Truth inUlpOfAtLeast(DoubleUnaryOperator least) {
        return new Truth(of, withinF32, withinF64, least, turning, from, hole);
    }

    /// For functions that turn with their argument however large it is.
    Truth turning(Turning how) {
        return new Truth(of, withinF32, withinF64, floor, Optional.of(how), from, hole);
    }

    /// For functions whose poles go on to −∞.
    Truth poles(double from, DoublePredicate hole) {
        return new Truth(of, withinF32, withinF64, floor, turning, from, hole);
    }

    double within(DType dtype) {
        return dtype == DType.F32 ? withinF32 : withinF64;
    }

    boolean judges(DType dtype, double x) {
        return Math.abs(x) <= within(dtype) && x >= from && !hole.test(x);
    }

    /// How far `y` is from the truth at `x`; see [Measurement].
    double error(DType dtype, double x, double y) {
        return Measurement.error(dtype, y, of.apply(Big.of(x)), floor.applyAsDouble(x));
    }
}
