package dev.gradlane.conformance;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import java.util.Map;
import java.util.OptionalLong;

/// Factorisations and triangular systems, instruction by instruction from the numerics contract (§6).
final class DefinedMatrices {
    private final Folds.Instructions scalar;
    private final Map<String, Long> sizes;
    private OptionalLong notPositive = OptionalLong.empty();

    DefinedMatrices(Folds.Instructions scalar, Map<String, Long> sizes) {
        this.scalar = scalar;
        this.sizes = sizes;
    }

    /// The sample of the first matrix that was not positive definite.
    OptionalLong notPositive() {
        return notPositive;
    }

    Value cholesky(Value a) {
        DType dtype = a.dtype();
        int rank = a.type().shape().rank();
        int n = a.extent(rank - 1);
        long[] l = new long[a.size()];
        for (int first = 0; first < l.length; first += n * n) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j <= i; j++) {
                    long acc = a.bits(first + i * n + j);
                    for (int k = 0; k < j; k++) {
                        acc = minusProduct(dtype, l[first + i * n + k], l[first + j * n + k], acc);
                    }
                    if (i == j && scalar.apply(ScalarOp.GT, dtype, acc, dtype.bitsOf(0)) == 0) {
                        fault(a.type().shape(), first, a);
                    }
                    l[first + i * n + j] = i == j
                            ? scalar.apply(ScalarOp.SQRT, dtype, acc)
                            : scalar.apply(ScalarOp.DIV, dtype, acc, l[first + j * n + j]);
                }
            }
        }
        return Value.of(a.type(), sizes, i -> l[(int) i]);
    }

    private void fault(Shape shape, int element, Value a) {
        boolean samples = shape.rank() > 2 && shape.dim(0) instanceof Dim.Symbol;
        long sample = samples ? element / (a.size() / a.extent(0)) : 0;
        if (notPositive.isEmpty() || sample < notPositive.getAsLong()) {
            notPositive = OptionalLong.of(sample);
        }
    }

    Value solve(boolean transposed, Value l, Value b) {
        DType dtype = l.dtype();
        int rank = l.type().shape().rank();
        int n = l.extent(rank - 1);
        int columns = b.extent(rank - 1);
        long[] x = new long[b.size()];
        for (int e = 0; e < x.length; e++) {
            // in the order in which elements need each other: from the last row up if transposed
            int matrix = e / (n * columns);
            int row = e / columns % n;
            int i = transposed ? n - 1 - row : row;
            int at = (matrix * n + i) * columns + e % columns;
            long acc = b.bits(at);
            for (int k = transposed ? i + 1 : 0; k < (transposed ? n : i); k++) {
                int element = transposed ? k * n + i : i * n + k;
                long known = x[(matrix * n + k) * columns + e % columns];
                acc = minusProduct(dtype, l.bits(matrix * n * n + element), known, acc);
            }
            x[at] = scalar.apply(ScalarOp.DIV, dtype, acc, l.bits(matrix * n * n + i * n + i));
        }
        return Value.of(b.type(), sizes, i -> x[(int) i]);
    }

    private long minusProduct(DType dtype, long a, long b, long acc) {
        return scalar.apply(ScalarOp.FMA, dtype, scalar.apply(ScalarOp.NEG, dtype, a), b, acc);
    }
}
