package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import java.lang.classfile.TypeKind;
import java.util.LinkedHashMap;
import java.util.Map;

/// `to[r][v] = to[r][v] ∘ from[r][v]` for rows of vectors at one pitch: a step of a tree of rows.
interface RowAdd {
    void run(long from, long to, long pitch, int rows, int vectors);

    static RowAdd of(DType type, Fold fold, Species species) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String name : new String[] {"from", "to", "pitch"}) {
            parameters.put(name, TypeKind.LONG);
        }
        for (String name : new String[] {"rows", "vectors"}) {
            parameters.put(name, TypeKind.INT);
        }
        return Routine.define("RowAdd" + type + fold + species.bits(), RowAdd.class, parameters, code -> {
            Arithmetic vector = new Arithmetic(code, type, species);
            code.constant(0).set(TypeKind.INT, "row");
            Routine.loop(code, "row", "rows", 1, () -> {
                code.get(TypeKind.LONG, "from").set(TypeKind.LONG, "x");
                code.get(TypeKind.LONG, "to").set(TypeKind.LONG, "sums");
                code.constant(0).set(TypeKind.INT, "v");
                Routine.loop(code, "v", "vectors", 1, () -> {
                    vector.load(() -> Routine.at(code, "sums", 0)).load(() -> Routine.at(code, "x", 0));
                    vector.step(fold).set("sum");
                    vector.store("sum", () -> Routine.at(code, "sums", 0));
                    Routine.advance(code, "x", vector.bytes());
                    Routine.advance(code, "sums", vector.bytes());
                });
                Routine.advance(code, "from", "pitch");
                Routine.advance(code, "to", "pitch");
            });
            code.plain("return", c -> c.return_());
        });
    }
}
