package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import java.lang.classfile.TypeKind;
import java.util.LinkedHashMap;
import java.util.Map;

/// The innermost code of a matrix product: one block of k for a few rows and columns, the sums in registers.
///
/// ```text
/// acc[r][c] = −0
/// for (k = 0; k < depth; k++) acc[r][c] = fma(left[r][k], right[k][c], acc[r][c])
/// total[r][c] = first ? acc[r][c] : total[r][c] + acc[r][c]
/// ```
/// Source of the scheme: K. Goto, R. van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM TOMS 34(3),
/// 2008; that one accumulator walks k in order is what the order `chain` asks for.
interface ChainBlock {
    /// @param left address of the first row's element at k = 0
    /// @param right address of the columns' elements at k = 0, one k after the other
    /// @param total address of the first row's totals
    /// @param pitch bytes between rows of totals
    /// @param depth how many k
    /// @param first 1 for the first block of a product, else 0
    void run(long left, long right, long total, long pitch, int depth, int first);

    /// Generates the code for `rows` rows and `vectors` vectors of columns.
    ///
    /// @param rowPitch bytes between rows of the left operand
    /// @param depthPitch bytes from k to k + 1 there
    /// @param rightPitch the same on the right
    static ChainBlock of(
            DType type, Species species, int rows, int vectors, long rowPitch, long depthPitch, long rightPitch) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String pointer : new String[] {"left", "right", "total", "pitch"}) {
            parameters.put(pointer, TypeKind.LONG);
        }
        parameters.put("depth", TypeKind.INT);
        parameters.put("first", TypeKind.INT);
        String name = "Chain" + type + rows + "x" + vectors;
        return Routine.define(name, ChainBlock.class, parameters, code -> {
            Arithmetic arithmetic = new Arithmetic(code, type, species);
            for (int r = 0; r < rows; r++) {
                for (int v = 0; v < vectors; v++) {
                    arithmetic.constant(type.bitsOf(-0.0)).set(sum(r, v));
                }
            }
            code.constant(0).set(TypeKind.INT, "k");
            Routine.loop(code, "k", "depth", 1, () -> {
                for (int v = 0; v < vectors; v++) {
                    long column = v * arithmetic.bytes();
                    arithmetic.load(() -> Routine.at(code, "right", column)).set("b" + v);
                }
                for (int r = 0; r < rows; r++) {
                    long row = r * rowPitch;
                    arithmetic.splat(() -> Routine.at(code, "left", row)).set("a");
                    for (int v = 0; v < vectors; v++) {
                        arithmetic
                                .get("a")
                                .get("b" + v)
                                .get(sum(r, v))
                                .step(Fold.DOT)
                                .set(sum(r, v));
                    }
                }
                Routine.advance(code, "left", depthPitch);
                Routine.advance(code, "right", rightPitch);
            });
            totals(code, arithmetic, rows, vectors);
        });
    }

    private static void totals(Assembly code, Arithmetic arithmetic, int rows, int vectors) {
        var adding = code.label();
        var end = code.label();
        code.get(TypeKind.INT, "first").branch("if (%s == 0) add", c -> c.ifeq(adding));
        for (boolean first : new boolean[] {true, false}) {
            for (int r = 0; r < rows; r++) {
                for (int v = 0; v < vectors; v++) {
                    long column = v * arithmetic.bytes();
                    if (!first) {
                        arithmetic.load(() -> Routine.at(code, "total", column));
                        arithmetic.get(sum(r, v)).step(Fold.SUM).set(sum(r, v));
                    }
                    arithmetic.store(sum(r, v), () -> Routine.at(code, "total", column));
                }
                Routine.advance(code, "total", "pitch");
            }
            if (first) {
                code.plain("return", c -> c.goto_(end));
                code.bind(adding);
            }
        }
        code.bind(end);
        code.plain("return", c -> c.return_());
    }

    private static String sum(int row, int vector) {
        return "sum" + row + "_" + vector;
    }
}
