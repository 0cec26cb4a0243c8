package dev.gradlane.cuda.emulator;

import static java.lang.Double.doubleToRawLongBits;
import static java.lang.Double.longBitsToDouble;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.cuda.Assembler;
import dev.gradlane.cuda.Assembler.Target;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each instruction on special and random values, against what the manual says in other words.
class InstructionTest {
    private static final long F32_NAN = 0x7fffffffL;

    /// The result's bits from the operands' bits; 32-bit operands come zero-extended.
    interface Meaning {
        long of(long a, long b, long c);
    }

    record Row(String spelling, Meaning meaning) {
        @Override
        public String toString() {
            return spelling;
        }
    }

    private static long u(int x) {
        return x & 0xffffffffL;
    }

    private static float f(long bits) {
        return intBitsToFloat((int) bits);
    }

    private static double d(long bits) {
        return longBitsToDouble(bits);
    }

    private static long of(float x) {
        return Float.isNaN(x) ? F32_NAN : u(floatToRawIntBits(x));
    }

    /// Payloads of f64 NaN are left open: all are compared as one.
    private static long of(double x) {
        return Double.isNaN(x) ? doubleToRawLongBits(Double.NaN) : doubleToRawLongBits(x);
    }

    private static long of(boolean x) {
        return x ? 1 : 0;
    }

