package dev.gradlane.vector;

import static dev.gradlane.vector.VectorNames.MASK;
import static dev.gradlane.vector.VectorNames.SPECIES;
import static dev.gradlane.vector.VectorNames.VECTOR;
import static dev.gradlane.vector.VectorNames.toVector;
import static dev.gradlane.vector.VectorNames.vector;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;
import dev.gradlane.kernel.Statement;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A vector of points at a time over the Vector API. A method has one number of lanes, that of its widest values;
/// narrower values lie in shorter vectors, so that a conversion or a mask keeps its lanes and no value needs two
/// vectors. A bool is a mask; it remembers the element type of the comparison that made it and is cast where it meets
/// another.
final class VectorEmitter implements Emitter {
    private static final String LOCAL_INDEX = "index";
    private static final ClassDesc INDICES = CD_int.arrayType();

    private final Assembly code;
    private final Tables tables;
    private final int lanes;
    private final Map<Integer, DType> types = new HashMap<>();
    private final Map<Integer, DType> maskOf = new HashMap<>();
    private final Map<Integer, Long> constants = new HashMap<>();

    VectorEmitter(Assembly code, Tables tables, int lanes) {
        this.code = code;
        this.tables = tables;
        this.lanes = lanes;
    }

    @Override
    public int lanes() {
        return lanes;
    }

