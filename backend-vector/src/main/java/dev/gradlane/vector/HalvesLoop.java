package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Statement;

/// The order `halves`: the first ⌈n/2⌉ elements by the rest, until one is left, in the temporary itself.
final class HalvesLoop implements Step {
    private final Points points;
    private final int axis;
    private final int access;
    private final DType type;
    private final int row;

    HalvesLoop(KernelContext kernel, Statement.Loop loop, int axis) {
        if (loop.accumulators().size() != 1
                || loop.chunk().isPresent()
                || !(loop.body().statements().getFirst() instanceof Statement.Load load)) {
            throw new IllegalStateException("kernel " + kernel.kernel().name() + ": no product of a temporary");
        }
        Accumulator accumulator = loop.accumulators().getFirst();
        this.points = Points.of(loop.axes());
        this.axis = axis;
        this.access = kernel.access(load.buffer(), load.type(), load.index());
        this.type = accumulator.type();
        this.row = kernel.row();
        kernel.bind(accumulator.result(), type, row, axis);
    }

    @Override
    public void run(Scope scope, int count) {
        long n = points.count(scope);
        long first = axis == Row.NONE ? 0 : scope.point[axis];
        for (int cell = 0; cell < count; cell++) {
            if (axis != Row.NONE) {
                scope.point[axis] = first + cell;
            }
            for (long left = n; left > 1; left = Math.ceilDiv(left, 2)) {
                long half = Math.ceilDiv(left, 2);
                for (long i = 0; i < left - half; i++) {
                    multiply(address(scope, i), address(scope, half + i));
                }
            }
            long to = scope.row(row) + (long) cell * type.bytes();
            if (n == 0) {
                Address.put(type, to, type.bitsOf(1));
            } else {
                Address.copy(address(scope, 0), to, type.bytes());
            }
        }
        if (axis != Row.NONE) {
            scope.point[axis] = first;
        }
        points.leave(scope);
    }

    private long address(Scope scope, long number) {
        points.go(scope, number);
        return scope.address(access);
    }

    private void multiply(long to, long by) {
        if (type == DType.F32) {
            Address.ALL.set(Address.F32, to, Address.ALL.get(Address.F32, to) * Address.ALL.get(Address.F32, by));
        } else {
            Address.ALL.set(Address.F64, to, Address.ALL.get(Address.F64, to) * Address.ALL.get(Address.F64, by));
        }
    }
}
