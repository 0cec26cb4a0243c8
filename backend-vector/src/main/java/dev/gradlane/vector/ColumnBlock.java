package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Rows of elements folded into rows of accumulators, a block of lanes by vectors of columns at a time in registers:
/// lane l takes rows l, l + 128, ….
interface ColumnBlock {
    /// @param x address of the first lane's first row
    /// @param xPitch bytes from a row to the next
    /// @param y the second elements of a product; anything where a step takes one
    /// @param slab address of the accumulators of the first lane
    /// @param slabPitch bytes from a lane to the next
    /// @param groups how many times [Shape#lanes] lanes
    /// @param blocks how many times [Shape#vectors] vectors of columns
    /// @param times rows that each lane takes
    void run(long x, long xPitch, long y, long yPitch, long slab, long slabPitch, int groups, int blocks, int times);

    /// Accumulators that lie in registers at once.
    record Shape(int lanes, int vectors) {}

    /// @param fresh whether accumulators start from the identity, not from what the slab holds
    record Key(DType type, Fold fold, Species species, Shape shape, boolean fresh) {}

    Map<Key, ColumnBlock> CODES = new ConcurrentHashMap<>();

    static ColumnBlock of(Key key) {
        return CODES.computeIfAbsent(key, ColumnBlock::generate);
    }

    private static ColumnBlock generate(Key key) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String name : new String[] {"x", "xPitch", "y", "yPitch", "slab", "slabPitch"}) {
            parameters.put(name, TypeKind.LONG);
        }
        for (String name : new String[] {"groups", "blocks", "times"}) {
            parameters.put(name, TypeKind.INT);
        }
        String name = "Columns" + key.shape.lanes + "x" + key.shape.vectors + key.type + key.fold + key.species.bits();
        return Routine.define(name, ColumnBlock.class, parameters, code -> {
            Arithmetic vector = new Arithmetic(code, key.type, key.species);
            int lanes = key.shape.lanes;
            long width = key.shape.vectors * vector.bytes();
            for (String pitch : new String[] {"xPitch", "yPitch", "slabPitch"}) {
                for (int lane = 2; lane <= lanes; lane++) {
                    times(code, pitch, lane, pitch + lane);
                }
            }
            times(code, "xPitch", ReductionTree.LANES, "xStep");
            times(code, "yPitch", ReductionTree.LANES, "yStep");
            code.constant(0).set(TypeKind.INT, "group");
            Routine.loop(code, "group", "groups", 1, () -> {
                copy(code, "x", "xBlock");
                copy(code, "y", "yBlock");
                copy(code, "slab", "sums");
                code.constant(0).set(TypeKind.INT, "block");
                Routine.loop(code, "block", "blocks", 1, () -> {
                    block(code, vector, key);
                    Routine.advance(code, "xBlock", width);
                    Routine.advance(code, "yBlock", width);
                    Routine.advance(code, "sums", width);
                });
                Routine.advance(code, "x", rows("xPitch", lanes));
                Routine.advance(code, "y", rows("yPitch", lanes));
                Routine.advance(code, "slab", rows("slabPitch", lanes));
            });
            code.plain("return", c -> c.return_());
        });
    }

    private static void block(Assembly code, Arithmetic vector, Key key) {
        long identity = FoldCode.identity(key.type, key.fold);
        each(key, (lane, v, sum) -> {
            if (key.fresh) {
                vector.constant(identity);
            } else {
                vector.load(() -> at(code, "sums", "slabPitch", lane, v * vector.bytes()));
            }
            vector.set(sum);
        });
        copy(code, "xBlock", "xRow");
        copy(code, "yBlock", "yRow");
        code.constant(0).set(TypeKind.INT, "i");
        Routine.loop(code, "i", "times", 1, () -> {
            each(key, (lane, v, sum) -> {
                long offset = v * vector.bytes();
                if (key.fold == Fold.DOT) {
                    vector.load(() -> at(code, "xRow", "xPitch", lane, offset));
                    vector.load(() -> at(code, "yRow", "yPitch", lane, offset)).get(sum);
                } else {
                    vector.get(sum).load(() -> at(code, "xRow", "xPitch", lane, offset));
                }
                vector.step(key.fold).set(sum);
            });
            Routine.advance(code, "xRow", "xStep");
            Routine.advance(code, "yRow", "yStep");
        });
        each(key, (lane, v, sum) -> vector.store(sum, () -> at(code, "sums", "slabPitch", lane, v * vector.bytes())));
    }

    /// One accumulator of a block.
    @FunctionalInterface
    interface Cell {
        void accept(int lane, int vector, String sum);
    }

    private static void each(Key key, Cell cell) {
        for (int lane = 0; lane < key.shape.lanes; lane++) {
            for (int v = 0; v < key.shape.vectors; v++) {
                cell.accept(lane, v, "sum" + lane + "_" + v);
            }
        }
    }

    /// Pushes `pointer + lane·pitch + offset`.
    private static void at(Assembly code, String pointer, String pitch, int lane, long offset) {
        code.get(TypeKind.LONG, pointer);
        if (lane > 0) {
            code.get(TypeKind.LONG, rows(pitch, lane)).apply("%s + %s", 2, CodeBuilder::ladd);
        }
        if (offset > 0) {
            code.constant(offset).apply("%s + %s", 2, CodeBuilder::ladd);
        }
    }

    /// The local that holds `lanes·pitch`.
    private static String rows(String pitch, int lanes) {
        return lanes == 1 ? pitch : pitch + lanes;
    }

    private static void times(Assembly code, String factor, long by, String product) {
        code.get(TypeKind.LONG, factor)
                .constant(by)
                .apply("%s * %s", 2, CodeBuilder::lmul)
                .set(TypeKind.LONG, product);
    }

    private static void copy(Assembly code, String from, String to) {
        code.get(TypeKind.LONG, from).set(TypeKind.LONG, to);
    }
}
