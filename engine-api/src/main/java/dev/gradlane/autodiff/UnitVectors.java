package dev.gradlane.autodiff;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Directions that pick single elements, as comparisons of indices: they fuse into whatever reads them, and no
/// matrix of zeros and ones exists.
final class UnitVectors {
    private UnitVectors() {}

    /// All unit vectors of `type`, of shape s: E\[i…, j…] of shape s ++ s is 1 where i = j, else 0. Of a scalar it
    /// is the constant 1.
    static Expr all(GraphBuilder b, TensorType type) {
        List<Dim> dims = new ArrayList<>(type.shape().dims());
        int rank = dims.size();
        dims.addAll(type.shape().dims());
        Shape shape = new Shape(dims);
        Expr one = b.constant(type.withShape(shape), 1);
        Expr equal = one.constantBits(DType.BOOL, 1);
        for (int axis = 0; axis < rank; axis++) {
            // two indices into an axis of 1 are equal
            if (!shape.dim(axis).is(1)) {
                Expr same = index(b, shape, axis).eq(index(b, shape, rank + axis));
                equal = axis == 0 || equal.splat().isPresent() ? same : equal.and(same);
            }
        }
        return equal.splat().isPresent() ? one : equal.select(one, one.constant(0));
    }

    /// The sums of unit vectors of one colour each: S\[c, i…] of shape \[colours] ++ s is 1 where element i has colour
    /// c. The colours are one array of s, compared with an index.
    ///
    /// @param colours per element, row-major
    static Expr sums(GraphBuilder b, TensorType type, Colouring colours) {
        Shape shape = type.shape().prepend(Dim.of(colours.count()));
        TensorType of = new TensorType(DType.I32, type.shape());
        long[] bits = colours.colours().stream().mapToLong(Integer::longValue).toArray();
        List<Integer> behind =
                IntStream.rangeClosed(1, type.shape().rank()).boxed().toList();
        Expr mine = b.dense(of, bits).broadcast(shape, behind).eq(index(b, shape, 0));
        Expr one = b.constant(type.withShape(shape), 1);
        return mine.select(one, one.constant(0));
    }

    private static Expr index(GraphBuilder b, Shape shape, int axis) {
        boolean small = shape.dim(axis) instanceof Dim.Fixed(long size) && size <= Integer.MAX_VALUE;
        DType dtype = small ? DType.I32 : DType.I64;
        return b.emit(new Op.Iota(new TensorType(dtype, shape), axis)).getFirst();
    }
}
