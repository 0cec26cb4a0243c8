package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import java.lang.classfile.TypeKind;
import java.util.LinkedHashMap;
import java.util.Map;

/// Copies rows of a fixed width, a few vectors each.
interface Copy {
    void run(long from, long fromPitch, long to, long toPitch, int rows);

    /// @param bytes of a row, rounded up to whole vectors: what lies behind a row is read and written too, so
    ///     rows are written in ascending order
    static Copy of(Species species, DType type, long bytes) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String pointer : new String[] {"from", "fromPitch", "to", "toPitch"}) {
            parameters.put(pointer, TypeKind.LONG);
        }
        parameters.put("rows", TypeKind.INT);
        return Routine.define("Copy" + bytes, Copy.class, parameters, code -> {
            Arithmetic arithmetic = new Arithmetic(code, type, species);
            code.constant(0).set(TypeKind.INT, "i");
            Routine.loop(code, "i", "rows", 1, () -> {
                for (long at = 0; at < bytes; at += arithmetic.bytes()) {
                    long offset = at;
                    arithmetic.load(() -> Routine.at(code, "from", offset)).set("x");
                    arithmetic.store("x", () -> Routine.at(code, "to", offset));
                }
                Routine.advance(code, "from", "fromPitch");
                Routine.advance(code, "to", "toPitch");
            });
            code.plain("return", c -> c.return_());
        });
    }
}