    static Stream<Row> rows() {
        return Stream.of(
                new Row("add.s32", (a, b, _) -> u((int) (a + b))),
                new Row("sub.u32", (a, b, _) -> u((int) (a - b))),
                new Row("mul.lo.s32", (a, b, _) -> u((int) (a * b))),
                new Row("mad.lo.s32", (a, b, c) -> u((int) (a * b + c))),
                new Row("mul.wide.u32", (a, b, _) -> u((int) a) * u((int) b)),
                new Row("mul.wide.s32", (a, b, _) -> (long) (int) a * (int) b),
                new Row("mad.wide.u32", (a, b, c) -> u((int) a) * u((int) b) + c),
                new Row("neg.s32", (a, _, _) -> u(-(int) a)),
                new Row("abs.s32", (a, _, _) -> u((int) a < 0 ? -(int) a : (int) a)),
                new Row("min.s32", (a, b, _) -> u((int) a < (int) b ? (int) a : (int) b)),
                new Row("max.s32", (a, b, _) -> u((int) a > (int) b ? (int) a : (int) b)),
                new Row("min.u32", (a, b, _) -> Math.min(u((int) a), u((int) b))),
                new Row("max.u32", (a, b, _) -> Math.max(u((int) a), u((int) b))),
                new Row("and.b32", (a, b, _) -> u((int) (a & b))),
                new Row("or.b32", (a, b, _) -> u((int) (a | b))),
                new Row("xor.b32", (a, b, _) -> u((int) (a ^ b))),
                new Row("not.b32", (a, _, _) -> u((int) ~a)),
                new Row("shl.b32", (a, b, _) -> u((int) b) > 31 ? 0 : u((int) a << b)),
                new Row("shr.u32", (a, b, _) -> u((int) b) > 31 ? 0 : u((int) a >>> b)),
                new Row("shr.s32", (a, b, _) -> u((int) b) > 31 ? u((int) a < 0 ? -1 : 0) : u((int) a >> b)),
                new Row("mov.b32", (a, _, _) -> u((int) a)),
                new Row("selp.b32", (a, b, c) -> u((int) (c != 0 ? a : b))),
                new Row("add.s64", (a, b, _) -> a + b),
                new Row("sub.s64", (a, b, _) -> a - b),
                new Row("mul.lo.s64", (a, b, _) -> a * b),
                new Row("mad.lo.s64", (a, b, c) -> a * b + c),
                new Row("neg.s64", (a, _, _) -> -a),
                new Row("abs.s64", (a, _, _) -> a < 0 ? -a : a),
                new Row("min.s64", (a, b, _) -> a < b ? a : b),
                new Row("max.s64", (a, b, _) -> a > b ? a : b),
                new Row("min.u64", (a, b, _) -> unsigned(a).min(unsigned(b)).longValue()),
                new Row("max.u64", (a, b, _) -> unsigned(a).max(unsigned(b)).longValue()),
                new Row("and.b64", (a, b, _) -> a & b),
                new Row("or.b64", (a, b, _) -> a | b),
                new Row("xor.b64", (a, b, _) -> a ^ b),
                new Row("not.b64", (a, _, _) -> ~a),
                new Row("shl.b64", (a, b, _) -> u((int) b) > 63 ? 0 : a << b),
                new Row("shr.u64", (a, b, _) -> u((int) b) > 63 ? 0 : a >>> b),
                new Row("shr.s64", (a, b, _) -> u((int) b) > 63 ? a < 0 ? -1 : 0 : a >> b),
                new Row("selp.b64", (a, b, c) -> c != 0 ? a : b),
                new Row("add.rn.f32", (a, b, _) -> of(f(a) + f(b))),
                new Row("sub.rn.f32", (a, b, _) -> of(f(a) - f(b))),
                new Row("mul.rn.f32", (a, b, _) -> of(f(a) * f(b))),
                new Row("fma.rn.f32", (a, b, c) -> of(Math.fma(f(a), f(b), f(c)))),
                new Row("div.rn.f32", (a, b, _) -> of(f(a) / f(b))),
                new Row("sqrt.rn.f32", (a, _, _) -> of((float) exactRoot(f(a)))),
                new Row("neg.f32", (a, _, _) -> Float.isNaN(f(a)) ? F32_NAN : u((int) a ^ 0x80000000)),
                new Row("abs.f32", (a, _, _) -> Float.isNaN(f(a)) ? F32_NAN : a & 0x7fffffffL),
                new Row("min.f32", (a, b, _) -> of(f(dropNan(a, b, true)))),
                new Row("max.f32", (a, b, _) -> of(f(dropNan(a, b, false)))),
                new Row("add.rn.f64", (a, b, _) -> of(d(a) + d(b))),
                new Row("sub.rn.f64", (a, b, _) -> of(d(a) - d(b))),
                new Row("mul.rn.f64", (a, b, _) -> of(d(a) * d(b))),
                new Row("fma.rn.f64", (a, b, c) -> of(Math.fma(d(a), d(b), d(c)))),
                new Row("div.rn.f64", (a, b, _) -> of(d(a) / d(b))),
                new Row("sqrt.rn.f64", (a, _, _) -> of(Math.sqrt(d(a)))),
                new Row("neg.f64", (a, _, _) -> of(d(a ^ Long.MIN_VALUE))),
                new Row("abs.f64", (a, _, _) -> of(d(a & Long.MAX_VALUE))),
                new Row("min.f64", (a, b, _) -> of(dropNan(d(a), d(b), true))),
                new Row("max.f64", (a, b, _) -> of(dropNan(d(a), d(b), false))),
                new Row("cvt.u64.u32", (a, _, _) -> u((int) a)),
                new Row("cvt.s64.s32", (a, _, _) -> (int) a),
                new Row("cvt.u32.u64", (a, _, _) -> u((int) a)),
                new Row("cvt.rn.f32.s32", (a, _, _) -> of(new BigDecimal((int) a).floatValue())),
                new Row("cvt.rn.f32.u32", (a, _, _) -> of(new BigDecimal(u((int) a)).floatValue())),
                new Row("cvt.rn.f32.s64", (a, _, _) -> of(new BigDecimal(a).floatValue())),
                new Row("cvt.rn.f64.s32", (a, _, _) -> of((double) (int) a)),
                new Row("cvt.rn.f64.u32", (a, _, _) -> of((double) u((int) a))),
                new Row("cvt.rn.f64.s64", (a, _, _) -> of(new BigDecimal(a).doubleValue())),
                new Row("cvt.rn.f32.f64", (a, _, _) -> of((float) d(a))),
                new Row("cvt.f64.f32", (a, _, _) -> of((double) f(a))),
                new Row("cvt.rzi.s32.f32", (a, _, _) -> u((int) saturated(f(a), 32, 0))),
                new Row("cvt.rzi.s64.f32", (a, _, _) -> saturated(f(a), 64, Long.MIN_VALUE)),
                new Row("cvt.rzi.s32.f64", (a, _, _) -> u((int) saturated(d(a), 32, Integer.MIN_VALUE))),
                new Row("cvt.rzi.s64.f64", (a, _, _) -> saturated(d(a), 64, Long.MIN_VALUE)),
                new Row("cvt.rmi.f32.f32", (a, _, _) -> of((float) Math.floor(f(a)))),
                new Row("cvt.rpi.f32.f32", (a, _, _) -> of((float) Math.ceil(f(a)))),
                new Row("cvt.rni.f32.f32", (a, _, _) -> of((float) Math.rint(f(a)))),
                new Row("cvt.rzi.f32.f32", (a, _, _) -> of(Math.copySign((float) Math.floor(Math.abs(f(a))), f(a)))),
                new Row("cvt.rmi.f64.f64", (a, _, _) -> of(Math.floor(d(a)))),
                new Row("cvt.rpi.f64.f64", (a, _, _) -> of(Math.ceil(d(a)))),
                new Row("cvt.rni.f64.f64", (a, _, _) -> of(Math.rint(d(a)))),
                new Row("cvt.rzi.f64.f64", (a, _, _) -> of(Math.copySign(Math.floor(Math.abs(d(a))), d(a)))),
                new Row("and.pred", (a, b, _) -> of(a != 0 && b != 0)),
                new Row("or.pred", (a, b, _) -> of(a != 0 || b != 0)),
                new Row("xor.pred", (a, b, _) -> of(a != 0 ^ b != 0)),
                new Row("not.pred", (a, _, _) -> of(a == 0)));
    }

