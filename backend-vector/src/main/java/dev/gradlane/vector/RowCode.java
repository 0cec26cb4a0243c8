package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Rows of elements folded to one result each, in the order `lanes`, with the lanes in registers. Absent lanes hold the
/// identity, which changes no bit of what it is added to: x + (−0) = x for every x, −0 included.
///
/// Where 128 lanes need more than sixteen registers, the vectors of lanes are taken in parts: every second one, every
/// fourth one, …, so that the tree's first steps stay inside a part.
interface RowCode {
    /// @param x address of the first row
    /// @param xPitch bytes from a row to the next
    /// @param xTail address of what is `left` of the first row; whole vectors of the tree's width are read there
    /// @param y, yPitch, yTail the second elements of a product; anything where a step takes one
    /// @param to address of the results, one after the other
    /// @param slab room for as many vectors as there are parts
    /// @param groups how often a row has 128 elements
    /// @param left elements behind them, less than 128; up to the width and more than half of it where that is less
    void run(
            long x,
            long xPitch,
            long xTail,
            long y,
            long yPitch,
            long yTail,
            long to,
            long slab,
            int rows,
            int groups,
            int left);

    /// @param width lanes of the tree, a power of two: 128, or less for rows of so few elements
    record Key(DType type, Fold fold, Species species, int width) {
        Fold whole() {
            return fold == Fold.DOT ? Fold.SUM : fold;
        }

        int lanes() {
            return species.lanes(type);
        }

        int vectors() {
            return Math.max(1, width / lanes());
        }

        int parts() {
            return Math.max(1, vectors() / REGISTERS);
        }
    }

    /// Accumulators in registers.
    int REGISTERS = 16;

    Map<Key, RowCode> CODES = new ConcurrentHashMap<>();

    static RowCode of(Key key) {
        return CODES.computeIfAbsent(key, RowCode::generate);
    }

