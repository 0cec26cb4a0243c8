package dev.gradlane.conformance.golden;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What indexes by a value, at sizes around its blocks.
final class IndexPrograms {
    private static final List<Long> SOURCES = List.of(0L, 1L, 2L, 100L, 4095L, 4096L, 4097L, 12_293L);
    private static final List<Long> LINES = List.of(0L, 1L, 2L, 31L, 32L, 33L, 65L, 1000L, 4096L, 4097L, 8300L);
    private static final List<Long> MATRICES = List.of(0L, 1L, 2L, 5L, 33L);
    private static final int TABLE = 7;

    private IndexPrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64, DType.I32, DType.I64)) {
            SOURCES.forEach(n -> programs.add(scatterAdd(dtype, n)));
            LINES.forEach(n -> programs.add(lines(dtype, n)));
            if (dtype.isFloat()) {
                MATRICES.forEach(n -> programs.add(matrices(dtype, n)));
            }
        }
        return programs;
    }

    private static TensorType type(DType dtype, Dim... dims) {
        return new TensorType(dtype, Shape.of(dims));
    }

    /// Running sums and sorted elements along the inner and the outer axis. Of few different values many are equal.
    private static GoldenProgram lines(DType dtype, long n) {
        GraphBuilder b = new GraphBuilder("lines");
        Dim size = Dim.symbol("N");
        Expr rows = b.input("rows", type(dtype, Dim.of(2), size));
        Expr columns = b.input("columns", type(dtype, size, Dim.of(2)));
        Expr ties = b.input("ties", type(DType.I32, size)).and(7).convert(dtype);
        b.output("forward", rows.cumSum(1, false))
                .output("backward", columns.cumSum(0, true))
                .output("reversed", rows.reverse(1))
                .output("sorted", columns.sort(0).get(0))
                .output("order", rows.sort(1).get(1))
                .output("stable", ties.sort(0).get(1));
        return GoldenProgram.of("lines " + dtype.symbol() + " " + n, b.build(), Map.of("N", n));
    }

    private static GoldenProgram matrices(DType dtype, long n) {
        GraphBuilder b = new GraphBuilder("matrices");
        Expr g = b.input("g", type(dtype, Dim.symbol("B"), Dim.of(n), Dim.of(n)));
        Expr right = b.input("right", type(dtype, Dim.symbol("B"), Dim.of(n), Dim.of(2)));
        Expr l = g.times(g.transposed())
                .add(g.diagonal().select(g.constant(n + 1), g.constant(0)))
                .cholesky();
        b.output("l", l)
                .output("forward", l.triangularSolve(right, false))
                .output("backward", l.triangularSolve(right, true));
        return GoldenProgram.of(
                "matrices " + dtype.symbol() + " " + n,
                b.build(),
                Map.of("B", 3L),
                (_, of, numbers) -> of.bitsOf(numbers.between(-1, 1)));
    }

    private static GoldenProgram scatterAdd(DType dtype, long n) {
        GraphBuilder b = new GraphBuilder("scatterAdd");
        Dim size = Dim.symbol("N");
        Dim table = Dim.of(TABLE);
        Expr x = b.input("x", type(dtype, table, Dim.of(2)));
        Expr i = b.input("i", type(DType.I64, size));
        Expr u = b.input("u", type(dtype, size, Dim.of(2)));
        Expr each = b.input("j", type(DType.I64, Dim.of(2), size));
        Expr sum = x.scatterAdd(i, u, 0, 0);
        b.output("rows", sum)
                .output("back", sum.gather(i, 0, 0))
                .output("columns", x.permute(List.of(1, 0)).scatterAdd(each, u.permute(List.of(1, 0)), 1, 1));
        String name = "scatterAdd " + dtype.symbol() + " " + n;
        return GoldenProgram.of(
                name,
                b.build(),
                Map.of("N", n),
                (input, of, numbers) ->
                        input.equals("i") || input.equals("j") ? numbers.below(TABLE) : numbers.ordinary(of));
    }
}
