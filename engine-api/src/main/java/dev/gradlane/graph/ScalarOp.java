package dev.gradlane.graph;

import static dev.gradlane.graph.Partial.MINUS_ONE;
import static dev.gradlane.graph.Partial.ONE;
import static dev.gradlane.graph.Partial.ZERO;

import java.util.List;
import java.util.Optional;

/// The closed set of scalar instructions: the only elementwise operations that a backend ever sees (with
/// [Lookup]). Each result is fixed to the bit by IEEE 754 or integer arithmetic and is what the named Java
/// expression yields; NaN results are equal whatever their payload.
///
/// A row: symbol, operand rule, meaning, partial derivatives.
public enum ScalarOp implements Elementwise {
    /// `a + b`; integers wrap.
    ADD("add", Rule.NUMBERS, 2, ONE, ONE),
    /// `a - b`; integers wrap.
    SUB("sub", Rule.NUMBERS, 2, ONE, MINUS_ONE),
    /// `a * b`; integers wrap.
    MUL("mul", Rule.NUMBERS, 2, (x, y, t) -> t.mul(x.get(1)), (x, y, t) -> t.mul(x.get(0))),
    /// `a / b`, floats only.
    DIV(
            "div",
            Rule.FLOATS,
            2,
            (x, y, t) -> t.div(x.get(1)),
            (x, y, t) -> t.div(x.get(1)).mul(y).neg()),
    /// `Math.fma(a, b, c)`: a·b + c rounded once.
    FMA("fma", Rule.FLOATS, 3, (x, y, t) -> t.mul(x.get(1)), (x, y, t) -> t.mul(x.get(0)), ONE),
    /// `-a`; for floats the sign bit flips, also of 0.
    NEG("neg", Rule.NUMBERS, 1, MINUS_ONE),
    /// `Math.abs(a)`; the derivative at 0 is 0.
    ABS("abs", Rule.NUMBERS, 1, Kinks::abs),
    /// `Math.sqrt(a)`, correctly rounded.
    SQRT("sqrt", Rule.FLOATS, 1, (x, y, t) -> t.mul(0.5).div(y)),
    /// `Math.min(a, b)`: NaN wins, −0 < +0; at a tie each operand gets half the derivative.
    MIN(
            "min",
            Rule.NUMBERS,
            2,
            (x, y, t) -> Kinks.least(x.get(0), x.get(1), t),
            (x, y, t) -> Kinks.least(x.get(1), x.get(0), t)),
    /// `Math.max(a, b)`: NaN wins, −0 < +0; at a tie each operand gets half the derivative.
    MAX(
            "max",
            Rule.NUMBERS,
            2,
            (x, y, t) -> Kinks.greatest(x.get(0), x.get(1), t),
            (x, y, t) -> Kinks.greatest(x.get(1), x.get(0), t)),

    /// `a < b`; false when either is NaN.
    LT("lt", Rule.COMPARE, 2, ZERO, ZERO),
    /// `a <= b`.
    LE("le", Rule.COMPARE, 2, ZERO, ZERO),
    /// `a > b`.
    GT("gt", Rule.COMPARE, 2, ZERO, ZERO),
    /// `a >= b`.
    GE("ge", Rule.COMPARE, 2, ZERO, ZERO),
    /// `a == b`; −0 equals +0, NaN equals nothing.
    EQ("eq", Rule.COMPARE, 2, ZERO, ZERO),
    /// `a != b`; true when either is NaN.
    NE("ne", Rule.COMPARE, 2, ZERO, ZERO),
    /// `Integer.compareUnsigned(a, b) < 0`.
    LTU("ltu", Rule.COMPARE_INTEGERS, 2, ZERO, ZERO),
    /// `c ? a : b`.
    SELECT(
            "select",
            Rule.SELECT,
            3,
            ZERO,
            (x, y, t) -> x.get(0).select(t, t.constant(0)),
            (x, y, t) -> x.get(0).select(t.constant(0), t)),

    /// `a & b`; of bools, both.
    AND("and", Rule.BITS, 2, ZERO, ZERO),
    /// `a | b`.
    OR("or", Rule.BITS, 2, ZERO, ZERO),
    /// `a ^ b`.
    XOR("xor", Rule.BITS, 2, ZERO, ZERO),
    /// `~a`; of a bool, `!a`.
    NOT("not", Rule.BITS, 1, ZERO),
    /// `a << b`; the count is of a's type and is masked to its width.
    SHL("shl", Rule.INTEGERS, 2, ZERO, ZERO),
    /// `a >> b`, masked.
    SHR("shr", Rule.INTEGERS, 2, ZERO, ZERO),
    /// `a >>> b`, masked.
    USHR("ushr", Rule.INTEGERS, 2, ZERO, ZERO),
    /// `(a & 0xffffffffL) * (b & 0xffffffffL)`: i32 × i32 → i64.
    MUL_WIDE_U32("mulWideU32", Rule.WIDE, 2, ZERO, ZERO),

