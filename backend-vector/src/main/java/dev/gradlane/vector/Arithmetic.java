package dev.gradlane.vector;

import static dev.gradlane.vector.VectorNames.SPECIES;
import static dev.gradlane.vector.VectorNames.toVector;
import static dev.gradlane.vector.VectorNames.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;

/// Writes what folds and products do with elements of one type, [#lanes] at a time; a species of one lane makes code
/// of plain numbers, which needs no Vector API. A bool is an i32, 0 or −1.
final class Arithmetic {
    private final Assembly code;
    private final DType type;
    private final int lanes;
    private final Species species;
    private final boolean scalar;

    /// @param type of the elements
    Arithmetic(Assembly code, DType type, Species species) {
        this.code = code;
        this.type = Rows.stored(type);
        this.lanes = species.lanes(type);
        this.species = species;
        this.scalar = species.isScalar();
    }

    int lanes() {
        return lanes;
    }

    /// Bytes of one vector.
    long bytes() {
        return (long) lanes * type.bytes();
    }

    /// Pushes `name`.
    Arithmetic get(String name) {
        code.get(kind(), name);
        return this;
    }

    /// Pops `name`.
    void set(String name) {
        code.set(kind(), name);
    }

    /// The Java type of one vector, or of one element.
    static ClassDesc javaType(DType type, Species species) {
        return species.isScalar() ? Names.element(type) : vector(type);
    }

    DType type() {
        return type;
    }

    Species species() {
        return species;
    }

    private TypeKind kind() {
        return scalar ? Names.kind(type) : TypeKind.REFERENCE;
    }

    /// Pushes the element with these bits in every lane.
    Arithmetic constant(long bits) {
        pushSpecies();
        switch (type) {
            case F32 -> code.constant(Float.intBitsToFloat((int) bits));
            case F64 -> code.constant(Double.longBitsToDouble(bits));
            case I32, BOOL -> code.constant((int) bits);
            case I64 -> code.constant(bits);
        }
        return broadcast();
    }

    /// Pushes the element at an address in every lane.
    Arithmetic splat(Runnable address) {
        pushSpecies();
        Names.element(code, type, address);
        return broadcast();
    }

    /// Pushes neighbouring elements.
    Arithmetic load(Runnable address) {
        if (scalar) {
            return splat(address);
        }
        pushSpecies();
        Names.memory(code);
        address.run();
        order().callStatic(
                        vector(type),
                        "fromMemorySegment",
                        MethodTypeDesc.of(
                                vector(type), SPECIES, Names.SEGMENT, ConstantDescs.CD_long, Names.BYTE_ORDER));
        return this;
    }

    /// `memory[address …] = name`.
    void store(String name, Runnable address) {
        if (scalar) {
            storeFirst(name, address);
        } else {
            get(name);
            Names.memory(code);
            address.run();
            order().call(
                            vector(type),
                            "intoMemorySegment",
                            MethodTypeDesc.of(
                                    ConstantDescs.CD_void, Names.SEGMENT, ConstantDescs.CD_long, Names.BYTE_ORDER));
        }
    }

    /// One step of `fold`: acc, x → acc ∘ x; for [Fold#DOT] x, y, acc → x·y + acc.
    Arithmetic step(Fold fold) {
        if (fold == Fold.DOT) {
            return multiplyAdd();
        }
        if (!scalar) {
            code.call(vector(type), method(fold), toVector(type, 1));
        } else if (fold == Fold.MAX || fold == Fold.MIN) {
            code.callStatic(
                    Names.MATH,
                    method(fold),
                    MethodTypeDesc.of(Names.element(type), Names.element(type), Names.element(type)));
        } else {
            instruction(fold);
        }
        return this;
    }

    /// x → x with lane j + h where lane j was, the first lanes behind the last.
    Arithmetic rotate(int h) {
        if (scalar) {
            throw new IllegalStateException("one lane does not rotate");
        }
        code.constant(LaneConstants.rotation(type, species, h), "rotation" + h);
        code.call(vector(type), "rearrange", MethodTypeDesc.of(vector(type), LaneConstants.SHUFFLE));
        return this;
    }

