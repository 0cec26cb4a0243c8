package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import java.util.concurrent.atomic.AtomicReference;

/// One thread inside one launch of a kernel: where it stands and what memory it has.
final class Scope {
    /// The current value of every loop variable, by axis id.
    final long[] point;
    /// The extent of every loop variable, by axis id.
    final long[] extent;
    /// Where cells are visited one after the other: number of the current one in its tile.
    int cell;
    final Sized sized;
    /// Address of the scratch rows.
    final long rows;
    /// The slots that generated code reads.
    final long[] frame;
    /// Address of the places for tiles shorter than a vector, [KernelContext#STAGE] bytes for each access.
    final long stage;

    private final long reserved;

    /// Where a condition reports that it does not hold.
    final AtomicReference<FaultWord> fault;
    private final long[] base;

    /// @param buffers addresses by buffer id
    /// @param scratch address of [KernelContext#scratchBytes] bytes
    Scope(KernelContext kernel, Sized sized, long[] buffers, long scratch, AtomicReference<FaultWord> fault) {
        this.sized = sized;
        this.extent = sized.extent;
        this.point = new long[sized.extent.length];
        this.rows = scratch;
        this.frame = new long[kernel.slotCount()];
        this.stage = scratch + kernel.rowBytes();
        this.reserved = stage + kernel.stageBytes();
        this.fault = fault;
        this.base = new long[sized.offset.length];
        for (int a = 0; a < base.length; a++) {
            int buffer = sized.buffer[a];
            base[a] = sized.offset[a] + (buffer == Access.POSITION ? 0 : buffers[buffer]);
        }
    }

    /// Address of a scratch row.
    long row(int index) {
        return rows + index * Rows.STRIDE;
    }

    /// Address of the current cell's element of a row along the cells.
    long cell(int row, DType type) {
        return row(row) + (long) cell * Rows.stored(type).bytes();
    }

    /// Address of what [KernelContext#reserve] gave out at `offset`.
    long reserved(long offset) {
        return reserved + offset;
    }

    /// Address of an access at the current point; of a position, its number.
    long address(int access) {
        long address = base[access];
        long[] strides = sized.stride[access];
        for (int i = 0; i < strides.length; i++) {
            address += strides[i] * point[i];
        }
        return address;
    }

    /// Bytes from one point to the next along `axis`.
    long stride(int access, int axis) {
        return sized.stride[access][axis];
    }
}