    /// `(float) a`; from f64 and from integers rounded to nearest even.
    TO_F32("toF32", Rule.TO_F32, 1, ONE),
    /// `(double) a`.
    TO_F64("toF64", Rule.TO_F64, 1, ONE),
    /// `(int) a`; from floats toward zero, saturating, NaN → 0; from i64 the low bits.
    TO_I32("toI32", Rule.TO_I32, 1, ZERO),
    /// `(long) a`; from floats toward zero, saturating, NaN → 0; from i32 sign-extended.
    TO_I64("toI64", Rule.TO_I64, 1, ZERO),
    /// `Math.floor(a)`; of a zero, the same zero.
    FLOOR("floor", Rule.FLOATS, 1, ZERO),
    /// `Math.ceil(a)`; in (−1, 0) it is −0.
    CEIL("ceil", Rule.FLOATS, 1, ZERO),
    /// `Math.rint(a)`: ties to even, the sign kept.
    RINT("rint", Rule.FLOATS, 1, ZERO),
    /// Toward zero, the sign kept: `a < 0 ? Math.ceil(a) : Math.floor(a)`.
    TRUNC("trunc", Rule.FLOATS, 1, ZERO),

    /// `Float.floatToIntBits(a)`, `Double.doubleToLongBits(a)`: every NaN becomes 7fc00000, 7ff8000000000000.
    BITS("bits", Rule.TO_BITS, 1, ZERO),
    /// `Float.floatToRawIntBits(a)`: only inside an expansion that selects NaN away, since NaN payloads differ
    /// between devices.
    RAW_BITS("rawBits", Rule.TO_BITS, 1, ZERO),
    /// `Float.intBitsToFloat(a)`, `Double.longBitsToDouble(a)`.
    FROM_BITS("fromBits", Rule.FROM_BITS, 1, ZERO);

    private final String symbol;
    private final Rule rule;
    private final int arity;
    private final List<Partial> partials;

    ScalarOp(String symbol, Rule rule, int arity, Partial... partials) {
        this.symbol = symbol;
        this.rule = rule;
        this.arity = arity;
        this.partials = List.of(partials);
    }

    @Override
    public String symbol() {
        return symbol;
    }

    @Override
    public int arity() {
        return arity;
    }

    @Override
    public List<Partial> partials() {
        return partials;
    }

    @Override
    public DType infer(List<DType> operands) {
        if (operands.size() != arity) {
            throw new GraphException(symbol + " takes " + arity + " operands, got " + operands.size());
        }
        return rule.result(operands)
                .orElseThrow(() -> new GraphException(symbol + " does not take "
                        + String.join(", ", operands.stream().map(DType::symbol).toList())
                        + (operands.stream().distinct().count() > 1
                                ? ": types are never promoted, convert one side (as by x.to(DType.F64))"
                                : "")));
    }

    /// The instruction with this word in IR text.
    public static Optional<ScalarOp> named(String symbol) {
        for (ScalarOp op : values()) {
            if (op.symbol.equals(symbol)) {
                return Optional.of(op);
            }
        }
        return Optional.empty();
    }

    /// The instruction that converts a number to `dtype`.
    public static ScalarOp conversionTo(DType dtype) {
        return switch (dtype) {
            case F32 -> TO_F32;
            case F64 -> TO_F64;
            case I32 -> TO_I32;
            case I64 -> TO_I64;
            case BOOL -> throw new GraphException("nothing converts to bool: compare instead, x.ne(0)");
        };
    }

    private enum Rule {
        NUMBERS,
        FLOATS,
        INTEGERS,
        BITS,
        COMPARE,
        COMPARE_INTEGERS,
        SELECT,
        WIDE,
        TO_F32,
        TO_F64,
        TO_I32,
        TO_I64,
        TO_BITS,
        FROM_BITS;

        Optional<DType> result(List<DType> x) {
            DType first = x.getFirst();
            boolean alike = x.stream().allMatch(first::equals);
            return switch (this) {
                case NUMBERS -> given(alike && first != DType.BOOL, first);
                case FLOATS -> given(alike && first.isFloat(), first);
                case INTEGERS -> given(alike && first.isInteger(), first);
                case BITS -> given(alike && !first.isFloat(), first);
                case COMPARE -> given(alike && first != DType.BOOL, DType.BOOL);
                case COMPARE_INTEGERS -> given(alike && first.isInteger(), DType.BOOL);
                case SELECT -> given(first == DType.BOOL && x.get(1) == x.get(2), x.get(1));
                case WIDE -> given(alike && first == DType.I32, DType.I64);
                case TO_F32 -> given(first != DType.BOOL, DType.F32);
                case TO_F64 -> given(first != DType.BOOL, DType.F64);
                case TO_I32 -> given(first != DType.BOOL, DType.I32);
                case TO_I64 -> given(first != DType.BOOL, DType.I64);
                case TO_BITS -> given(first.isFloat(), first.bitsType());
                case FROM_BITS -> given(first.isInteger(), first == DType.I32 ? DType.F32 : DType.F64);
            };
        }

        private static Optional<DType> given(boolean legal, DType result) {
            return legal ? Optional.of(result) : Optional.empty();
        }
    }
}
