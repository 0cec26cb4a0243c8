package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Statement;
import java.util.Optional;

/// Elements at positions that are values, collected into a row. Where the position is the same for all points, what it
/// names is one piece of memory.
final class GatherStep implements Step {
    /// Where positions are.
    private enum From {
        MEMORY,
        ROW,
        /// The current cell's element of a row along the cells.
        CELL
    }

    private final DType type;
    private final int access;
    private final int stride;
    private final int extent;
    private final From from;
    private final DType by;
    /// Number of an access, or of a row.
    private final int positions;
    private final int axis;
    /// Whether neighbouring points have positions of their own.
    private final boolean varies;
    private final int row;
    /// Whether the result is the same for all points.
    private final boolean single;

    private GatherStep(KernelContext kernel, Statement.Gather gather, Optional<Statement.Load> position, int axis) {
        this.type = gather.type();
        this.access = kernel.access(gather.buffer(), gather.type(), gather.index());
        this.stride = kernel.size(gather.stride());
        this.extent = kernel.size(gather.extent());
        this.axis = axis;
        if (position.isPresent()) {
            Statement.Load load = position.get();
            this.from = From.MEMORY;
            this.by = load.type();
            this.positions = kernel.access(load.buffer(), load.type(), load.index());
            this.varies = axis != Row.NONE && !load.index().stride(axis).is(0);
        } else {
            Row place = kernel.row(gather.position());
            boolean ofCell = place.axis() != axis && place.axis() != Row.NONE;
            if (ofCell && place.axis() != kernel.rowCells()) {
                throw new IllegalStateException(
                        "v" + gather.position() + " runs along axis i" + place.axis() + ", not i" + axis);
            }
            this.from = ofCell ? From.CELL : From.ROW;
            this.by = place.type();
            this.positions = place.index();
            this.varies = axis != Row.NONE && place.axis() == axis;
        }
        this.single = axis == Row.NONE || !varies && gather.index().stride(axis).is(0);
        this.row = kernel.row();
        kernel.bind(gather.result(), type, row, single ? Row.NONE : axis);
    }

    /// @param position where it is loaded, if it is
    /// @param axis id of the axis along which a tile's points lie; [Row#NONE]: one point
    static Step of(KernelContext kernel, Statement.Gather gather, Optional<Statement.Load> position, int axis) {
        return new GatherStep(kernel, gather, position, axis);
    }

    @Override
    public void run(Scope scope, int count) {
        long base = scope.address(access);
        long bytes = scope.sized.size[stride] * type.bytes();
        long end = scope.sized.size[extent];
        long to = scope.row(row);
        long at = switch (from) {
            case MEMORY -> scope.address(positions);
            case ROW -> scope.row(positions);
            case CELL -> scope.cell(positions, by);
        };
        long next = axis == Row.NONE ? 0 : scope.stride(access, axis);
        long step = switch (from) {
            case MEMORY -> axis == Row.NONE ? 0 : scope.stride(positions, axis);
            case ROW -> varies ? by.bytes() : 0;
            case CELL -> 0;
        };
        if (single || step == 0) {
            int points = single ? 1 : count;
            long position = Gathering.position(by, at);
            if (Long.compareUnsigned(position, end) < 0) {
                Packing.load(type, base + position * bytes, next, to, points);
            } else {
                Address.zero(to, (long) points * Rows.stored(type).bytes());
            }
        } else {
            new Gathering(type, by, base, next, bytes, end, at, step).run(to, count);
        }
    }
}
