package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Fold;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.LinkedHashMap;
import java.util.Map;

/// The innermost code of a matrix product: one block of k for a few rows and columns, the sums in registers.
///
/// ```text
/// acc[r][c] = −0
/// for (k = 0; k < depth; k++) acc[r][c] = fma(left[r][k], right[k][c], acc[r][c])
/// total[r][c] = total[r][c] + acc[r][c]
/// ```
/// The totals begin as −0, so the first block's is taken as it is.
///
/// Source of the scheme: K. Goto, R. van de Geijn, *Anatomy of high-performance matrix multiplication*, ACM TOMS 34(3),
/// 2008; that one accumulator walks k in order is what the order `chain` asks for.
interface ChainBlock {
    String END = "end";
    MethodTypeDesc END_TYPE = MethodTypeDesc.of(
            ConstantDescs.CD_void, ConstantDescs.CD_long, ConstantDescs.CD_long, ConstantDescs.CD_long);

    /// @param left address of the first row's element at k = 0
    /// @param right address of the columns' elements at k = 0, one k after the other
    /// @param sums address of scratch memory, a vector for each register
    /// @param total address of the first row's totals
    /// @param pitch bytes between rows of totals
    /// @param depth how many k
    void run(long left, long right, long sums, long total, long pitch, int depth);

    /// Generates the code for `rows` rows and `vectors` vectors of columns.
    ///
    /// @param rowPitch bytes between rows of the left operand
    /// @param depthPitch bytes from k to k + 1 there
    /// @param rightPitch the same on the right
    static ChainBlock of(
            DType type, Species species, int rows, int vectors, long rowPitch, long depthPitch, long rightPitch) {
        Map<String, TypeKind> parameters = new LinkedHashMap<>();
        for (String pointer : new String[] {"left", "right", "sums", "total", "pitch"}) {
            parameters.put(pointer, TypeKind.LONG);
        }
        parameters.put("depth", TypeKind.INT);
        String name = "Chain" + type + rows + "x" + vectors;
        return Routine.define(
                name,
                ChainBlock.class,
                parameters,
                (code, self) -> block(
                        code,
                        self,
                        new Arithmetic(code, type, species),
                        rows,
                        vectors,
                        rowPitch,
                        depthPitch,
                        rightPitch),
                new Routine.Part(END, END_TYPE, Map.of("sums", 0, "total", 2, "pitch", 4), code -> {
                    end(code, new Arithmetic(code, type, species), rows, vectors);
                }));
    }

    private static void block(
            Assembly code,
            ClassDesc self,
            Arithmetic arithmetic,
            int rows,
            int vectors,
            long rowPitch,
            long depthPitch,
            long rightPitch) {
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                arithmetic.constant(arithmetic.type().bitsOf(-0.0)).set(sum(r, v));
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
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                long place = (long) (r * vectors + v) * arithmetic.bytes();
                arithmetic.store(sum(r, v), () -> Routine.at(code, "sums", place));
            }
        }
        code.get(TypeKind.LONG, "sums")
                .get(TypeKind.LONG, "total")
                .get(TypeKind.LONG, "pitch")
                .callStatic(self, END, END_TYPE);
        code.plain("return", CodeBuilder::return_);
    }

    /// total = total + sums, in a method of its own and with the sums in memory: with all of it in one, the block is
    /// too
    /// large for HotSpot's first compiler ("out of virtual registers"), and then it may never reach the second.
    private static void end(Assembly code, Arithmetic arithmetic, int rows, int vectors) {
        code.constant(0).set(TypeKind.INT, "row");
        code.constant(rows).set(TypeKind.INT, "rows");
        Routine.loop(code, "row", "rows", 1, () -> {
            for (int v = 0; v < vectors; v++) {
                long column = v * arithmetic.bytes();
                arithmetic.load(() -> Routine.at(code, "total", column));
                arithmetic
                        .load(() -> Routine.at(code, "sums", column))
                        .step(Fold.SUM)
                        .set("t");
                arithmetic.store("t", () -> Routine.at(code, "total", column));
            }
            Routine.advance(code, "total", "pitch");
            Routine.advance(code, "sums", vectors * arithmetic.bytes());
        });
        code.plain("return", CodeBuilder::return_);
    }

    private static String sum(int row, int vector) {
        return "sum" + row + "_" + vector;
    }
}
