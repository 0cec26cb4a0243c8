package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Draws an operation that indexes by a value or orders a line. Indices are made to be in range, whatever they were.
final class IndexDraw {
    private static final long MOST_CHOSEN = 3000;

    private final Draw draw;
    private final GraphBuilder b;
    private final List<Expr> pool;

    private IndexDraw(Draw draw, GraphBuilder b, List<Expr> pool) {
        this.draw = draw;
        this.b = b;
        this.pool = pool;
    }

    static List<Expr> of(Draw draw, GraphBuilder b, List<Expr> pool, Expr x) {
        return new IndexDraw(draw, b, pool).step(x);
    }

    private List<Expr> step(Expr x) {
        int rank = x.shape().rank();
        int axis = rank == 0 ? 0 : draw.below(rank);
        if (rank == 0 || x.shape().dim(axis).is(0)) {
            return List.of();
        }
        switch (draw.below(9)) {
            case 3 -> {
                return rank == 2 && x.dtype().isFloat() && x.shape().isFixed() ? matrices(x) : List.of();
            }
            case 0 -> {
                return List.of(x.reverse(axis));
            }
            case 1 -> {
                return x.dtype() == DType.BOOL ? List.of() : List.of(x.cumSum(axis, draw.chance(0.5)));
            }
            case 2 -> {
                return x.dtype() == DType.BOOL ? List.of() : x.sort(axis);
            }
            default -> {
                return indexed(x, axis);
            }
        }
    }

    /// A triangle of a matrix that is positive definite whatever x is, and what it solves.
    private List<Expr> matrices(Expr x) {
        long columns = x.shape().select(List.of(1)).size();
        if (x.shape().size() > 40) {
            return List.of();
        }
        Expr small = x.eq(x).select(x.max(-1).min(1), x.constant(0));
        Expr gram = small.times(small.transposed());
        Expr l = gram.add(gram.diagonal().select(gram.constant(columns + 1), gram.constant(0)))
                .cholesky();
        return List.of(l, l.triangularSolve(x, draw.chance(0.5)));
    }

    private List<Expr> indexed(Expr x, int axis) {
        Expr any = integers();
        int most = 0;
        while (most < axis
                && most < any.shape().rank()
                && any.shape().dim(most).equals(x.shape().dim(most))) {
            most++;
        }
        int batch = draw.below(most + 1);
        Shape chosen = chosen(x.shape(), any.shape(), axis, batch);
        if (chosen.size(Map.of(GraphGenerator.SYMBOL, 8L)) > MOST_CHOSEN) {
            return List.of();
        }
        Expr indices = inside(any, x.shape().dim(axis));
        Expr gathered = x.gather(indices, axis, batch);
        if (x.dtype() == DType.BOOL || draw.chance(0.5)) {
            return List.of(gathered);
        }
        List<Expr> equal =
                pool.stream().filter(p -> p.type().equals(gathered.type())).toList();
        Expr updates = equal.isEmpty() ? gathered : draw.from(equal);
        return List.of(x.scatterAdd(indices, updates, axis, batch));
    }

    private static Shape chosen(Shape x, Shape indices, int axis, int batch) {
        List<Dim> dims = new ArrayList<>(x.dims().subList(0, axis));
        dims.addAll(indices.dims().subList(batch, indices.rank()));
        dims.addAll(x.dims().subList(axis + 1, x.rank()));
        return new Shape(dims);
    }

    private Expr integers() {
        List<Expr> found = pool.stream()
                .filter(p -> p.dtype().isInteger() && p.shape().rank() <= 2)
                .toList();
        if (found.isEmpty() || draw.chance(0.3)) {
            int n = draw.below(5);
            DType dtype = draw.chance(0.5) ? DType.I32 : DType.I64;
            long[] bits = LongStream.range(0, n).map(_ -> draw.below(6)).toArray();
            return b.dense(TensorType.of(dtype, n), bits);
        }
        return draw.from(found);
    }

    /// The index itself where it is in range, else 0.
    private Expr inside(Expr indices, Dim dim) {
        Expr extent = b.emit(new Op.Extent(Shape.of(dim)))
                .getFirst()
                .convert(indices.dtype())
                .broadcast(indices.shape(), List.of());
        return indices.ltu(extent).select(indices, indices.constant(0));
    }
}