    static Stream<Row> comparisons() {
        List<Row> rows = new ArrayList<>();
        for (String type : List.of("s32", "u32", "s64", "u64", "f32", "f64")) {
            Set<String> names = switch (type.charAt(0)) {
                case 's' -> Set.of("eq", "ne", "lt", "le", "gt", "ge");
                case 'u' -> Set.of("eq", "ne", "lt", "le", "gt", "ge", "lo", "ls", "hi", "hs");
                default ->
                    Set.of("eq", "ne", "lt", "le", "gt", "ge", "equ", "neu", "ltu", "leu", "gtu", "geu", "num", "nan");
            };
            for (String name : names) {
                rows.add(new Row(
                        "setp." + name + "." + type, (a, b, _) -> of(compare(name, number(type, a), number(type, b)))));
            }
        }
        return rows.stream();
    }

    /// Positive numbers in exact arithmetic; NaN is the absence of one. −0 equals +0 here as it should.
    private static java.util.Optional<BigDecimal> number(String type, long bits) {
        double value = type.equals("f32") ? f(bits) : d(bits);
        return switch (type) {
            case "s32" -> java.util.Optional.of(new BigDecimal((int) bits));
            case "u32" -> java.util.Optional.of(new BigDecimal(u((int) bits)));
            case "s64" -> java.util.Optional.of(new BigDecimal(bits));
            case "u64" -> java.util.Optional.of(new BigDecimal(unsigned(bits)));
            default ->
                Double.isNaN(value)
                        ? java.util.Optional.empty()
                        : java.util.Optional.of(
                                Double.isInfinite(value)
                                        ? new BigDecimal(value > 0 ? "1e9999" : "-1e9999")
                                        : new BigDecimal(value));
        };
    }

    private static boolean compare(String name, java.util.Optional<BigDecimal> a, java.util.Optional<BigDecimal> b) {
        boolean ordered = a.isPresent() && b.isPresent();
        if (!ordered) {
            return name.endsWith("u") || name.equals("nan");
        }
        int sign = a.get().compareTo(b.get());
        return switch (name.length() == 3 && name.endsWith("u") ? name.substring(0, 2) : name) {
            case "eq" -> sign == 0;
            case "ne" -> sign != 0;
            case "lt", "lo" -> sign < 0;
            case "le", "ls" -> sign <= 0;
            case "gt", "hi" -> sign > 0;
            case "ge", "hs" -> sign >= 0;
            case "num" -> true;
            default -> false;
        };
    }

    private static BigInteger unsigned(long x) {
        return new BigInteger(Long.toUnsignedString(x));
    }

    private static long saturated(double x, int bits, long ofNan) {
        if (Double.isNaN(x)) {
            return ofNan;
        }
        BigInteger most = BigInteger.ONE.shiftLeft(bits - 1).subtract(BigInteger.ONE);
        BigInteger least = BigInteger.ONE.shiftLeft(bits - 1).negate();
        if (Double.isInfinite(x)) {
            return (x > 0 ? most : least).longValue();
        }
        return new BigDecimal(x).toBigInteger().min(most).max(least).longValue();
    }

    /// The root to 40 digits, so that its rounding is seen to be the right one.
    private static double exactRoot(float x) {
        return x > 0 && !Float.isInfinite(x)
                ? new BigDecimal(x).sqrt(new MathContext(40)).floatValue()
                : Math.sqrt(x);
    }

    private static double dropNan(double a, double b, boolean least) {
        return Double.isNaN(a) ? b : Double.isNaN(b) ? a : least ? Math.min(a, b) : Math.max(a, b);
    }

    private static long dropNan(long a, long b, boolean least) {
        return Float.isNaN(f(a)) ? b : Float.isNaN(f(b)) ? a : of(least ? Math.min(f(a), f(b)) : Math.max(f(a), f(b)));
    }

    private static final long[] VALUES_32 = {
        0,
        1,
        2,
        31,
        32,
        33,
        63,
        64,
        0x7fffffffL,
        0x80000000L,
        0x80000001L,
        0xffffffffL,
        0xfffffff0L,
        0x00800000L,
        0x007fffffL,
        0x3f800000L,
        0xbf800000L,
        0x3f000000L,
        0xbf000000L,
        0x3fc00000L,
        0x40200000L,
        0x4effffffL,
        0x4f000000L,
        0xcf000000L,
        0x5f000000L,
        0x7f7fffffL,
        0x7f800000L,
        0xff800000L,
        0x7fc00000L,
        0xffc00001L,
        0x7f800001L
    };

