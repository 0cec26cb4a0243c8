package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;
import org.apfloat.Apfloat;

/// A function with what is known about its true values.
///
/// @param function the function under test
/// @param quick the value in double precision, with the right zeros, infinities and NaNs for every
/// argument: tells special results and saves the oracle's time in f32, where an error of `quickError`
/// does not matter
/// @param quickError bound on the relative error of `quick` where it is a normal number
/// @param exact the value to at least 40 digits, for finite arguments at which `quick` is finite and not
/// 0
/// @param low start of the range in which half of the f64 samples lie
/// @param high its end
public record Reference(Composite function, Quick quick, double quickError, Exact exact, double low, double high) {
    /// Error of a value of StrictMath: 1 ulp.
    static final double STRICT = 0x1p-52;

    /// The value in double precision; as many arguments as the function has.
    @FunctionalInterface
    public interface Quick {
        double at(double[] x);
    }

    /// The value to 40 digits; the arguments are exact.
    @FunctionalInterface
    public interface Exact {
        Apfloat at(double[] x);
    }

    /// A function of one argument that StrictMath has, or that is one instruction.
    static Reference unary(
            Composite function, DoubleUnaryOperator quick, DoubleFunction<Apfloat> exact, double low, double high) {
        return new Reference(function, x -> quick.applyAsDouble(x[0]), STRICT, x -> exact.apply(x[0]), low, high);
    }

    @Override
    public String toString() {
        return function.symbol();
    }
}
