package dev.gradlane.cuda.emulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The instructions that the emulator knows, with every spelling that it accepts. An operand pattern has a letter per
/// operand, the result first: i for 32 bits, l for 64 bits, p for a predicate. Floats are registers of their width.
///
/// Source of the meanings: NVIDIA, PTX ISA 8.0, §9.7.
enum Op {
    ADD_32(Unit.INT, "iii", "add.s32", "add.u32"),
    SUB_32(Unit.INT, "iii", "sub.s32", "sub.u32"),
    MUL_32(Unit.INT, "iii", "mul.lo.s32", "mul.lo.u32"),
    MAD_32(Unit.INT, "iiii", "mad.lo.s32", "mad.lo.u32"),
    MUL_WIDE_U32(Unit.LONG, "lii", "mul.wide.u32"),
    MUL_WIDE_S32(Unit.LONG, "lii", "mul.wide.s32"),
    MAD_WIDE_U32(Unit.LONG, "liil", "mad.wide.u32"),
    DIV_U32(Unit.INT, "iii", "div.u32"),
    REM_U32(Unit.INT, "iii", "rem.u32"),
    NEG_32(Unit.INT, "ii", "neg.s32"),
    ABS_32(Unit.INT, "ii", "abs.s32"),
    MIN_S32(Unit.INT, "iii", "min.s32"),
    MAX_S32(Unit.INT, "iii", "max.s32"),
    MIN_U32(Unit.INT, "iii", "min.u32"),
    MAX_U32(Unit.INT, "iii", "max.u32"),
    AND_32(Unit.INT, "iii", "and.b32"),
    OR_32(Unit.INT, "iii", "or.b32"),
    XOR_32(Unit.INT, "iii", "xor.b32"),
    NOT_32(Unit.INT, "ii", "not.b32"),
    SHL_32(Unit.INT, "iii", "shl.b32"),
    SHR_S32(Unit.INT, "iii", "shr.s32"),
    SHR_U32(Unit.INT, "iii", "shr.u32", "shr.b32"),
    MOV_32(Unit.INT, "ii", "mov.b32", "mov.u32", "mov.s32", "mov.f32"),
    SELP_32(Unit.INT, "iiip", "selp.b32", "selp.u32", "selp.s32", "selp.f32"),

    ADD_64(Unit.LONG, "lll", "add.s64", "add.u64"),
    SUB_64(Unit.LONG, "lll", "sub.s64", "sub.u64"),
    MUL_64(Unit.LONG, "lll", "mul.lo.s64", "mul.lo.u64"),
    MAD_64(Unit.LONG, "llll", "mad.lo.s64", "mad.lo.u64"),
    DIV_U64(Unit.LONG, "lll", "div.u64"),
    REM_U64(Unit.LONG, "lll", "rem.u64"),
    NEG_64(Unit.LONG, "ll", "neg.s64"),
    ABS_64(Unit.LONG, "ll", "abs.s64"),
    MIN_S64(Unit.LONG, "lll", "min.s64"),
    MAX_S64(Unit.LONG, "lll", "max.s64"),
    MIN_U64(Unit.LONG, "lll", "min.u64"),
    MAX_U64(Unit.LONG, "lll", "max.u64"),
    AND_64(Unit.LONG, "lll", "and.b64"),
    OR_64(Unit.LONG, "lll", "or.b64"),
    XOR_64(Unit.LONG, "lll", "xor.b64"),
    NOT_64(Unit.LONG, "ll", "not.b64"),
    SHL_64(Unit.LONG, "lli", "shl.b64"),
    SHR_S64(Unit.LONG, "lli", "shr.s64"),
    SHR_U64(Unit.LONG, "lli", "shr.u64", "shr.b64"),
    MOV_64(Unit.LONG, "ll", "mov.b64", "mov.u64", "mov.s64", "mov.f64"),
    SELP_64(Unit.LONG, "lllp", "selp.b64", "selp.u64", "selp.s64", "selp.f64"),

