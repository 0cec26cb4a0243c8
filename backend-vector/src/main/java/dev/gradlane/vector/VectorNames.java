package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;

/// Names of the Vector API that generated code speaks of. They are text here, so that this backend loads without it.
final class VectorNames {
    static final ClassDesc VECTOR = named("Vector");
    static final ClassDesc MASK = named("VectorMask");
    static final ClassDesc SPECIES = named("VectorSpecies");
    static final ClassDesc OPERATORS = named("VectorOperators");
    static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
    static final ClassDesc CONVERSION = OPERATORS.nested("Conversion");
    static final ClassDesc BINARY = OPERATORS.nested("Binary");
    static final ClassDesc ASSOCIATIVE = OPERATORS.nested("Associative");

    private VectorNames() {}

    private static ClassDesc named(String name) {
        return ClassDesc.of("jdk.incubator.vector", name);
    }

    /// The vectors of a type's elements; a bool that is not a mask lies in ints.
    static ClassDesc vector(DType type) {
        return switch (type) {
            case F32 -> named("FloatVector");
            case F64 -> named("DoubleVector");
            case I32, BOOL -> named("IntVector");
            case I64 -> named("LongVector");
        };
    }

    /// The letter in a conversion's name: `D2F`.
    static String letter(DType type) {
        return switch (type) {
            case F32 -> "F";
            case F64 -> "D";
            case I32, BOOL -> "I";
            case I64 -> "L";
        };
    }

    /// The method's type: so many vectors of any kind to a vector of `type`.
    static MethodTypeDesc toVector(DType type, int vectors) {
        ClassDesc[] parameters = new ClassDesc[vectors];
        Arrays.fill(parameters, VECTOR);
        return MethodTypeDesc.of(vector(type), parameters);
    }
}
