package dev.gradlane.vector;

import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The numbers of one kernel for one size of every symbol: evaluated once, shared by all runs of these sizes.
final class Sized {
    /// By axis id.
    final long[] extent;
    /// By access, then by axis id: bytes from a point to its neighbour.
    final long[][] stride;
    /// By access: bytes from the start of its buffer to point 0.
    final long[] offset;
    /// By access: id of its buffer.
    final int[] buffer;
    /// By size number of [KernelContext#size].
    final long[] size;

    Sized(KernelContext kernel, Map<String, Long> sizes) {
        int ids = kernel.axisIds();
        extent = new long[ids];
        for (Axis axis : kernel.axes()) {
            extent[axis.id()] = axis.extent().at(sizes);
        }
        List<Access> accesses = kernel.accesses();
        stride = new long[accesses.size()][ids];
        offset = new long[accesses.size()];
        buffer = accesses.stream().mapToInt(Access::buffer).toArray();
        for (int a = 0; a < offset.length; a++) {
            Access access = accesses.get(a);
            offset[a] = Math.multiplyExact(access.index().offsetAt(sizes), access.unit());
            for (Index.Term term : access.index().terms()) {
                stride[a][term.axis()] = Math.multiplyExact(term.stride().at(sizes), access.unit());
            }
        }
        size = kernel.sizes().stream().mapToLong((Extent e) -> e.at(sizes)).toArray();
        merge(kernel.kernel().parallel(), kernel.chunks());
        kernel.loops().forEach(axes -> merge(axes, kernel.chunks()));
    }

    /// Whether an access meets elements from the last to the first along some axis: what lies behind its points may be
    /// the end of the memory then.
    boolean isReversed(int access) {
        for (long bytes : stride[access]) {
            if (bytes < 0) {
                return true;
            }
        }
        return false;
    }

    /// Neighbouring axes of the cells or of a loop that every access walks as one become one, the last of them: long
    /// runs for the lanes.
    ///
    /// @param fixed axes that number chunks: they stay what they are
    private void merge(List<Axis> axes, Set<Integer> fixed) {
        if (axes.isEmpty() || fixed.contains(axes.getLast().id())) {
            return;
        }
        int last = axes.getLast().id();
        for (int i = axes.size() - 2; i >= 0; i--) {
            int outer = axes.get(i).id();
            if (fixed.contains(outer)) {
                return;
            }
            for (long[] strides : stride) {
                if (strides[outer] != strides[last] * extent[last]) {
                    return;
                }
            }
            extent[last] = Math.multiplyExact(extent[last], extent[outer]);
            extent[outer] = 1;
        }
    }
}
