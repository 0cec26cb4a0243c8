package dev.gradlane.cuda;

import dev.gradlane.cuda.PtxText.Register;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.ScalarOp;
import java.util.List;

/// Each scalar instruction in PTX. Every rounding is written out (`.rn`), because the assembler contracts a
/// multiplication and an addition without it; nothing flushes subnormals; `min`, `max` and conversions of NaN are
/// spelled out, because the machine's differ from Java's.
final class PtxInstructions {
    private final PtxText t;

    PtxInstructions(PtxText text) {
        this.t = text;
    }

    /// @param type type of the operands, of a select that of its arms
    /// @param d the result's register
    void emit(ScalarOp op, DType type, DType result, String d, List<String> x) {
        String a = x.getFirst();
        String b = x.size() > 1 ? x.get(1) : "";
        String c = x.size() > 2 ? x.get(2) : "";
        switch (op) {
            case ADD -> t.line("add%s %s, %s, %s", arithmetic(type), d, a, b);
            case SUB -> t.line("sub%s %s, %s, %s", arithmetic(type), d, a, b);
            case MUL -> t.line("mul%s %s, %s, %s", type.isFloat() ? arithmetic(type) : ".lo" + number(type), d, a, b);
            case DIV -> t.line("div%s %s, %s, %s", arithmetic(type), d, a, b);
            case FMA -> t.line("fma%s %s, %s, %s, %s", arithmetic(type), d, a, b, c);
            case NEG -> t.line("neg%s %s, %s", number(type), d, a);
            case ABS -> abs(type, d, a);
            case SQRT -> t.line("sqrt%s %s, %s", arithmetic(type), d, a);
            case MIN -> extreme(type, "lt", "or", d, a, b);
            case MAX -> extreme(type, "gt", "and", d, a, b);
            case LT -> t.line("setp.lt%s %s, %s, %s", number(type), d, a, b);
            case LE -> t.line("setp.le%s %s, %s, %s", number(type), d, a, b);
            case GT -> t.line("setp.gt%s %s, %s, %s", number(type), d, a, b);
            case GE -> t.line("setp.ge%s %s, %s, %s", number(type), d, a, b);
            case EQ -> t.line("setp.eq%s %s, %s, %s", number(type), d, a, b);
            // true also where one is NaN
            case NE -> t.line("setp.%s%s %s, %s, %s", type.isFloat() ? "neu" : "ne", number(type), d, a, b);
            case LTU -> t.line("setp.lt%s %s, %s, %s", unsigned(type), d, a, b);
            case SELECT -> select(type, d, a, b, c);
            case AND -> t.line("and%s %s, %s, %s", bits(type), d, a, b);
            case OR -> t.line("or%s %s, %s, %s", bits(type), d, a, b);
            case XOR -> t.line("xor%s %s, %s, %s", bits(type), d, a, b);
            case NOT -> t.line("not%s %s, %s", bits(type), d, a);
            case SHL -> t.line("shl%s %s, %s, %s", bits(type), d, a, count(type, b));
            case SHR -> t.line("shr%s %s, %s, %s", number(type), d, a, count(type, b));
            case USHR -> t.line("shr%s %s, %s, %s", unsigned(type), d, a, count(type, b));
            case MUL_WIDE_U32 -> t.line("mul.wide.u32 %s, %s, %s", d, a, b);
            case TO_F32, TO_F64 -> toFloat(type, result, d, a);
            case TO_I32, TO_I64 -> toInteger(type, result, d, a);
            case FLOOR -> t.line("cvt.rmi%s%s %s, %s", number(type), number(type), d, a);
            case CEIL -> t.line("cvt.rpi%s%s %s, %s", number(type), number(type), d, a);
            case RINT -> t.line("cvt.rni%s%s %s, %s", number(type), number(type), d, a);
            case TRUNC -> t.line("cvt.rzi%s%s %s, %s", number(type), number(type), d, a);
            case BITS -> canonical(type, d, a);
            case RAW_BITS, FROM_BITS -> t.line("mov%s %s, %s", bits(type), d, a);
        }
    }

    /// The element with these bits.
    void constant(DType type, long bits, String d) {
        switch (type) {
            case F32 -> t.line("mov.f32 %s, 0f%08X", d, (int) bits);
            case F64 -> t.line("mov.f64 %s, 0d%016X", d, bits);
            case I32 -> t.line("mov.b32 %s, 0x%08X", d, (int) bits);
            case I64 -> t.line("mov.b64 %s, 0x%016X", d, bits);
            case BOOL -> t.line("mov.pred %s, %s", d, bits == 0 ? "0" : "1");
        }
    }

    void move(DType type, String d, String a) {
        t.line("mov%s %s, %s", type == DType.BOOL ? ".pred" : number(type), d, a);
    }

    private void abs(DType type, String d, String a) {
        if (type.isFloat()) {
            t.line("abs%s %s, %s", number(type), d, a);
            return;
        }
        // the assembler's abs of the least integer is undefined; its negation is itself
        String p = t.draw(Register.PREDICATE);
        String negated = t.draw(type);
        t.line("setp.lt%s %s, %s, 0", number(type), p, a);
        t.line("neg%s %s, %s", number(type), negated, a);
        t.line("selp%s %s, %s, %s, %s", bits(type), d, negated, a, p);
    }

