package dev.gradlane.cpu;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.DType;

/// The indices of a gather or a scatter, checked, and what they choose: x has the extents `batch`, `before`, `extent`,
/// `after`, the chosen elements `batch`, `before`, `sources`, `after`.
///
/// @param indices collapsed, `batch`·`sources` of them
/// @param perSample indices of one sample
record Chosen(
        View indices,
        DType dtype,
        long batch,
        long before,
        long extent,
        long sources,
        long after,
        long perSample,
        int node,
        Faults faults) {
    static final long OUTSIDE = -1;

    /// @param symbolic whether axis 0 of the indices counts samples
    /// @param node where the graph has the operation
    static Chosen of(View x, View indices, int axis, int batch, boolean symbolic, int node, Faults faults) {
        long[] from = x.extents();
        long[] by = indices.extents();
        long perSample = symbolic && by[0] > 0 ? indices.size() / by[0] : Long.MAX_VALUE;
        return new Chosen(
                indices.collapse(),
                indices.dtype(),
                product(from, 0, batch),
                product(from, batch, axis),
                from[axis],
                product(by, batch, by.length),
                product(from, axis + 1, from.length),
                perSample,
                node,
                faults);
    }

    private static long product(long[] extents, int from, int to) {
        long product = 1;
        for (int i = from; i < to; i++) {
            product *= extents[i];
        }
        return product;
    }

    /// True when no element is chosen: then no index is asked for.
    boolean isEmpty() {
        return batch == 0 || before == 0 || sources == 0 || after == 0;
    }

    /// Indices number `first` to `first + count − 1` into `positions`; one that is outside of the axis is a fault, and
    /// [#OUTSIDE].
    void read(long first, int count, Block block, long[] positions) {
        indices.load(first, count, block);
        for (int i = 0; i < count; i++) {
            long index = dtype == DType.I32 ? block.i32[i] : block.i64[i];
            boolean inside = index >= 0 && index < extent;
            if (!inside) {
                faults.add(new Fault(perSample == 0 ? 0 : (first + i) / perSample, node));
            }
            positions[i] = inside ? index : OUTSIDE;
        }
    }

    /// Number of the first element that lies behind position `index` of x.
    long inOperand(long sample, long prefix, long index) {
        return ((sample * before + prefix) * extent + index) * after;
    }

    /// Number of the first element that lies behind source `source`.
    long inChosen(long sample, long prefix, long source) {
        return ((sample * before + prefix) * sources + source) * after;
    }
}
