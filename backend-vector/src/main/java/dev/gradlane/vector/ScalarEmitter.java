package dev.gradlane.vector;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Statement;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/// One point at a time in plain Java instructions, each the one that [ScalarOp] names. A bool is an int, 0 or 1.
final class ScalarEmitter implements Emitter {
    private static final ClassDesc FLOAT = ClassDesc.of("java.lang.Float");
    private static final ClassDesc DOUBLE = ClassDesc.of("java.lang.Double");
    private static final ClassDesc INTEGER = ClassDesc.of("java.lang.Integer");
    private static final ClassDesc LONG = ClassDesc.of("java.lang.Long");
    private static final MethodTypeDesc DOUBLE_TO_DOUBLE = MethodTypeDesc.of(CD_double, CD_double);

    private final Assembly code;
    private final Tables tables;
    private final Map<Integer, DType> types = new HashMap<>();

    ScalarEmitter(Assembly code, Tables tables) {
        this.code = code;
        this.tables = tables;
    }

    @Override
    public int lanes() {
        return 1;
    }

    @Override
    public void prologue(boolean lookups) {
        // a table is read by an element's own index
    }

    @Override
    public void constant(int v, DType type, long bits) {
        switch (type) {
            case F32 -> code.constant(Float.intBitsToFloat((int) bits));
            case F64 -> code.constant(Double.longBitsToDouble(bits));
            case I32, BOOL -> code.constant((int) bits);
            case I64 -> code.constant(bits);
        }
        set(v, type);
    }

    @Override
    public void uniform(int v, DType type, Runnable bits) {
        bits.run();
        Names.fromBits(code, type);
        set(v, type);
    }

    @Override
    public void load(int v, DType type, Runnable address) {
        Names.element(code, type, address);
        if (type == DType.BOOL) {
            code.constant(1).apply("(%s & %s)", 2, CodeBuilder::iand);
        }
        set(v, type);
    }

    @Override
    public void store(int v, DType type, Runnable address) {
        ClassDesc layout = Names.layout(type);
        Names.memory(code).field(Names.ADDRESS, Rows.stored(type).name(), layout);
        address.run();
        get(v);
        if (type == DType.BOOL) {
            code.apply("-%s", 1, CodeBuilder::ineg);
        }
        code.callInterface(
                Names.SEGMENT, "set", MethodTypeDesc.of(ConstantDescs.CD_void, layout, CD_long, Names.element(type)));
    }

    @Override
    public void isWrong(Premise premise) {
        code.constant(0);
        premise.never().forEach(c -> get(c).apply("(%s | %s)", 2, CodeBuilder::ior));
        premise.always()
                .forEach(c -> get(c).constant(1)
                        .apply("(%s ^ %s)", 2, CodeBuilder::ixor)
                        .apply("(%s | %s)", 2, CodeBuilder::ior));
    }

    @Override
    public void skipUnlessAny(int condition, Label target) {
        get(condition).branch("if (%s == 0) continue", c -> c.ifeq(target));
    }

    @Override
    public void compute(Statement.Compute c) {
        int[] x = c.operands().stream().mapToInt(i -> i).toArray();
        switch (c.function()) {
            case ScalarOp op -> instruction(op, c.type(), x);
            case Lookup(var table) ->
                tables.push(
                        code,
                        table,
                        () -> get(x[0]).constant(Tables.mask(table)).apply("(%s & %s)", 2, CodeBuilder::iand));
            case Composite composite ->
                throw new IllegalStateException(composite.symbol() + " was not expanded before the kernel was built");
        }
        set(c.result(), c.type());
    }

