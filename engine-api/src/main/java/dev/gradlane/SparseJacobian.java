package dev.gradlane;

import dev.gradlane.autodiff.Compression;
import dev.gradlane.autodiff.Sparsity;

/// A Jacobian or Hessian of which only the entries of a pattern are computed, by as many derivatives as there are
/// colours instead of one per column.
///
/// ```java
/// var sparse = f.jacobianSparse();
/// try (var compressed = engine.compile(sparse.compressed())) {
///     double[] entries = sparse.entries(compressed.run(x)); // in the order of sparse.pattern()
/// }
/// ```
/// [#compressed] is an ordinary function: it is batched, differentiated and compiled like others. Its result has the
/// shape \[colours] ++ y.shape where [Compression#isByColumns], else \[colours] ++ x.shape, with the batch before it;
/// [Compression] says where each entry stands.
public final class SparseJacobian<A> {
    private final Fn<A, Tensor> compressed;
    private final Compression compression;

    SparseJacobian(Fn<A, Tensor> compressed, Compression compression) {
        this.compressed = compressed;
        this.compression = compression;
    }

    /// The function that computes the entries.
    public Fn<A, Tensor> compressed() {
        return compressed;
    }

    /// Which entries there are; rows are the elements of the result, row-major, columns those of the input.
    public Sparsity pattern() {
        return compression.pattern();
    }

    /// Colours and layout.
    public Compression compression() {
        return compression;
    }

    /// The entries in the order of the pattern; of a batch one sample's after the other's.
    ///
    /// @param result of [#compressed]
    public double[] entries(Tensor result) {
        double[] elements = result.toDoubles();
        int block = compression.colours()
                * (compression.isByColumns() ? pattern().rows() : pattern().columns());
        int size = pattern().size();
        int samples = block == 0 ? 0 : elements.length / block;
        double[] entries = new double[samples * size];
        for (int e = 0; e < size; e++) {
            int position = compression.position(e);
            for (int sample = 0; sample < samples; sample++) {
                entries[sample * size + e] = elements[sample * block + position];
            }
        }
        return entries;
    }
}
