package dev.gradlane.vector;

import static java.lang.constant.ConstantDescs.CD_Boolean;
import static java.lang.constant.ConstantDescs.CD_int;

import dev.gradlane.graph.DType;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DirectMethodHandleDesc.Kind;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodHandleDesc;
import java.lang.constant.MethodTypeDesc;

/// Vectors and shuffles that generated code keeps as constants of its class: made once, when it first runs.
final class LaneConstants {
    static final ClassDesc SHUFFLE = ClassDesc.of("jdk.incubator.vector.VectorShuffle");

    private LaneConstants() {}

    /// Lane j + h modulo the lanes in lane j.
    static DynamicConstantDesc<?> rotation(DType type, Species species, int h) {
        MethodTypeDesc iota = MethodTypeDesc.of(SHUFFLE, VectorNames.SPECIES, CD_int, CD_int, ConstantDescs.CD_boolean);
        DynamicConstantDesc<?> wrap =
                DynamicConstantDesc.ofNamed(ConstantDescs.BSM_GET_STATIC_FINAL, "TRUE", CD_Boolean, CD_Boolean);
        DirectMethodHandleDesc maker = MethodHandleDesc.ofMethod(Kind.STATIC, SHUFFLE, "iota", iota);
        return made(SHUFFLE, maker, species(type, species), h, 1, wrap);
    }

    /// 0, 1, 2, … as elements of `type`.
    static DynamicConstantDesc<?> numbers(DType type, Species species) {
        ClassDesc vector = VectorNames.vector(type);
        MethodTypeDesc zero = MethodTypeDesc.of(vector, VectorNames.SPECIES);
        MethodTypeDesc add = MethodTypeDesc.of(vector, CD_int);
        DynamicConstantDesc<?> zeros =
                made(vector, MethodHandleDesc.ofMethod(Kind.STATIC, vector, "zero", zero), species(type, species));
        return made(vector, MethodHandleDesc.ofMethod(Kind.VIRTUAL, vector, "addIndex", add), zeros, 1);
    }

    private static DynamicConstantDesc<?> species(DType type, Species species) {
        return DynamicConstantDesc.ofNamed(
                ConstantDescs.BSM_GET_STATIC_FINAL,
                "SPECIES_" + species.lanes(type) * type.bytes() * 8,
                VectorNames.SPECIES,
                VectorNames.vector(type));
    }

    private static DynamicConstantDesc<?> made(
            ClassDesc type, DirectMethodHandleDesc maker, ConstantDesc... arguments) {
        ConstantDesc[] all = new ConstantDesc[arguments.length + 1];
        all[0] = maker;
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return DynamicConstantDesc.ofNamed(ConstantDescs.BSM_INVOKE, "made", type, all);
    }
}
