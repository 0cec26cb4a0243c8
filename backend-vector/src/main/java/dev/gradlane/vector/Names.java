package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Names of the classes that generated code speaks of.
final class Names {
    static final ClassDesc ADDRESS = of(Address.class);
    static final ClassDesc ROWS = of(Rows.class);
    static final ClassDesc TILE = of(Tile.class);
    static final ClassDesc MATH = of(Math.class);
    static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
    static final ClassDesc BYTE_ORDER = ClassDesc.of("java.nio.ByteOrder");
    /// A segment's method: frame, rows, from, to.
    static final MethodTypeDesc SEGMENT_METHOD = MethodTypeDesc.of(
            ConstantDescs.CD_void,
            ConstantDescs.CD_long.arrayType(),
            ConstantDescs.CD_long,
            ConstantDescs.CD_int,
            ConstantDescs.CD_int);
    /// The same, of a segment that tells whether it met a rare point.
    static final MethodTypeDesc TELLING_METHOD = SEGMENT_METHOD.changeReturnType(ConstantDescs.CD_int);
    static final MethodTypeDesc METHOD = MethodTypeDesc.of(
            ConstantDescs.CD_void, ConstantDescs.CD_long.arrayType(), ConstantDescs.CD_long, ConstantDescs.CD_int);

    static final MethodTypeDesc COMMON = METHOD.changeReturnType(ConstantDescs.CD_boolean);
    static final MethodTypeDesc HAS_COMMON = MethodTypeDesc.of(ConstantDescs.CD_boolean);
    static final MethodTypeDesc ONE_SEGMENT = METHOD.insertParameterTypes(0, ConstantDescs.CD_int);

    private Names() {}

    private static ClassDesc of(Class<?> type) {
        return type.describeConstable().orElseThrow();
    }

    /// The local variable of a value; a derived value (a merge under its guard) has a negative number.
    static String local(int value) {
        return value >= 0 ? "v" + value : "w" + ~value;
    }

    /// The Java type of an element; bool is an int.
    static ClassDesc element(DType type) {
        return switch (type) {
            case F32 -> ConstantDescs.CD_float;
            case F64 -> ConstantDescs.CD_double;
            case I32, BOOL -> ConstantDescs.CD_int;
            case I64 -> ConstantDescs.CD_long;
        };
    }

    static TypeKind kind(DType type) {
        return TypeKind.from(element(type));
    }

    /// Pushes the address space.
    static Assembly memory(Assembly code) {
        return code.field(ADDRESS, "ALL", SEGMENT);
    }

    /// `memory.get(type, address)`.
    static Assembly element(Assembly code, DType type, Runnable address) {
        ClassDesc layout = layout(type);
        memory(code).field(ADDRESS, Rows.stored(type).name(), layout);
        address.run();
        return code.callInterface(SEGMENT, "get", MethodTypeDesc.of(element(type), layout, ConstantDescs.CD_long));
    }

    /// The pushed i64 as an element; a bool is 0 or 1.
    static Assembly fromBits(Assembly code, DType type) {
        return switch (type) {
            case F32 ->
                code.apply("(int) %s", 1, CodeBuilder::l2i)
                        .callStatic(
                                ClassDesc.of("java.lang.Float"),
                                "intBitsToFloat",
                                MethodTypeDesc.of(ConstantDescs.CD_float, ConstantDescs.CD_int));
            case F64 ->
                code.callStatic(
                        ClassDesc.of("java.lang.Double"),
                        "longBitsToDouble",
                        MethodTypeDesc.of(ConstantDescs.CD_double, ConstantDescs.CD_long));
            case I32, BOOL -> code.apply("(int) %s", 1, CodeBuilder::l2i);
            case I64 -> code;
        };
    }

    static ClassDesc layout(DType type) {
        String name = switch (type) {
            case F32 -> "OfFloat";
            case F64 -> "OfDouble";
            case I32, BOOL -> "OfInt";
            case I64 -> "OfLong";
        };
        return ClassDesc.of("java.lang.foreign.ValueLayout").nested(name);
    }
}