    private void instruction(ScalarOp op, DType type, int[] x) {
        DType of = types.get(x[0]);
        switch (op) {
            case ADD -> binary("(%s + %s)", x, Opcode.FADD, Opcode.DADD, Opcode.IADD, Opcode.LADD);
            case SUB -> binary("(%s - %s)", x, Opcode.FSUB, Opcode.DSUB, Opcode.ISUB, Opcode.LSUB);
            case MUL -> binary("(%s * %s)", x, Opcode.FMUL, Opcode.DMUL, Opcode.IMUL, Opcode.LMUL);
            case DIV -> binary("(%s / %s)", x, Opcode.FDIV, Opcode.DDIV, Opcode.IDIV, Opcode.LDIV);
            case FMA -> math("fma", of, x);
            case NEG -> {
                get(x[0]);
                operate("-%s", 1, of, Opcode.FNEG, Opcode.DNEG, Opcode.INEG, Opcode.LNEG);
            }
            case ABS -> math("abs", of, x);
            case MIN -> math("min", of, x);
            case MAX -> math("max", of, x);
            case SQRT -> inDouble("sqrt", of, x[0]);
            case FLOOR -> inDouble("floor", of, x[0]);
            case CEIL -> inDouble("ceil", of, x[0]);
            case RINT -> inDouble("rint", of, x[0]);
            case TRUNC -> {
                // a number toward zero: the floor of |x| with the sign of x; the sign of a NaN is nobody's business
                get(x[0]).callStatic(Names.MATH, "abs", same(of, 1));
                viaDouble("floor", of);
                get(x[0]).callStatic(Names.MATH, "copySign", same(of, 2));
            }
            case LT -> compare(x, "(%s < %s)", Opcode.FCMPG, Opcode.DCMPG, Opcode.IFLT);
            case LE -> compare(x, "(%s <= %s)", Opcode.FCMPG, Opcode.DCMPG, Opcode.IFLE);
            case GT -> compare(x, "(%s > %s)", Opcode.FCMPL, Opcode.DCMPL, Opcode.IFGT);
            case GE -> compare(x, "(%s >= %s)", Opcode.FCMPL, Opcode.DCMPL, Opcode.IFGE);
            case EQ -> compare(x, "(%s == %s)", Opcode.FCMPL, Opcode.DCMPL, Opcode.IFEQ);
            case NE -> compare(x, "(%s != %s)", Opcode.FCMPL, Opcode.DCMPL, Opcode.IFNE);
            case LTU -> {
                get(x[0]);
                get(x[1]);
                ClassDesc e = Names.element(of);
                code.callStatic(of == DType.I32 ? INTEGER : LONG, "compareUnsigned", MethodTypeDesc.of(CD_int, e, e))
                        .apply("(%s < 0)", 1, c -> truth(c, Opcode.IFLT));
            }
            case SELECT -> {
                get(x[0])
                        .apply(
                                "(%s != 0",
                                1,
                                c -> c.ifThenElse(
                                        Opcode.IFNE,
                                        then -> then.loadLocal(Names.kind(type), code.slot(Names.local(x[1]))),
                                        otherwise ->
                                                otherwise.loadLocal(Names.kind(type), code.slot(Names.local(x[2])))));
                code.append(" ? " + Names.local(x[1]) + " : " + Names.local(x[2]) + ")");
            }
            case AND -> bits("(%s & %s)", x, Opcode.IAND, Opcode.LAND);
            case OR -> bits("(%s | %s)", x, Opcode.IOR, Opcode.LOR);
            case XOR -> bits("(%s ^ %s)", x, Opcode.IXOR, Opcode.LXOR);
            case NOT -> {
                get(x[0]);
                switch (of) {
                    case BOOL -> code.constant(1).apply("(%s ^ %s)", 2, CodeBuilder::ixor);
                    case I32 -> code.constant(-1).apply("(%s ^ %s)", 2, CodeBuilder::ixor);
                    case I64, F32, F64 -> code.constant(-1L).apply("(%s ^ %s)", 2, CodeBuilder::lxor);
                }
            }
            case SHL -> shift("(%s << %s)", x, of, Opcode.ISHL, Opcode.LSHL);
            case SHR -> shift("(%s >> %s)", x, of, Opcode.ISHR, Opcode.LSHR);
            case USHR -> shift("(%s >>> %s)", x, of, Opcode.IUSHR, Opcode.LUSHR);
            case MUL_WIDE_U32 -> {
                unsigned(x[0]);
                unsigned(x[1]);
                code.apply("(%s * %s)", 2, CodeBuilder::lmul);
            }
            case TO_F32, TO_F64, TO_I32, TO_I64 -> {
                get(x[0]);
                if (of != type) {
                    code.apply("(" + type.symbol() + ") %s", 1, c -> c.conversion(Names.kind(of), Names.kind(type)));
                }
            }
            case BITS ->
                get(x[0])
                        .callStatic(
                                of == DType.F32 ? FLOAT : DOUBLE,
                                of == DType.F32 ? "floatToIntBits" : "doubleToLongBits",
                                MethodTypeDesc.of(Names.element(type), Names.element(of)));
            case RAW_BITS ->
                get(x[0])
                        .callStatic(
                                of == DType.F32 ? FLOAT : DOUBLE,
                                of == DType.F32 ? "floatToRawIntBits" : "doubleToRawLongBits",
                                MethodTypeDesc.of(Names.element(type), Names.element(of)));
            case FROM_BITS ->
                get(x[0])
                        .callStatic(
                                of == DType.I32 ? FLOAT : DOUBLE,
                                of == DType.I32 ? "intBitsToFloat" : "longBitsToDouble",
                                MethodTypeDesc.of(Names.element(type), Names.element(of)));
        }
    }