    ADD_F32(Unit.FLOAT, "iii", "add.rn.f32"),
    SUB_F32(Unit.FLOAT, "iii", "sub.rn.f32"),
    MUL_F32(Unit.FLOAT, "iii", "mul.rn.f32"),
    FMA_F32(Unit.FLOAT, "iiii", "fma.rn.f32"),
    DIV_F32(Unit.FLOAT, "iii", "div.rn.f32"),
    SQRT_F32(Unit.FLOAT, "ii", "sqrt.rn.f32"),
    NEG_F32(Unit.FLOAT, "ii", "neg.f32"),
    ABS_F32(Unit.FLOAT, "ii", "abs.f32"),
    MIN_F32(Unit.FLOAT, "iii", "min.f32"),
    MAX_F32(Unit.FLOAT, "iii", "max.f32"),

    ADD_F64(Unit.DOUBLE, "lll", "add.rn.f64"),
    SUB_F64(Unit.DOUBLE, "lll", "sub.rn.f64"),
    MUL_F64(Unit.DOUBLE, "lll", "mul.rn.f64"),
    FMA_F64(Unit.DOUBLE, "llll", "fma.rn.f64"),
    DIV_F64(Unit.DOUBLE, "lll", "div.rn.f64"),
    SQRT_F64(Unit.DOUBLE, "ll", "sqrt.rn.f64"),
    NEG_F64(Unit.DOUBLE, "ll", "neg.f64"),
    ABS_F64(Unit.DOUBLE, "ll", "abs.f64"),
    MIN_F64(Unit.DOUBLE, "lll", "min.f64"),
    MAX_F64(Unit.DOUBLE, "lll", "max.f64"),

    CVT_U64_U32(Unit.CONVERT, "li", "cvt.u64.u32", "cvt.s64.u32"),
    CVT_S64_S32(Unit.CONVERT, "li", "cvt.s64.s32"),
    CVT_32_64(Unit.CONVERT, "il", "cvt.u32.u64", "cvt.s32.s64", "cvt.u32.s64", "cvt.s32.u64"),
    /// One half of `mov.b64 {low, high}, a`, which becomes two instructions, and its converse.
    LOW_32(Unit.CONVERT, "il"),
    HIGH_32(Unit.CONVERT, "il"),
    PACK_64(Unit.CONVERT, "lii"),
    CVT_F32_S32(Unit.CONVERT, "ii", "cvt.rn.f32.s32"),
    CVT_F32_U32(Unit.CONVERT, "ii", "cvt.rn.f32.u32"),
    CVT_F32_S64(Unit.CONVERT, "il", "cvt.rn.f32.s64"),
    CVT_F64_S32(Unit.CONVERT, "li", "cvt.rn.f64.s32"),
    CVT_F64_U32(Unit.CONVERT, "li", "cvt.rn.f64.u32"),
    CVT_F64_S64(Unit.CONVERT, "ll", "cvt.rn.f64.s64"),
    CVT_F32_F64(Unit.CONVERT, "il", "cvt.rn.f32.f64"),
    CVT_F64_F32(Unit.CONVERT, "li", "cvt.f64.f32"),
    CVT_S32_F32(Unit.CONVERT, "ii", "cvt.rzi.s32.f32"),
    CVT_S64_F32(Unit.CONVERT, "li", "cvt.rzi.s64.f32"),
    CVT_S32_F64(Unit.CONVERT, "il", "cvt.rzi.s32.f64"),
    CVT_S64_F64(Unit.CONVERT, "ll", "cvt.rzi.s64.f64"),
    FLOOR_F32(Unit.CONVERT, "ii", "cvt.rmi.f32.f32"),
    CEIL_F32(Unit.CONVERT, "ii", "cvt.rpi.f32.f32"),
    RINT_F32(Unit.CONVERT, "ii", "cvt.rni.f32.f32"),
    TRUNC_F32(Unit.CONVERT, "ii", "cvt.rzi.f32.f32"),
    FLOOR_F64(Unit.CONVERT, "ll", "cvt.rmi.f64.f64"),
    CEIL_F64(Unit.CONVERT, "ll", "cvt.rpi.f64.f64"),
    RINT_F64(Unit.CONVERT, "ll", "cvt.rni.f64.f64"),
    TRUNC_F64(Unit.CONVERT, "ll", "cvt.rzi.f64.f64"),