    private static long[] values64() {
        return Stream.concat(
                        Arrays.stream(VALUES_32).boxed(),
                        Stream.of(
                                        0.0,
                                        -0.0,
                                        1.0,
                                        -1.0,
                                        0.5,
                                        -0.5,
                                        1.5,
                                        2.5,
                                        1e-320,
                                        2147483647.5,
                                        -2147483648.5,
                                        9.3e18,
                                        -9.3e18,
                                        1e300,
                                        Double.MAX_VALUE,
                                        Double.MIN_VALUE,
                                        Double.POSITIVE_INFINITY,
                                        Double.NEGATIVE_INFINITY,
                                        Double.NaN)
                                .map(Double::doubleToRawLongBits))
                .mapToLong(Long::longValue)
                .toArray();
    }

    private static List<long[]> cases(String pattern) {
        Random random = new Random(1);
        List<long[]> cases = new ArrayList<>();
        int operands = pattern.length() - 1;
        for (long a : pool(pattern, 1)) {
            for (long b : operands < 2 ? new long[1] : pool(pattern, 2)) {
                long[] cs = operands < 3 ? new long[1] : pool(pattern, 3);
                cases.add(new long[] {a, b, cs[random.nextInt(cs.length)]});
            }
        }
        for (int i = 0; i < 500; i++) {
            cases.add(new long[] {draw(random, pattern, 1), draw(random, pattern, 2), draw(random, pattern, 3)});
        }
        return cases;
    }

    private static long[] pool(String pattern, int operand) {
        return switch (pattern.charAt(operand)) {
            case 'i' -> VALUES_32;
            case 'l' -> values64();
            default -> new long[] {0, 1};
        };
    }

    private static long draw(Random random, String pattern, int operand) {
        if (operand >= pattern.length()) {
            return 0;
        }
        return switch (pattern.charAt(operand)) {
            case 'i' -> u(random.nextInt());
            case 'l' -> random.nextLong();
            default -> random.nextInt(2);
        };
    }

    @ParameterizedTest
    @MethodSource({"rows", "comparisons"})
    void meansWhatTheManualSays(Row row) {
        String pattern = Op.named(row.spelling()).pattern;
        List<long[]> cases = cases(pattern);
        long[] results = new OneInstruction(row.spelling()).run(cases);
        boolean f64 = row.spelling().contains(".f64") && pattern.charAt(0) == 'l';
        for (int i = 0; i < results.length; i++) {
            long[] x = cases.get(i);
            long got = f64 && !row.spelling().contains("s64.f64") ? of(d(results[i])) : results[i];
            assertEquals(
                    Long.toHexString(row.meaning().of(x[0], x[1], x[2])),
                    Long.toHexString(got),
                    () -> row + " of "
                            + Arrays.stream(x).mapToObj(Long::toHexString).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"div.u32", "rem.u32", "div.u64", "rem.u64"})
    void dividesUnsigned(String spelling) {
        List<long[]> cases = cases(Op.named(spelling).pattern).stream()
                .filter(c -> spelling.endsWith("32") ? (int) c[1] != 0 : c[1] != 0)
                .toList();
        long[] results = new OneInstruction(spelling).run(cases);
        for (int i = 0; i < results.length; i++) {
            BigInteger[] both = unsigned(cases.get(i)[0]).divideAndRemainder(unsigned(cases.get(i)[1]));
            assertEquals(both[spelling.startsWith("div") ? 0 : 1].longValue(), results[i]);
        }
    }

    @Test
    void everyInstructionIsAcceptedByTheAssembler() {
        if (Assembler.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            Assumptions.abort(reason + "; " + remedy);
        }
        Stream.concat(rows(), comparisons())
                .forEach(row -> assertTrue(Assembler.assemble(new OneInstruction(row.spelling()).ptx(), Target.SM_70)
                                .cubin()
                                .length
                        > 0));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "add.f32",
                "mul.f32",
                "mul.f64",
                "add.rn.ftz.f32",
                "mad.f32",
                "div.approx.f32",
                "div.full.f32",
                "sqrt.approx.f32",
                "ex2.approx.f32",
                "cvt.rn.ftz.f32.s32",
                "fma.rn.sat.f32"
            })
    void refusesWhatCouldChangeABit(String spelling) {
        String message =
                assertThrows(PtxException.class, () -> Op.named(spelling)).getMessage();
        assertTrue(message.contains(spelling), message);
    }
}
