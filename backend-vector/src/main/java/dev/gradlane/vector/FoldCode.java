package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import java.lang.classfile.TypeKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/// The vector loops of one kind of accumulator, ∘ being one step of its fold.
///
/// @param lanes elements of a vector
/// @param clear sums[i] = identity, `count` vectors
/// @param add sums[i] = sums[i] ∘ x[i], `count` vectors
/// @param groups sums[j] = sums[j] ∘ x[j] ∘ x[128 + j] ∘ …, j < 128, `count` groups of 128
/// @param one the same as `add`, `count` single elements
/// @param rows adds rows of vectors to rows, for a product too
record FoldCode(int lanes, Elements clear, Elements add, Elements groups, Elements one, RowAdd rows) {
    private record Key(DType type, Fold fold, Species species) {}

    private static final Map<Key, FoldCode> CODES = new ConcurrentHashMap<>();
    /// Accumulators in registers.
    private static final int REGISTERS = 8;

    /// @param type of the elements
    static FoldCode of(DType type, Fold fold, Species species) {
        return CODES.computeIfAbsent(new Key(Rows.stored(type), fold, species), FoldCode::generate);
    }

    private static FoldCode generate(Key key) {
        Fold whole = key.fold == Fold.DOT ? Fold.SUM : key.fold;
        return new FoldCode(
                key.species.lanes(key.type),
                loop("Clear", key, (code, vector) -> {
                    vector.constant(identity(key.type, key.fold)).set("sum");
                    Routine.loop(code, "i", "count", 1, () -> {
                        vector.store("sum", () -> Routine.at(code, "sums", 0));
                        Routine.advance(code, "sums", vector.bytes());
                    });
                }),
                loop(
                        "Add",
                        key,
                        (code, vector) -> Routine.loop(code, "i", "count", 1, () -> {
                            step(code, vector, key.fold, 0);
                            next(code, vector.bytes());
                            Routine.advance(code, "sums", vector.bytes());
                        })),
                loop("Groups", key, (code, vector) -> groups(code, vector, key)),
                loop(
                        "One",
                        new Key(key.type, key.fold, Species.SCALAR),
                        (code, one) -> Routine.loop(code, "i", "count", 1, () -> {
                            step(code, one, key.fold, 0);
                            next(code, one.bytes());
                            Routine.advance(code, "sums", one.bytes());
                        })),
                RowAdd.of(key.type, whole, key.species));
    }

    /// sums = sums ∘ x, at the three pointers plus `offset`.
    private static void step(Assembly code, Arithmetic vector, Fold fold, long offset) {
        if (fold == Fold.DOT) {
            vector.load(() -> Routine.at(code, "x", offset)).load(() -> Routine.at(code, "y", offset));
            vector.load(() -> Routine.at(code, "sums", offset));
        } else {
            vector.load(() -> Routine.at(code, "sums", offset)).load(() -> Routine.at(code, "x", offset));
        }
        vector.step(fold).set("sum");
        vector.store("sum", () -> Routine.at(code, "sums", offset));
    }

    private static void next(Assembly code, long bytes) {
        Routine.advance(code, "x", bytes);
        Routine.advance(code, "y", bytes);
    }

    /// A part of the 128 lanes at a time, as many as registers hold, so that each element is read once.
    private static void groups(Assembly code, Arithmetic vector, Key key) {
        long group = (long) ReductionTree.LANES * key.type.bytes();
        int parts = ReductionTree.LANES / Math.min(ReductionTree.LANES, REGISTERS * vector.lanes());
        int registers = ReductionTree.LANES / vector.lanes() / parts;
        long part = registers * vector.bytes();
        code.constant(parts).set(TypeKind.INT, "parts");
        code.constant(0).set(TypeKind.INT, "part");
        Routine.at(code, "x", 0).set(TypeKind.LONG, "x0");
        Routine.at(code, "y", 0).set(TypeKind.LONG, "y0");
        Routine.loop(code, "part", "parts", 1, () -> {
            for (int r = 0; r < registers; r++) {
                long offset = r * vector.bytes();
                vector.load(() -> Routine.at(code, "sums", offset)).set("sum" + r);
            }
            Routine.at(code, "x0", 0).set(TypeKind.LONG, "x");
            Routine.at(code, "y0", 0).set(TypeKind.LONG, "y");
            code.constant(0).set(TypeKind.INT, "i");
            Routine.loop(code, "i", "count", 1, () -> {
                for (int r = 0; r < registers; r++) {
                    long offset = r * vector.bytes();
                    if (key.fold == Fold.DOT) {
                        vector.load(() -> Routine.at(code, "x", offset)).load(() -> Routine.at(code, "y", offset));
                        vector.get("sum" + r);
                    } else {
                        vector.get("sum" + r).load(() -> Routine.at(code, "x", offset));
                    }
                    vector.step(key.fold).set("sum" + r);
                }
                next(code, group);
            });
            for (int r = 0; r < registers; r++) {
                long offset = r * vector.bytes();
                vector.store("sum" + r, () -> Routine.at(code, "sums", offset));
            }
            Routine.advance(code, "sums", part);
            Routine.advance(code, "x0", part);
            Routine.advance(code, "y0", part);
        });
    }

    private static Elements loop(String name, Key key, BiConsumer<Assembly, Arithmetic> body) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String pointer : new String[] {"x", "y", "sums"}) {
            parameters.put(pointer, TypeKind.LONG);
        }
        parameters.put("count", TypeKind.INT);
        String title = name + key.type + key.fold + key.species.bits();
        return Routine.define(title, Elements.class, parameters, code -> {
            code.constant(0).set(TypeKind.INT, "i");
            body.accept(code, new Arithmetic(code, key.type, key.species));
            code.plain("return", c -> c.return_());
        });
    }

    /// x ∘ identity = x, to the bit. For a product of two it is what is added to.
    static long identity(DType type, Fold fold) {
        boolean real = type == DType.F32 || type == DType.F64;
        return switch (fold) {
            case SUM, DOT -> real ? type.bitsOf(-0.0) : 0;
            case PROD -> real ? type.bitsOf(1) : 1;
            case MAX -> real ? type.bitsOf(Double.NEGATIVE_INFINITY) : least(type);
            case MIN -> real ? type.bitsOf(Double.POSITIVE_INFINITY) : ~least(type);
            case ALL -> -1;
            case ANY -> 0;
        };
    }

    /// What a fold of no elements gives.
    static long ofNothing(DType type, Fold fold) {
        return fold == Fold.SUM || fold == Fold.DOT ? 0 : identity(type, fold);
    }

    private static long least(DType type) {
        return type == DType.I64 ? Long.MIN_VALUE : Integer.MIN_VALUE;
    }
}