    SETP_EQ_32(Unit.COMPARE, "pii", "setp.eq.s32", "setp.eq.u32", "setp.eq.b32"),
    SETP_NE_32(Unit.COMPARE, "pii", "setp.ne.s32", "setp.ne.u32", "setp.ne.b32"),
    SETP_LT_S32(Unit.COMPARE, "pii", "setp.lt.s32"),
    SETP_LE_S32(Unit.COMPARE, "pii", "setp.le.s32"),
    SETP_GT_S32(Unit.COMPARE, "pii", "setp.gt.s32"),
    SETP_GE_S32(Unit.COMPARE, "pii", "setp.ge.s32"),
    SETP_LT_U32(Unit.COMPARE, "pii", "setp.lt.u32", "setp.lo.u32"),
    SETP_LE_U32(Unit.COMPARE, "pii", "setp.le.u32", "setp.ls.u32"),
    SETP_GT_U32(Unit.COMPARE, "pii", "setp.gt.u32", "setp.hi.u32"),
    SETP_GE_U32(Unit.COMPARE, "pii", "setp.ge.u32", "setp.hs.u32"),
    SETP_EQ_64(Unit.COMPARE, "pll", "setp.eq.s64", "setp.eq.u64", "setp.eq.b64"),
    SETP_NE_64(Unit.COMPARE, "pll", "setp.ne.s64", "setp.ne.u64", "setp.ne.b64"),
    SETP_LT_S64(Unit.COMPARE, "pll", "setp.lt.s64"),
    SETP_LE_S64(Unit.COMPARE, "pll", "setp.le.s64"),
    SETP_GT_S64(Unit.COMPARE, "pll", "setp.gt.s64"),
    SETP_GE_S64(Unit.COMPARE, "pll", "setp.ge.s64"),
    SETP_LT_U64(Unit.COMPARE, "pll", "setp.lt.u64", "setp.lo.u64"),
    SETP_LE_U64(Unit.COMPARE, "pll", "setp.le.u64", "setp.ls.u64"),
    SETP_GT_U64(Unit.COMPARE, "pll", "setp.gt.u64", "setp.hi.u64"),
    SETP_GE_U64(Unit.COMPARE, "pll", "setp.ge.u64", "setp.hs.u64"),
    SETP_EQ_F32(Unit.COMPARE, "pii", "setp.eq.f32"),
    SETP_NE_F32(Unit.COMPARE, "pii", "setp.ne.f32"),
    SETP_LT_F32(Unit.COMPARE, "pii", "setp.lt.f32"),
    SETP_LE_F32(Unit.COMPARE, "pii", "setp.le.f32"),
    SETP_GT_F32(Unit.COMPARE, "pii", "setp.gt.f32"),
    SETP_GE_F32(Unit.COMPARE, "pii", "setp.ge.f32"),
    SETP_NEU_F32(Unit.COMPARE, "pii", "setp.neu.f32"),
    SETP_EQU_F32(Unit.COMPARE, "pii", "setp.equ.f32"),
    SETP_LTU_F32(Unit.COMPARE, "pii", "setp.ltu.f32"),
    SETP_LEU_F32(Unit.COMPARE, "pii", "setp.leu.f32"),
    SETP_GTU_F32(Unit.COMPARE, "pii", "setp.gtu.f32"),
    SETP_GEU_F32(Unit.COMPARE, "pii", "setp.geu.f32"),
    SETP_NUM_F32(Unit.COMPARE, "pii", "setp.num.f32"),
    SETP_NAN_F32(Unit.COMPARE, "pii", "setp.nan.f32"),
    SETP_EQ_F64(Unit.COMPARE, "pll", "setp.eq.f64"),
    SETP_NE_F64(Unit.COMPARE, "pll", "setp.ne.f64"),
    SETP_LT_F64(Unit.COMPARE, "pll", "setp.lt.f64"),
    SETP_LE_F64(Unit.COMPARE, "pll", "setp.le.f64"),
    SETP_GT_F64(Unit.COMPARE, "pll", "setp.gt.f64"),
    SETP_GE_F64(Unit.COMPARE, "pll", "setp.ge.f64"),
    SETP_NEU_F64(Unit.COMPARE, "pll", "setp.neu.f64"),
    SETP_EQU_F64(Unit.COMPARE, "pll", "setp.equ.f64"),
    SETP_LTU_F64(Unit.COMPARE, "pll", "setp.ltu.f64"),
    SETP_LEU_F64(Unit.COMPARE, "pll", "setp.leu.f64"),
    SETP_GTU_F64(Unit.COMPARE, "pll", "setp.gtu.f64"),
    SETP_GEU_F64(Unit.COMPARE, "pll", "setp.geu.f64"),
    SETP_NUM_F64(Unit.COMPARE, "pll", "setp.num.f64"),
    SETP_NAN_F64(Unit.COMPARE, "pll", "setp.nan.f64"),
    AND_P(Unit.COMPARE, "ppp", "and.pred"),
    OR_P(Unit.COMPARE, "ppp", "or.pred"),
    XOR_P(Unit.COMPARE, "ppp", "xor.pred"),
    NOT_P(Unit.COMPARE, "pp", "not.pred"),
    MOV_P(Unit.COMPARE, "pp", "mov.pred"),