    private void binary(String format, int[] x, Opcode f32, Opcode f64, Opcode i32, Opcode i64) {
        get(x[0]);
        get(x[1]);
        operate(format, 2, types.get(x[0]), f32, f64, i32, i64);
    }

    private void bits(String format, int[] x, Opcode i32, Opcode i64) {
        binary(format, x, i32, i64, i32, i64);
    }

    private void operate(String format, int operands, DType of, Opcode f32, Opcode f64, Opcode i32, Opcode i64) {
        Opcode opcode = switch (of) {
            case F32 -> f32;
            case F64 -> f64;
            case I32, BOOL -> i32;
            case I64 -> i64;
        };
        code.apply(format, operands, c -> c.with(OperatorInstruction.of(opcode)));
    }

    /// The count is of the shifted value's type; the instruction takes an int and masks it.
    private void shift(String format, int[] x, DType of, Opcode i32, Opcode i64) {
        get(x[0]);
        get(x[1]);
        if (of == DType.I64) {
            code.apply("(int) %s", 1, CodeBuilder::l2i);
        }
        Opcode opcode = of == DType.I64 ? i64 : i32;
        code.apply(format, 2, c -> c.with(OperatorInstruction.of(opcode)));
    }

    private void math(String function, DType of, int[] x) {
        for (int operand : x) {
            get(operand);
        }
        code.callStatic(Names.MATH, function, same(of, x.length));
    }

    private static MethodTypeDesc same(DType of, int operands) {
        return MethodTypeDesc.of(Names.element(of), Collections.nCopies(operands, Names.element(of)));
    }

    private void inDouble(String function, DType of, int x) {
        get(x);
        viaDouble(function, of);
    }

    /// Exact for f32 too: rounding to whole numbers needs no more digits, and a root of 24 bits is rounded twice
    /// without harm in 53.
    private void viaDouble(String function, DType of) {
        if (of == DType.F32) {
            code.apply("(double) %s", 1, CodeBuilder::f2d);
        }
        code.callStatic(Names.MATH, function, DOUBLE_TO_DOUBLE);
        if (of == DType.F32) {
            code.apply("(float) %s", 1, CodeBuilder::d2f);
        }
    }

    private void compare(int[] x, String format, Opcode f32, Opcode f64, Opcode branch) {
        get(x[0]);
        get(x[1]);
        code.apply(format, 2, c -> {
            switch (types.get(x[0])) {
                case F32 -> c.with(OperatorInstruction.of(f32));
                case F64 -> c.with(OperatorInstruction.of(f64));
                case I32, BOOL -> c.invokestatic(INTEGER, "compare", MethodTypeDesc.of(CD_int, CD_int, CD_int));
                case I64 -> c.lcmp();
            }
            truth(c, branch);
        });
    }

    private static void truth(CodeBuilder code, Opcode branch) {
        code.ifThenElse(branch, CodeBuilder::iconst_1, CodeBuilder::iconst_0);
    }

    private void unsigned(int x) {
        get(x).callStatic(INTEGER, "toUnsignedLong", MethodTypeDesc.of(CD_long, CD_int));
    }

    private Assembly get(int v) {
        return code.get(Names.kind(types.get(v)), Names.local(v));
    }

    private void set(int v, DType type) {
        types.put(v, type);
        code.set(Names.kind(type), Names.local(v));
    }
}
