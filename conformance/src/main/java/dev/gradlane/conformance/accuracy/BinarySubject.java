package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;

/// A function of two arguments under test, the truth about it and about its first derivatives.
///
/// @param function the function
/// @param value its truth at finite arguments that `domain` holds
/// @param pairs where to measure
/// @param floor by the arguments: errors are in ulp of max(|truth|, this)
/// @param slopes its derivatives by the first operand, then by the second
/// @param domain where the function is a number that the oracle can tell
/// @param jumps whether it jumps so often that no polynomial is to be trusted between two of its points
record BinarySubject(
        Composite function,
        BinaryOperator<Big> value,
        Pairs pairs,
        DoubleBinaryOperator floor,
        List<Slope> slopes,
        Domain domain,
        boolean jumps) {
    private static final double SLOPE_PROMISE = 4;

    BinarySubject(Composite function, BinaryOperator<Big> value, Pairs pairs) {
        this(function, value, pairs, (x, y) -> 0, List.of(), (x, y) -> true, false);
    }

    BinarySubject inUlpOfAtLeast(DoubleBinaryOperator least) {
        return new BinarySubject(function, value, pairs, least, slopes, domain, jumps);
    }

    /// With the derivative by the next operand.
    BinarySubject slope(BinaryOperator<Big> truth) {
        return slope(truth, SLOPE_PROMISE, (x, y) -> 0);
    }

    /// For a product whose factors may be subnormal or infinite where it is neither: judged where they are not.
    BinarySubject slope(BinaryOperator<Big> truth, double promise, SlopeDomain within) {
        return slope(new Slope(truth, promise, (x, y) -> 0, within));
    }

    /// @param promise the derivative's promise in ulp of max(|truth|, `least`)
    BinarySubject slope(BinaryOperator<Big> truth, double promise, DoubleBinaryOperator least) {
        return slope(new Slope(truth, promise, least, (dtype, x, y) -> true));
    }

    BinarySubject slope(Slope next) {
        List<Slope> more = new ArrayList<>(slopes);
        more.add(next);
        return new BinarySubject(function, value, pairs, floor, List.copyOf(more), domain, jumps);
    }

    BinarySubject where(Domain domain) {
        return new BinarySubject(function, value, pairs, floor, slopes, domain, jumps);
    }

    BinarySubject jumping() {
        return new BinarySubject(function, value, pairs, floor, slopes, domain, true);
    }

    /// The function or a derivative while one argument moves.
    ///
    /// @param partial −1 for the value, else the operand by which the derivative is taken
    /// @param varying which of the arguments moves
    /// @param held the other one
    Truth along(int partial, int varying, double held) {
        BinaryOperator<Big> truth = partial < 0 ? value : slopes.get(partial).truth();
        DoubleBinaryOperator least = partial < 0 ? floor : slopes.get(partial).floor();
        Big still = Big.of(held);
        return varying == 0
                ? Truth.of(x -> truth.apply(x, still)).inUlpOfAtLeast(x -> least.applyAsDouble(x, held))
                : Truth.of(y -> truth.apply(still, y)).inUlpOfAtLeast(y -> least.applyAsDouble(held, y));
    }

    /// @param partial −1 for the value
    double promise(DType dtype, int partial) {
        return partial < 0
                ? function.promise(dtype).orElseThrow()
                : slopes.get(partial).promise();
    }

    /// Whether the function, or a derivative, is judged there.
    boolean holds(int partial, DType dtype, double x, double y) {
        return domain.holds(x, y)
                && (partial < 0 || slopes.get(partial).within().holds(dtype, x, y));
    }

    /// Whether a number has all its digits in that type.
    static boolean isNormal(DType dtype, double x) {
        boolean f32 = dtype == DType.F32;
        double size = Math.abs(x);
        return size >= (f32 ? Float.MIN_NORMAL : Double.MIN_NORMAL)
                && size <= (f32 ? Float.MAX_VALUE : Double.MAX_VALUE);
    }

    /// A derivative by one operand.
    record Slope(BinaryOperator<Big> truth, double promise, DoubleBinaryOperator floor, SlopeDomain within) {}

    @FunctionalInterface
    interface SlopeDomain {
        boolean holds(DType dtype, double x, double y);
    }

    @FunctionalInterface
    interface Domain {
        boolean holds(double x, double y);
    }

    /// Draws pairs at which the function is a number and its result mostly neither 0 nor infinite; rounded to the
    /// type later, so that a draw should stay away from the domain's edge by more than that.
    @FunctionalInterface
    interface Pairs {
        double[] next(DType dtype, SplittableRandom random);
    }
}
