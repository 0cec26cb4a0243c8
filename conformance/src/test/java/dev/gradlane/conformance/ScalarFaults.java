package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import java.util.stream.Stream;

/// Instructions that mean something else than the Java operator.
final class ScalarFaults {
    private ScalarFaults() {}

    static Stream<PlantedFault> all() {
        return Stream.of(
                scalar("max drops NaN", ScalarOp.MAX, (dtype, x) -> isNaN(dtype, x[0]) ? x[1] : max(dtype, x)),
                scalar("min drops NaN", ScalarOp.MIN, (dtype, x) -> isNaN(dtype, x[1]) ? x[0] : min(dtype, x)),
                scalar(
                        "max of -0 and +0",
                        ScalarOp.MAX,
                        (dtype, x) -> dtype.toDouble(x[0]) >= dtype.toDouble(x[1]) ? x[0] : max(dtype, x)),
                scalar("-0 lost by neg", ScalarOp.NEG, (dtype, x) -> apply(ScalarOp.SUB, dtype, 0, x[0])),
                scalar(
                        "fma rounds twice",
                        ScalarOp.FMA,
                        (dtype, x) -> apply(ScalarOp.ADD, dtype, apply(ScalarOp.MUL, dtype, x[0], x[1]), x[2])),
                scalar(
                        "division by the reciprocal",
                        ScalarOp.DIV,
                        (dtype, x) ->
                                apply(ScalarOp.MUL, dtype, x[0], apply(ScalarOp.DIV, dtype, dtype.bitsOf(1), x[1]))),
                scalar("subnormals flushed", ScalarOp.MUL, (dtype, x) -> flushed(dtype, apply(ScalarOp.MUL, dtype, x))),
                scalar(
                        "float to int of NaN",
                        ScalarOp.TO_I32,
                        (dtype, x) -> isNaN(dtype, x[0]) ? 0x80000000L : apply(ScalarOp.TO_I32, dtype, x)),
                scalar(
                        "float to int wraps",
                        ScalarOp.TO_I32,
                        (dtype, x) -> dtype.isFloat()
                                ? (int) (long) dtype.toDouble(x[0]) & 0xffffffffL
                                : apply(ScalarOp.TO_I32, dtype, x)),
                scalar(
                        "shift not masked",
                        ScalarOp.SHL,
                        (dtype, x) -> Long.compareUnsigned(x[1], 8L * dtype.bytes()) >= 0
                                ? 0
                                : apply(ScalarOp.SHL, dtype, x)),
                scalar("arithmetic for logical shift", ScalarOp.USHR, (dtype, x) -> apply(ScalarOp.SHR, dtype, x)),
                scalar("swapped operands", ScalarOp.SUB, (dtype, x) -> apply(ScalarOp.SUB, dtype, x[1], x[0])),
                scalar("signed for unsigned compare", ScalarOp.LTU, (dtype, x) -> apply(ScalarOp.LT, dtype, x)),
                scalar(
                        "rint rounds half up",
                        ScalarOp.RINT,
                        (dtype, x) -> dtype.bitsOf(Math.floor(dtype.toDouble(x[0]) + 0.5))),
                scalar(
                        "NaN compares equal",
                        ScalarOp.EQ,
                        (dtype, x) -> x[0] == x[1] ? 1 : apply(ScalarOp.EQ, dtype, x)));
    }

    private interface Fault {
        long apply(DType dtype, long[] x);
    }

    /// `op` replaced by `fault`; every other instruction as defined.
    private static PlantedFault scalar(String name, ScalarOp op, Fault fault) {
        return PlantedFault.ofScalar(
                name, (o, dtype, x) -> o == op ? fault.apply(dtype, x) : Scalars.apply(o, dtype, x));
    }

    private static long flushed(DType dtype, long bits) {
        double value = Math.abs(dtype.toDouble(bits));
        double least = dtype == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
        return dtype.isFloat() && value < least ? 0 : bits;
    }

    private static boolean isNaN(DType dtype, long bits) {
        return dtype.isFloat() && Double.isNaN(dtype.toDouble(bits));
    }

    private static long max(DType dtype, long[] x) {
        return apply(ScalarOp.MAX, dtype, x);
    }

    private static long min(DType dtype, long[] x) {
        return apply(ScalarOp.MIN, dtype, x);
    }

    private static long apply(ScalarOp op, DType dtype, long... x) {
        return Scalars.apply(op, dtype, x);
    }
}
