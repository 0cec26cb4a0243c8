package dev.gradlane.conformance.golden;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The pinned orders at sizes around their lanes, blocks and chunks, with the folded axis first, last and in
/// the middle.
final class FoldPrograms {
    private static final List<Long> LANES = List.of(
            0L, 1L, 2L, 3L, 63L, 64L, 127L, 128L, 129L, 255L, 257L, 1000L, 4095L, 4096L, 4097L, 4224L, 8192L, 12_293L);
    private static final List<Long> CHAIN = List.of(0L, 1L, 2L, 255L, 256L, 257L, 511L, 513L, 1000L);
    private static final List<Long> HALVES = List.of(0L, 1L, 2L, 3L, 5L, 8L, 17L, 100L, 129L);

    private FoldPrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            LANES.forEach(n -> programs.add(reduce(Reduction.SUM, dtype, n)));
            HALVES.forEach(n -> programs.add(reduce(Reduction.PROD, dtype, n)));
            HALVES.forEach(n -> programs.add(reduce(Reduction.MAX, dtype, n)));
            HALVES.forEach(n -> programs.add(reduce(Reduction.MIN, dtype, n)));
            CHAIN.forEach(k -> programs.add(matrixProduct(dtype, k)));
            LANES.forEach(k -> programs.add(scalarProduct(dtype, k)));
            programs.add(manyChunks(dtype));
            LANES.forEach(n -> programs.add(negativeZeros(dtype, n)));
        }
        return programs;
    }

    private static TensorType type(DType dtype, Dim... dims) {
        return new TensorType(dtype, Shape.of(dims));
    }

    private static GoldenProgram reduce(Reduction kind, DType dtype, long n) {
        GraphBuilder b = new GraphBuilder(kind.symbol());
        Dim size = Dim.symbol("N");
        Expr line = b.input("line", type(dtype, size));
        Expr rows = b.input("rows", type(dtype, Dim.of(3), size));
        Expr columns = b.input("columns", type(dtype, size, Dim.of(5)));
        Expr block = b.input("block", type(dtype, Dim.of(2), size, Dim.of(3)));
        b.output("line", line.reduce(kind, List.of(0)))
                .output("rows", rows.reduce(kind, List.of(1)))
                .output("columns", columns.reduce(kind, List.of(0)))
                .output("middle", block.reduce(kind, List.of(1)))
                .output("outer", block.reduce(kind, List.of(0, 2)))
                .output("swapped", block.reduce(kind, List.of(2, 1)));
        String name = "reduce " + kind.symbol() + " " + dtype.symbol() + " " + n;
        return GoldenProgram.of(name, b.build(), Map.of("N", n));
    }

    private static GoldenProgram matrixProduct(DType dtype, long k) {
        GraphBuilder b = new GraphBuilder("dot");
        Dim size = Dim.symbol("K");
        Expr a = b.input("a", type(dtype, Dim.of(3), size));
        Expr c = b.input("b", type(dtype, size, Dim.of(5)));
        Expr batch = b.input("batch", type(dtype, Dim.of(2), size, Dim.of(3)));
        b.output("product", a.dot(c, DotAxes.contract(1, 0)))
                .output("gram", c.dot(c, DotAxes.contract(0, 0)))
                .output("vector", a.dot(a.builder().input("v", type(dtype, size)), DotAxes.contract(1, 0)))
                .output("batched", batch.dot(batch, new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1))))
                .output("two", batch.dot(batch, new DotAxes(List.of(), List.of(), List.of(1, 0), List.of(1, 0))));
        return GoldenProgram.of("dot " + dtype.symbol() + " " + k, b.build(), Map.of("K", k));
    }

    private static GoldenProgram scalarProduct(DType dtype, long k) {
        GraphBuilder b = new GraphBuilder("scalarProduct");
        Dim size = Dim.symbol("K");
        Expr x = b.input("x", type(dtype, Dim.of(2), size));
        Expr y = b.input("y", type(dtype, Dim.of(2), size));
        b.output("rows", x.dot(y, new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1))))
                .output("all", x.dot(y, new DotAxes(List.of(), List.of(), List.of(0, 1), List.of(0, 1))));
        return GoldenProgram.of("scalar product " + dtype.symbol() + " " + k, b.build(), Map.of("K", k));
    }

    /// More chunks than lanes: the results of chunks are folded in strides too.
    private static GoldenProgram manyChunks(DType dtype) {
        GraphBuilder b = new GraphBuilder("sum");
        b.output("sum", b.input("x", type(dtype, Dim.symbol("N"))).reduce(Reduction.SUM, List.of(0)));
        return GoldenProgram.of("chunks " + dtype.symbol(), b.build(), Map.of("N", 4096L * 130 + 7));
    }

    /// A sum of −0 is −0, which +0 in an absent lane or as a start would lose; of nothing it is +0.
    private static GoldenProgram negativeZeros(DType dtype, long n) {
        GraphBuilder b = new GraphBuilder("zeros");
        Dim size = Dim.symbol("N");
        Expr zeros = b.input("zeros", type(dtype, Dim.of(2), size));
        Expr ones = b.input("ones", type(dtype, Dim.of(2), size));
        b.output("sum", zeros.reduce(Reduction.SUM, List.of(1)))
                .output("chain", zeros.dot(ones, DotAxes.contract(1, 1)))
                .output("lanes", zeros.dot(ones, new DotAxes(List.of(0), List.of(0), List.of(1), List.of(1))));
        String name = "negative zeros " + dtype.symbol() + " " + n;
        return GoldenProgram.of(
                name, b.build(), Map.of("N", n), (input, type, _) -> type.bitsOf(input.equals("zeros") ? -0.0 : 1));
    }
}