    /// `Math.min`, `Math.max`: of equal floats the bits are combined, which orders −0 before +0; a NaN
    /// operand wins (b by itself, because a comparison with it is false).
    private void extreme(DType type, String better, String combine, String d, String a, String b) {
        if (!type.isFloat()) {
            t.line("%s%s %s, %s, %s", better.equals("lt") ? "min" : "max", number(type), d, a, b);
            return;
        }
        DType word = type.bitsType();
        String p = t.draw(Register.PREDICATE);
        String chosen = t.draw(type);
        String wa = t.draw(word);
        String wb = t.draw(word);
        String both = t.draw(word);
        String zero = t.draw(type);
        t.line("setp.%s%s %s, %s, %s", better, number(type), p, a, b);
        t.line("selp%s %s, %s, %s, %s", number(type), chosen, a, b, p);
        t.line("mov%s %s, %s", bits(type), wa, a);
        t.line("mov%s %s, %s", bits(type), wb, b);
        t.line("%s%s %s, %s, %s", combine, bits(type), both, wa, wb);
        t.line("mov%s %s, %s", bits(type), zero, both);
        t.line("setp.eq%s %s, %s, %s", number(type), p, a, b);
        t.line("selp%s %s, %s, %s, %s", number(type), chosen, zero, chosen, p);
        t.line("setp.nan%s %s, %s, %s", number(type), p, a, a);
        t.line("selp%s %s, %s, %s, %s", number(type), d, a, chosen, p);
    }

    private void select(DType type, String d, String c, String a, String b) {
        if (type != DType.BOOL) {
            t.line("selp%s %s, %s, %s, %s", number(type), d, a, b, c);
            return;
        }
        String taken = t.draw(Register.PREDICATE);
        String not = t.draw(Register.PREDICATE);
        t.line("and.pred %s, %s, %s", taken, c, a);
        t.line("not.pred %s, %s", not, c);
        t.line("and.pred %s, %s, %s", not, not, b);
        t.line("or.pred %s, %s, %s", d, taken, not);
    }

    private void toFloat(DType from, DType to, String d, String a) {
        if (from == to) {
            move(to, d, a);
        } else if (from == DType.F32 || from == DType.I32 && to == DType.F64) {
            // exact, so PTX forbids a rounding for the first and ignores it for the second
            t.line("cvt%s%s%s %s, %s", from == DType.F32 ? "" : ".rn", number(to), number(from), d, a);
        } else {
            t.line("cvt.rn%s%s %s, %s", number(to), number(from), d, a);
        }
    }

    private void toInteger(DType from, DType to, String d, String a) {
        if (from == to) {
            move(to, d, a);
        } else if (!from.isFloat()) {
            t.line("cvt%s%s %s, %s", to == DType.I32 ? ".u32" : ".s64", to == DType.I32 ? ".u64" : ".s32", d, a);
        } else {
            // the machine saturates as Java does, but some pairs give the least integer for NaN
            String p = t.draw(Register.PREDICATE);
            String converted = t.draw(to);
            t.line("cvt.rzi%s%s %s, %s", number(to), number(from), converted, a);
            t.line("setp.nan%s %s, %s, %s", number(from), p, a, a);
            t.line("selp%s %s, 0, %s, %s", bits(to), d, converted, p);
        }
    }

    private void canonical(DType type, String d, String a) {
        String p = t.draw(Register.PREDICATE);
        String raw = t.draw(type.bitsType());
        t.line("mov%s %s, %s", bits(type), raw, a);
        t.line("setp.nan%s %s, %s, %s", number(type), p, a, a);
        t.line("selp%s %s, %s, %s, %s", bits(type), d, type == DType.F32 ? "0x7FC00000" : "0x7FF8000000000000", raw, p);
    }

    /// PTX clamps shift counts, Java masks them; a count is always 32 bits wide.
    private String count(DType type, String b) {
        String narrow = b;
        if (type == DType.I64) {
            narrow = t.draw(Register.WORD);
            t.line("cvt.u32.u64 %s, %s", narrow, b);
        }
        String masked = t.draw(Register.WORD);
        t.line("and.b32 %s, %s, %d", masked, narrow, type.bytes() * 8 - 1);
        return masked;
    }

    private static String arithmetic(DType type) {
        return type.isFloat() ? ".rn" + number(type) : number(type);
    }

    static String number(DType type) {
        return switch (type) {
            case F32 -> ".f32";
            case F64 -> ".f64";
            case I32 -> ".s32";
            case I64 -> ".s64";
            case BOOL -> ".pred";
        };
    }

    private static String unsigned(DType type) {
        return type == DType.I32 ? ".u32" : ".u64";
    }

    static String bits(DType type) {
        return switch (type) {
            case F32, I32 -> ".b32";
            case F64, I64 -> ".b64";
            case BOOL -> ".pred";
        };
    }
}