    SHFL_DOWN(Unit.SHUFFLE, "iiiii", "shfl.sync.down.b32"),
    SHFL_BFLY(Unit.SHUFFLE, "iiiii", "shfl.sync.bfly.b32"),
    SHFL_IDX(Unit.SHUFFLE, "iiiii", "shfl.sync.idx.b32"),

    /// Their operands have brackets, see [MemoryOperation].
    LOAD(Unit.MEMORY, ""),
    STORE(Unit.MEMORY, ""),
    ATOM_MIN_U64(Unit.MEMORY, "", "atom.global.min.u64"),
    RED_MIN_U64(Unit.MEMORY, "", "red.global.min.u64"),

    /// The operand is a label.
    BRA(Unit.CONTROL, "", "bra", "bra.uni"),
    BAR_SYNC(Unit.CONTROL, "i", "bar.sync"),
    BAR_WARP_SYNC(Unit.CONTROL, "i", "bar.warp.sync"),
    RET(Unit.CONTROL, "", "ret"),
    EXIT(Unit.CONTROL, "", "exit");

    /// Which part of the processor executes it.
    enum Unit {
        INT,
        LONG,
        FLOAT,
        DOUBLE,
        CONVERT,
        COMPARE,
        SHUFFLE,
        MEMORY,
        CONTROL
    }

    private static final Map<String, Op> BY_SPELLING = bySpelling();

    final Unit unit;
    /// A letter per operand.
    final String pattern;
    private final List<String> spellings;

    Op(Unit unit, String pattern, String... spellings) {
        this.unit = unit;
        this.pattern = pattern;
        this.spellings = List.of(spellings);
    }

    private static Map<String, Op> bySpelling() {
        Map<String, Op> map = new HashMap<>();
        for (Op op : values()) {
            op.spellings.forEach(spelling -> map.put(spelling, op));
        }
        return Map.copyOf(map);
    }

    /// @throws PtxException if no instruction is spelled so
    static Op named(String spelling) {
        Op op = BY_SPELLING.get(spelling);
        if (op == null) {
            throw new PtxException("instruction '" + spelling + "' is not in the emulator's subset of PTX");
        }
        return op;
    }

    /// True for an operation whose first operand is a result.
    boolean hasResult() {
        return unit != Unit.CONTROL && !pattern.isEmpty();
    }
}