    @Override
    public void constant(int v, DType type, long bits) {
        constants.put(v, bits);
        switch (type) {
            case F32 -> species(type).constant(Float.intBitsToFloat((int) bits));
            case F64 -> species(type).constant(Double.longBitsToDouble(bits));
            case I32 -> species(type).constant((int) bits);
            case I64 -> species(type).constant(bits);
            case BOOL -> {
                species(DType.I32)
                        .constant((int) bits)
                        .callInterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, CD_boolean));
                setMask(v, DType.I32);
                return;
            }
        }
        broadcast(type);
        set(v, type);
    }

    @Override
    public void uniform(int v, DType type, Runnable bits) {
        if (type == DType.BOOL) {
            species(DType.I32);
            bits.run();
            Names.fromBits(code, type).callInterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, CD_boolean));
            setMask(v, DType.I32);
            return;
        }
        species(type);
        bits.run();
        Names.fromBits(code, type);
        broadcast(type);
        set(v, type);
    }

    @Override
    public void load(int v, DType type, Runnable address) {
        species(type);
        Names.memory(code);
        address.run();
        order().callStatic(
                        vector(type),
                        "fromMemorySegment",
                        MethodTypeDesc.of(vector(type), SPECIES, Names.SEGMENT, CD_long, Names.BYTE_ORDER));
        loaded(v, type);
    }

    private void loaded(int v, DType type) {
        if (type == DType.BOOL) {
            operator("NE")
                    .constant(0)
                    .call(vector(type), "compare", MethodTypeDesc.of(MASK, VectorNames.COMPARISON, CD_int));
            setMask(v, DType.I32);
        } else {
            set(v, type);
        }
    }

    @Override
    public void store(int v, DType type, Runnable address) {
        if (type == DType.BOOL) {
            broadcast(DType.I32, 0);
            broadcast(DType.I32, -1);
            mask(v, DType.I32);
            blend(DType.I32);
        } else {
            get(v);
        }
        Names.memory(code);
        address.run();
        order().call(
                        vector(type),
                        "intoMemorySegment",
                        MethodTypeDesc.of(CD_void, Names.SEGMENT, CD_long, Names.BYTE_ORDER));
    }

    @Override
    public void isWrong(Premise premise) {
        DType element = maskOf.get(premise.conditions().getFirst());
        joined(premise.always(), element, "and");
        if (!premise.always().isEmpty()) {
            code.call(MASK, "not", MethodTypeDesc.of(MASK));
        }
        joined(premise.never(), element, "or");
        if (!premise.always().isEmpty() && !premise.never().isEmpty()) {
            code.call(MASK, "or", MethodTypeDesc.of(MASK, MASK));
        }
        code.call(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean));
    }

    /// Pushes a mask, if there are conditions.
    private void joined(List<Integer> conditions, DType element, String method) {
        for (int i = 0; i < conditions.size(); i++) {
            mask(conditions.get(i), element);
            if (i > 0) {
                code.call(MASK, method, MethodTypeDesc.of(MASK, MASK));
            }
        }
    }

    @Override
    public void skipUnlessAny(int condition, Label target) {
        mask(condition, maskOf.get(condition))
                .call(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean))
                .branch("if (!%s) continue", c -> c.ifeq(target));
    }

    @Override
    public void compute(Statement.Compute c) {
        int v = c.result();
        DType type = c.type();
        int[] x = c.operands().stream().mapToInt(i -> i).toArray();
        switch (c.function()) {
            case ScalarOp op -> {
                if (type == DType.BOOL) {
                    setMask(v, truth(op, x));
                } else {
                    instruction(op, type, x);
                    set(v, type);
                }
            }
            case Lookup(Table table) -> {
                gather(table, x[0]);
                set(v, type);
            }
            case Composite composite ->
                throw new IllegalStateException(composite.symbol() + " was not expanded before the kernel was built");
        }
    }

    /// Pushes a mask, returns its element type.
    private DType truth(ScalarOp op, int[] x) {
        DType of = types.get(x[0]);
        return switch (op) {
            case LT -> compare("LT", of, x);
            case LE -> compare("LE", of, x);
            case GT -> compare("GT", of, x);
            case GE -> compare("GE", of, x);
            case EQ -> compare("EQ", of, x);
            case NE -> compare("NE", of, x);
            case LTU -> compare("ULT", of, x);
            case AND -> combine("and", x[0], x[1]);
            case OR -> combine("or", x[0], x[1]);
            case XOR -> combine("xor", x[0], x[1]);
            case NOT -> {
                DType element = maskOf.get(x[0]);
                mask(x[0], element).call(MASK, "not", MethodTypeDesc.of(MASK));
                yield element;
            }
            case SELECT -> {
                // (taken and condition) or (otherwise and not condition)
                DType element = combine("and", x[1], x[0]);
                mask(x[2], element);
                mask(x[0], element).call(MASK, "andNot", MethodTypeDesc.of(MASK, MASK));
                code.call(MASK, "or", MethodTypeDesc.of(MASK, MASK));
                yield element;
            }
            case ADD, SUB, MUL, DIV, FMA, NEG, ABS, SQRT, MIN, MAX -> throw noBool(op);
            case SHL, SHR, USHR, MUL_WIDE_U32, TO_F32, TO_F64, TO_I32, TO_I64 -> throw noBool(op);
            case FLOOR, CEIL, RINT, TRUNC, BITS, RAW_BITS, FROM_BITS -> throw noBool(op);
        };
    }

    private static IllegalStateException noBool(ScalarOp op) {
        return new IllegalStateException(op.symbol() + " has no bool");
    }

    private DType compare(String operator, DType of, int[] x) {
        get(x[0]);
        operator(operator);
        get(x[1]).call(vector(of), "compare", MethodTypeDesc.of(MASK, VectorNames.COMPARISON, VECTOR));
        return of;
    }

    private DType combine(String method, int a, int b) {
        DType element = maskOf.get(a);
        mask(a, element);
        mask(b, element).call(MASK, method, MethodTypeDesc.of(MASK, MASK));
        return element;
    }

    /// Pushes a vector of `type`.
    private void instruction(ScalarOp op, DType type, int[] x) {
        DType of = types.get(x[0]);
        switch (op) {
            case ADD -> method("add", of, x);
            case SUB -> method("sub", of, x);
            case MUL -> method("mul", of, x);
            case DIV -> method("div", of, x);
            case FMA -> method("fma", of, x);
            case NEG -> method("neg", of, x);
            case ABS -> method("abs", of, x);
            case SQRT -> method("sqrt", of, x);
            case MIN -> method("min", of, x);
            case MAX -> method("max", of, x);
            case AND -> method("and", of, x);
            case OR -> method("or", of, x);
            case NOT -> method("not", of, x);
            case XOR -> lanewise("XOR", of, x);
            case SHL -> shift("LSHL", of, x);
            case SHR -> shift("ASHR", of, x);
            case USHR -> shift("LSHR", of, x);
            case SELECT -> {
                get(x[2]);
                get(x[1]);
                mask(x[0], type);
                blend(type);
            }
            case MUL_WIDE_U32 -> {
                convert("ZERO_EXTEND_I2L", type, x[0]);
                convert("ZERO_EXTEND_I2L", type, x[1]);
                code.call(vector(type), "mul", toVector(type, 1));
            }
            case TO_F32, TO_F64, TO_I32, TO_I64 -> {
                if (of == type) {
                    get(x[0]);
                } else if (of == DType.BOOL) {
                    throw noBool(op);
                } else {
                    convert(VectorNames.letter(of) + "2" + VectorNames.letter(type), type, x[0]);
                }
            }
            case RINT -> {
                roundMagnitude(of, x[0]);
                restoreSign(of, x[0]);
                whereFraction(of, x[0]);
            }
            case FLOOR -> {
                roundMagnitude(of, x[0]);
                restoreSign(of, x[0]);
                stepWhere("GT", of, Names.local(x[0]), "sub");
                whereFraction(of, x[0]);
            }
            case CEIL -> {
                roundMagnitude(of, x[0]);
                restoreSign(of, x[0]);
                stepWhere("LT", of, Names.local(x[0]), "add");
                // −1 + 1 = +0, but the ceiling of −0.5 is −0
                restoreSign(of, x[0]);
                whereFraction(of, x[0]);
            }
            case TRUNC -> {
                roundMagnitude(of, x[0]);
                stepWhere("GT", of, "magnitude", "sub");
                restoreSign(of, x[0]);
                whereFraction(of, x[0]);
            }
            case BITS -> {
                reinterpret(type, Names.local(x[0]), of);
                broadcast(type, type == DType.I32 ? 0x7fc00000 : 0x7ff8000000000000L);
                compare("NE", of, new int[] {x[0], x[0]});
                castMask(of, type);
                blend(type);
            }
            case RAW_BITS, FROM_BITS -> reinterpret(type, Names.local(x[0]), of);
            case LT, LE, GT, GE, EQ, NE, LTU -> throw new IllegalStateException(op.symbol() + " has a bool");
        }
    }

    private void method(String name, DType of, int[] x) {
        for (int operand : x) {
            get(operand);
        }
        code.call(vector(of), name, toVector(of, x.length - 1));
    }

    private void lanewise(String operator, DType of, int[] x) {
        get(x[0]).field(VectorNames.OPERATORS, operator, VectorNames.ASSOCIATIVE);
        get(x[1]).call(vector(of), "lanewise", MethodTypeDesc.of(vector(of), VectorNames.BINARY, VECTOR));
    }

    /// A count that is a constant becomes part of the instruction.
    private void shift(String operator, DType of, int[] x) {
        get(x[0]).field(VectorNames.OPERATORS, operator, VectorNames.BINARY);
        Long count = constants.get(x[1]);
        if (count == null) {
            get(x[1]).call(vector(of), "lanewise", MethodTypeDesc.of(vector(of), VectorNames.BINARY, VECTOR));
        } else if (of == DType.I32) {
            code.constant((int) (long) count)
                    .call(vector(of), "lanewise", MethodTypeDesc.of(vector(of), VectorNames.BINARY, CD_int));
        } else {
            code.constant((long) count)
                    .call(vector(of), "lanewise", MethodTypeDesc.of(vector(of), VectorNames.BINARY, CD_long));
        }
    }

    private void convert(String conversion, DType to, int x) {
        get(x).field(VectorNames.OPERATORS, conversion, VectorNames.CONVERSION);
        species(to)
                .constant(0)
                .call(VECTOR, "convertShape", MethodTypeDesc.of(VECTOR, VectorNames.CONVERSION, SPECIES, CD_int))
                .cast(vector(to));
    }

    /// magnitude = |x|; rounded = (magnitude + 2^23) − 2^23, ties to even (2^52 for f64).
    private void roundMagnitude(DType of, int x) {
        get(x).call(vector(of), "abs", toVector(of, 0)).set(TypeKind.REFERENCE, "magnitude");
        temporary("magnitude");
        broadcast(of, whole(of));
        code.call(vector(of), "add", toVector(of, 1));
        broadcast(of, whole(of));
        code.call(vector(of), "sub", toVector(of, 1)).set(TypeKind.REFERENCE, "rounded");
    }

    /// rounded = rounded ± 1 where rounded exceeds `bound` in the way of `operator`.
    private void stepWhere(String operator, DType of, String bound, String step) {
        temporary("rounded");
        temporary("rounded");
        broadcast(of, of.bitsOf(1));
        code.call(vector(of), step, toVector(of, 1));
        temporary("rounded");
        operator(operator);
        temporary(bound).call(vector(of), "compare", MethodTypeDesc.of(MASK, VectorNames.COMPARISON, VECTOR));
        blend(of).set(TypeKind.REFERENCE, "rounded");
    }

    /// rounded = rounded with the sign bit of x, of which it has the sign or is +0.
    private void restoreSign(DType of, int x) {
        DType bits = of.bitsType();
        reinterpret(bits, "rounded", of);
        reinterpret(bits, Names.local(x), of);
        broadcast(bits, bits == DType.I32 ? Integer.MIN_VALUE : Long.MIN_VALUE);
        code.call(vector(bits), "and", toVector(bits, 1))
                .call(vector(bits), "or", toVector(bits, 1))
                .call(vector(bits), of == DType.F32 ? "reinterpretAsFloats" : "reinterpretAsDoubles", toVector(of, 0))
                .set(TypeKind.REFERENCE, "rounded");
    }

    /// Pushes rounded where |x| is small enough to have a fraction, else x: it is whole, infinite or NaN.
    private void whereFraction(DType of, int x) {
        get(x);
        temporary("rounded");
        temporary("magnitude");
        operator("LT");
        broadcast(of, whole(of));
        code.call(vector(of), "compare", MethodTypeDesc.of(MASK, VectorNames.COMPARISON, VECTOR));
        blend(of);
    }

    private static long whole(DType of) {
        return of.bitsOf(of == DType.F32 ? 0x1p23 : 0x1p52);
    }

    private void reinterpret(DType to, String local, DType from) {
        String method = switch (to) {
            case F32 -> "reinterpretAsFloats";
            case F64 -> "reinterpretAsDoubles";
            case I32, BOOL -> "reinterpretAsInts";
            case I64 -> "reinterpretAsLongs";
        };
        temporary(local).call(vector(from), method, toVector(to, 0));
    }

    private void gather(Table table, int index) {
        get(index);
        broadcast(DType.I32, Tables.mask(table));
        code.call(vector(DType.I32), "and", toVector(DType.I32, 1));
        temporary(LOCAL_INDEX)
                .constant(0)
                .call(vector(DType.I32), "intoArray", MethodTypeDesc.of(CD_void, INDICES, CD_int));
        species(table.dtype());
        tables.push(code, table);
        code.constant(0);
        temporary(LOCAL_INDEX)
                .constant(0)
                .callStatic(
                        vector(table.dtype()),
                        "fromArray",
                        MethodTypeDesc.of(vector(table.dtype()), SPECIES, Tables.type(table), CD_int, INDICES, CD_int));
    }

    @Override
    public void prologue(boolean lookups) {
        if (lookups) {
            code.constant(Math.max(lanes, 16))
                    .apply("new int[%s]", 1, c -> c.newarray(TypeKind.INT))
                    .set(TypeKind.REFERENCE, LOCAL_INDEX);
        }
    }

    private Assembly species(DType type) {
        int bits = lanes * Rows.stored(type).bytes() * 8;
        return code.field(vector(type), "SPECIES_" + bits, SPECIES);
    }

    private Assembly operator(String comparison) {
        return code.field(VectorNames.OPERATORS, comparison, VectorNames.COMPARISON);
    }

    private Assembly order() {
        return code.field(Names.ADDRESS, "ORDER", Names.BYTE_ORDER);
    }

    /// The species and an element are pushed.
    private Assembly broadcast(DType type) {
        return code.callStatic(
                vector(type), "broadcast", MethodTypeDesc.of(vector(type), SPECIES, Names.element(type)));
    }

    private Assembly broadcast(DType type, long bits) {
        species(type);
        switch (type) {
            case F32 -> code.constant(Float.intBitsToFloat((int) bits));
            case F64 -> code.constant(Double.longBitsToDouble(bits));
            case I32, BOOL -> code.constant((int) bits);
            case I64 -> code.constant(bits);
        }
        return broadcast(type);
    }

    /// Otherwise, taken and a mask are pushed.
    private Assembly blend(DType type) {
        return code.call(vector(type), "blend", MethodTypeDesc.of(vector(type), VECTOR, MASK));
    }

    private Assembly mask(int v, DType element) {
        code.get(TypeKind.REFERENCE, Names.local(v));
        castMask(maskOf.get(v), element);
        return code;
    }

    private void castMask(DType from, DType to) {
        if (from != to) {
            species(to).call(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        }
    }

    private Assembly get(int v) {
        return code.get(TypeKind.REFERENCE, Names.local(v));
    }

    private Assembly temporary(String name) {
        return code.get(TypeKind.REFERENCE, name);
    }

    private void set(int v, DType type) {
        types.put(v, type);
        code.set(TypeKind.REFERENCE, Names.local(v));
    }

    private void setMask(int v, DType element) {
        types.put(v, DType.BOOL);
        maskOf.put(v, element);
        code.set(TypeKind.REFERENCE, Names.local(v));
    }
}
