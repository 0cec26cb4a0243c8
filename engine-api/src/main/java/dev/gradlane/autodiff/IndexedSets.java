package dev.gradlane.autodiff;

import dev.gradlane.graph.Shape;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.function.BinaryOperator;

/// What elements depend on that are read, or added, at the positions that indices hold. Of indices that are not known
/// any element along the axis may be meant.
///
/// The elements of x, \[b…, p…, n, q…], are lines of `n` along the axis, `q` beside each other, for every (b…, p…); the
/// indices, \[b…, k…], are `k` for each b….
///
/// @param lines for each sample of the batch
record IndexedSets(int samples, int lines, int n, int q, int k, BinaryOperator<BitSet> union) {
    private static final BitSet NONE = new BitSet();

    static IndexedSets of(Shape x, Shape indices, int axis, int batch, BinaryOperator<BitSet> union) {
        return new IndexedSets(
                size(x, 0, batch),
                size(x, batch, axis),
                size(x, axis, axis + 1),
                size(x, axis + 1, x.rank()),
                size(indices, batch, indices.rank()),
                union);
    }

    private static int size(Shape shape, int from, int to) {
        return Math.toIntExact(new Shape(shape.dims().subList(from, to)).size());
    }

    BitSet[] gathered(BitSet[] x, Optional<long[]> indices) {
        BitSet[] result = new BitSet[samples * lines * k * q];
        Arrays.fill(result, NONE);
        indices.ifPresentOrElse(
                known -> forEach(known, (ofX, ofK) -> result[ofK] = union.apply(result[ofK], x[ofX])),
                () -> anywhere(x, n, result, k));
        return result;
    }

    BitSet[] scattered(BitSet[] x, BitSet[] updates, Optional<long[]> indices) {
        BitSet[] result = x.clone();
        indices.ifPresentOrElse(
                known -> forEach(known, (ofX, ofK) -> result[ofX] = union.apply(result[ofX], updates[ofK])),
                () -> anywhere(updates, k, result, n));
        return result;
    }

    /// What to do with an element of x and one of what is chosen, or added.
    @FunctionalInterface
    private interface Pair {
        void accept(int ofX, int ofK);
    }

    /// Each pair of elements that an index brings together; one outside is a fault and no number.
    private void forEach(long[] indices, Pair action) {
        for (int line = 0; line < samples * lines; line++) {
            for (int source = 0; source < k; source++) {
                long position = indices[line / lines * k + source];
                for (int beside = 0; position >= 0 && position < n && beside < q; beside++) {
                    action.accept((line * n + (int) position) * q + beside, (line * k + source) * q + beside);
                }
            }
        }
    }

    /// Every element of a line of `to` on all elements of the same line of `from`.
    private void anywhere(BitSet[] from, int ofFrom, BitSet[] to, int ofTo) {
        for (int line = 0; line < samples * lines; line++) {
            for (int beside = 0; beside < q; beside++) {
                BitSet all = NONE;
                for (int i = 0; i < ofFrom; i++) {
                    all = union.apply(all, from[(line * ofFrom + i) * q + beside]);
                }
                for (int i = 0; i < ofTo; i++) {
                    int element = (line * ofTo + i) * q + beside;
                    to[element] = union.apply(to[element], all);
                }
            }
        }
    }
}