    private static RowCode generate(Key key) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String name : new String[] {"x", "xPitch", "xTail", "y", "yPitch", "yTail", "to", "slab"}) {
            parameters.put(name, TypeKind.LONG);
        }
        for (String name : new String[] {"rows", "groups", "left"}) {
            parameters.put(name, TypeKind.INT);
        }
        String name = "Rows" + key.width + key.type + key.fold + key.species.bits();
        return Routine.define(name, RowCode.class, parameters, code -> {
            Arithmetic vector = new Arithmetic(code, key.type, key.species);
            code.constant(0).set(TypeKind.INT, "row");
            Routine.loop(code, "row", "rows", 1, () -> {
                if (key.parts() == 1) {
                    part(code, vector, key, 0);
                } else {
                    parts(code, vector, key);
                }
                inside(code, vector, key);
                vector.storeFirst("sum0", () -> Routine.at(code, "to", 0));
                Routine.advance(code, "to", key.type.bytes());
                for (String pointer : new String[] {"x", "y"}) {
                    Routine.advance(code, pointer, pointer + "Pitch");
                    Routine.advance(code, pointer + "Tail", pointer + "Pitch");
                }
            });
            code.plain("return", c -> c.return_());
        });
    }

    /// One part after the other, their results by way of the slab.
    private static void parts(Assembly code, Arithmetic vector, Key key) {
        code.constant(key.parts()).set(TypeKind.INT, "parts");
        code.constant(0).set(TypeKind.INT, "part");
        String[] pointers = {"x", "xTail", "y", "yTail", "slab"};
        for (String pointer : pointers) {
            Routine.at(code, pointer, 0).set(TypeKind.LONG, pointer + "Part");
        }
        code.get(TypeKind.INT, "left").set(TypeKind.INT, "leftPart");
        Routine.loop(code, "part", "parts", 1, () -> {
            part(code, vector, key, 1);
            vector.store("sum0", () -> Routine.at(code, "slabPart", 0));
            for (String pointer : pointers) {
                Routine.advance(code, pointer + "Part", vector.bytes());
            }
            code.get(TypeKind.INT, "leftPart")
                    .constant(vector.lanes())
                    .apply("%s - %s", 2, CodeBuilder::isub)
                    .set(TypeKind.INT, "leftPart");
        });
        for (int p = 0; p < key.parts(); p++) {
            long offset = p * vector.bytes();
            vector.load(() -> Routine.at(code, "slab", offset)).set("sum" + p);
        }
        halves(vector, key, key.parts());
    }

    /// The lanes of one part down to one vector, `sum0`.
    ///
    /// @param one 1 where the pointers of a part have names of their own
    private static void part(Assembly code, Arithmetic vector, Key key, int one) {
        String part = one == 1 ? "Part" : "";
        int vectors = key.vectors() / key.parts();
        long apart = key.parts() * vector.bytes();
        long identity = FoldCode.identity(key.type, key.fold);
        for (int v = 0; v < vectors; v++) {
            vector.constant(identity).set("sum" + v);
        }
        if (key.width == ReductionTree.LANES) {
            Routine.at(code, "x" + part, 0).set(TypeKind.LONG, "xGroup");
            Routine.at(code, "y" + part, 0).set(TypeKind.LONG, "yGroup");
            code.constant(0).set(TypeKind.INT, "group");
            long bytes = (long) ReductionTree.LANES * key.type.bytes();
            Routine.loop(code, "group", "groups", 1, () -> {
                for (int v = 0; v < vectors; v++) {
                    step(code, vector, key, "xGroup", "yGroup", v, v * apart);
                    vector.set("sum" + v);
                }
                Routine.advance(code, "xGroup", bytes);
                Routine.advance(code, "yGroup", bytes);
            });
        }
        var complete = code.label();
        code.get(TypeKind.INT, "left").branch("if (%s == 0) skip", c -> c.ifeq(complete));
        for (int v = 0; v < vectors; v++) {
            int first = v * key.parts() * vector.lanes();
            tail(code, vector, key, part, v, first, v * apart);
        }
        code.bind(complete);
        halves(vector, key, vectors);
    }

    /// Vector `v` takes its elements of the tail, if there are any.
    private static void tail(Assembly code, Arithmetic vector, Key key, String part, int v, int first, long offset) {
        String sum = "sum" + v;
        Runnable present =
                () -> code.get(TypeKind.INT, "left" + part).constant(first).apply("%s - %s", 2, CodeBuilder::isub);
        if (key.species.isScalar()) {
            var absent = code.label();
            present.run();
            code.branch("if (%s <= 0) skip", c -> c.ifle(absent));
            step(code, vector, key, "xTail" + part, "yTail" + part, v, offset);
            vector.set(sum);
            code.bind(absent);
        } else {
            step(code, vector, key, "xTail" + part, "yTail" + part, v, offset);
            vector.setFirst(sum, present);
        }
    }

    private static void step(Assembly code, Arithmetic vector, Key key, String x, String y, int v, long offset) {
        if (key.fold == Fold.DOT) {
            vector.load(() -> Routine.at(code, x, offset)).load(() -> Routine.at(code, y, offset));
            vector.get("sum" + v);
        } else {
            vector.get("sum" + v).load(() -> Routine.at(code, x, offset));
        }
        vector.step(key.fold);
    }

    /// Steps of the tree between vectors.
    private static void halves(Arithmetic vector, Key key, int vectors) {
        for (int h = vectors / 2; h >= 1; h /= 2) {
            for (int v = 0; v < h; v++) {
                vector.get("sum" + v).get("sum" + (v + h)).step(key.whole()).set("sum" + v);
            }
        }
    }

    /// Steps of the tree inside the last vector, which becomes as short as its lanes that count.
    private static void inside(Assembly code, Arithmetic vector, Key key) {
        int present = Math.min(key.width, vector.lanes());
        Arithmetic shorter = shorten(code, vector, present);
        for (int h = present / 2; h >= 1; h /= 2) {
            shorter.get("sum0").get("sum0").rotate(h).step(key.whole()).set("sum0");
            shorter = shorten(code, shorter, h);
        }
    }

    private static Arithmetic shorten(Assembly code, Arithmetic vector, int lanes) {
        Species species = vector.species();
        while (species.bits() > Species.LEAST && species.lanes(vector.type()) / 2 >= lanes) {
            species = new Species(species.bits() / 2);
        }
        if (species.equals(vector.species())) {
            return vector;
        }
        vector.get("sum0").toFirst(species).set("sum0");
        return new Arithmetic(code, vector.type(), species);
    }
}
