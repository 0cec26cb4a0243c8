package dev.gradlane.cuda;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import java.util.List;
import java.util.stream.Stream;

/// What a processor must compute as Java does: `ops` of the operands a, b, c of type `operand`, one after
/// the other, the later ones of the result so far and of the operand that is left: mul, add is a·b + c.
///
/// @param meaning the bits of Java's result from the operands' bits
record SelfTestRule(DType operand, DType result, List<ScalarOp> ops, Meaning meaning) {
    interface Meaning {
        long of(long a, long b, long c);
    }

    SelfTestRule {
        ops = List.copyOf(ops);
    }

    /// `f32 mul add`.
    String name() {
        return operand.symbol() + " "
                + String.join(" ", ops.stream().map(ScalarOp::symbol).toList());
    }

    /// Contraction, subnormals, division, square root, fma, the choice of NaN, conversions to integers, wrap-around and
    /// shifts.
    static List<SelfTestRule> all() {
        return Stream.of(single(), twofold(), integers()).flatMap(List::stream).toList();
    }

    private static List<SelfTestRule> single() {
        return List.of(
                f32((a, b, c) -> a * b + c, ScalarOp.MUL, ScalarOp.ADD),
                f32((a, b, c) -> a * b - c, ScalarOp.MUL, ScalarOp.SUB),
                f32((a, b, _) -> a / b, ScalarOp.DIV),
                f32((a, _, _) -> (float) Math.sqrt(a), ScalarOp.SQRT),
                f32(Math::fma, ScalarOp.FMA),
                f32((a, b, _) -> Math.min(a, b), ScalarOp.MIN),
                f32((a, b, _) -> Math.max(a, b), ScalarOp.MAX),
                f32((a, _, _) -> (float) Math.rint(a), ScalarOp.RINT),
                new SelfTestRule(DType.F32, DType.F64, List.of(ScalarOp.TO_F64), (a, _, _) -> bits((double) f(a))),
                new SelfTestRule(DType.F32, DType.I32, List.of(ScalarOp.TO_I32), (a, _, _) -> (int) f(a)),
                new SelfTestRule(DType.F32, DType.I64, List.of(ScalarOp.TO_I64), (a, _, _) -> (long) f(a)),
                new SelfTestRule(
                        DType.F32, DType.I32, List.of(ScalarOp.BITS), (a, _, _) -> Float.floatToIntBits(f(a))));
    }

    private static List<SelfTestRule> twofold() {
        return List.of(
                f64((a, b, c) -> a * b + c, ScalarOp.MUL, ScalarOp.ADD),
                f64((a, b, c) -> a * b - c, ScalarOp.MUL, ScalarOp.SUB),
                f64((a, b, _) -> a / b, ScalarOp.DIV),
                f64((a, _, _) -> Math.sqrt(a), ScalarOp.SQRT),
                f64(Math::fma, ScalarOp.FMA),
                f64((a, b, _) -> Math.min(a, b), ScalarOp.MIN),
                f64((a, b, _) -> Math.max(a, b), ScalarOp.MAX),
                f64((a, _, _) -> Math.floor(a), ScalarOp.FLOOR),
                new SelfTestRule(DType.F64, DType.F32, List.of(ScalarOp.TO_F32), (a, _, _) -> bits((float) d(a))),
                new SelfTestRule(DType.F64, DType.I32, List.of(ScalarOp.TO_I32), (a, _, _) -> (int) d(a)),
                new SelfTestRule(DType.F64, DType.I64, List.of(ScalarOp.TO_I64), (a, _, _) -> (long) d(a)),
                new SelfTestRule(
                        DType.F64, DType.I64, List.of(ScalarOp.BITS), (a, _, _) -> Double.doubleToLongBits(d(a))));
    }

    private static List<SelfTestRule> integers() {
        return List.of(
                i32((a, b, _) -> (int) a * (int) b, ScalarOp.MUL),
                i32((a, b, c) -> (int) a * (int) b + (int) c, ScalarOp.MUL, ScalarOp.ADD),
                i32((a, b, _) -> (int) a << (int) b, ScalarOp.SHL),
                i32((a, b, _) -> (int) a >> (int) b, ScalarOp.SHR),
                i32((a, b, _) -> (int) a >>> (int) b, ScalarOp.USHR),
                new SelfTestRule(DType.I32, DType.F32, List.of(ScalarOp.TO_F32), (a, _, _) -> bits((float) (int) a)),
                i64((a, b, _) -> a * b, ScalarOp.MUL),
                i64((a, b, c) -> a * b + c, ScalarOp.MUL, ScalarOp.ADD),
                i64((a, b, _) -> a << b, ScalarOp.SHL),
                i64((a, b, _) -> a >> b, ScalarOp.SHR),
                i64((a, b, _) -> a >>> b, ScalarOp.USHR),
                new SelfTestRule(DType.I64, DType.F64, List.of(ScalarOp.TO_F64), (a, _, _) -> bits((double) a)));
    }

    private interface OfFloats {
        float of(float a, float b, float c);
    }

    private interface OfDoubles {
        double of(double a, double b, double c);
    }

    private static SelfTestRule f32(OfFloats meaning, ScalarOp... ops) {
        return new SelfTestRule(DType.F32, DType.F32, List.of(ops), (a, b, c) -> bits(meaning.of(f(a), f(b), f(c))));
    }

    private static SelfTestRule f64(OfDoubles meaning, ScalarOp... ops) {
        return new SelfTestRule(DType.F64, DType.F64, List.of(ops), (a, b, c) -> bits(meaning.of(d(a), d(b), d(c))));
    }

    private static SelfTestRule i32(Meaning meaning, ScalarOp... ops) {
        return new SelfTestRule(DType.I32, DType.I32, List.of(ops), meaning);
    }

    private static SelfTestRule i64(Meaning meaning, ScalarOp... ops) {
        return new SelfTestRule(DType.I64, DType.I64, List.of(ops), meaning);
    }

    private static float f(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    private static double d(long bits) {
        return Double.longBitsToDouble(bits);
    }

    private static long bits(float x) {
        return Float.floatToIntBits(x);
    }

    private static long bits(double x) {
        return Double.doubleToLongBits(x);
    }
}