    /// x → its first lanes, as many as a shorter vector has.
    Arithmetic toFirst(Species shorter) {
        code.field(vector(type), "SPECIES_" + shorter.bits(), SPECIES)
                .constant(0)
                .call(
                        VectorNames.VECTOR,
                        "reinterpretShape",
                        MethodTypeDesc.of(VectorNames.VECTOR, SPECIES, ConstantDescs.CD_int))
                .cast(vector(type));
        return this;
    }

    /// `memory[address] =` the first lane of `name`.
    void storeFirst(String name, Runnable address) {
        Names.memory(code).field(Names.ADDRESS, type.name(), Names.layout(type));
        address.run();
        get(name);
        if (!scalar) {
            code.constant(0).call(vector(type), "lane", MethodTypeDesc.of(Names.element(type), ConstantDescs.CD_int));
        }
        code.callInterface(
                Names.SEGMENT,
                "set",
                MethodTypeDesc.of(
                        ConstantDescs.CD_void, Names.layout(type), ConstantDescs.CD_long, Names.element(type)));
    }

    /// Pops what the first lanes of `name` become, `count` of them (an int, at least all lanes or at most none).
    void setFirst(String name, Runnable count) {
        set("next");
        get(name).get("next");
        code.constant(LaneConstants.numbers(type, species), "numbers")
                .field(VectorNames.OPERATORS, "LT", VectorNames.COMPARISON);
        pushSpecies();
        count.run();
        switch (type) {
            case F32 -> code.apply("(float) %s", 1, CodeBuilder::i2f);
            case F64 -> code.apply("(double) %s", 1, CodeBuilder::i2d);
            case I64 -> code.apply("(long) %s", 1, CodeBuilder::i2l);
            case I32, BOOL -> {}
        }
        broadcast();
        code.call(
                vector(type),
                "compare",
                MethodTypeDesc.of(VectorNames.MASK, VectorNames.COMPARISON, VectorNames.VECTOR));
        code.call(vector(type), "blend", MethodTypeDesc.of(vector(type), VectorNames.VECTOR, VectorNames.MASK));
        set(name);
    }

    private Arithmetic multiplyAdd() {
        switch (type) {
            case F32, F64 -> {
                if (scalar) {
                    code.callStatic(
                            Names.MATH,
                            "fma",
                            MethodTypeDesc.of(
                                    Names.element(type),
                                    Names.element(type),
                                    Names.element(type),
                                    Names.element(type)));
                } else {
                    code.call(vector(type), "fma", toVector(type, 2));
                }
            }
            case I32, I64, BOOL -> {
                // x, y, acc: the sum of integers has no order, so acc waits in a local
                set("sum");
                step(Fold.PROD);
                get("sum").step(Fold.SUM);
            }
        }
        return this;
    }

    private static String method(Fold fold) {
        return switch (fold) {
            case SUM -> "add";
            case PROD -> "mul";
            case MAX -> "max";
            case MIN -> "min";
            case ALL -> "and";
            case ANY -> "or";
            case DOT -> "fma";
        };
    }

    private void instruction(Fold fold) {
        switch (fold) {
            case SUM ->
                code.apply(
                        "(%s + %s)",
                        2, c -> {
                            switch (type) {
                                case F32 -> c.fadd();
                                case F64 -> c.dadd();
                                case I32, BOOL -> c.iadd();
                                case I64 -> c.ladd();
                            }
                        });
            case PROD ->
                code.apply(
                        "(%s * %s)",
                        2, c -> {
                            switch (type) {
                                case F32 -> c.fmul();
                                case F64 -> c.dmul();
                                case I32, BOOL -> c.imul();
                                case I64 -> c.lmul();
                            }
                        });
            case ALL -> code.apply("(%s & %s)", 2, CodeBuilder::iand);
            case ANY -> code.apply("(%s | %s)", 2, CodeBuilder::ior);
            case MAX, MIN, DOT -> throw new IllegalStateException(fold + " is a call");
        }
    }

    private Assembly order() {
        return code.field(Names.ADDRESS, "ORDER", Names.BYTE_ORDER);
    }

    private void pushSpecies() {
        if (!scalar) {
            code.field(vector(type), "SPECIES_" + bytes() * 8, SPECIES);
        }
    }

    /// The species and an element are pushed.
    private Arithmetic broadcast() {
        if (!scalar) {
            code.callStatic(vector(type), "broadcast", MethodTypeDesc.of(vector(type), SPECIES, Names.element(type)));
        }
        return this;
    }
}
