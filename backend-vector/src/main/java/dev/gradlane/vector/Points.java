package dev.gradlane.vector;

import dev.gradlane.kernel.Axis;
import java.util.List;

/// The row-major numbered points of some axes.
record Points(int[] axes) {
    static Points of(List<Axis> axes) {
        return new Points(axes.stream().mapToInt(Axis::id).toArray());
    }

    /// How many there are.
    long count(Scope scope) {
        return count(scope.extent);
    }

    long count(long[] extent) {
        long count = 1;
        for (int axis : axes) {
            count *= extent[axis];
        }
        return count;
    }

    /// The last axis; [Row#NONE] where there is none.
    int last() {
        return axes.length == 0 ? Row.NONE : axes[axes.length - 1];
    }

    /// Goes to a point.
    ///
    /// @return how many points follow along the last axis, this one included
    long go(Scope scope, long number) {
        long rest = number;
        for (int i = axes.length - 1; i >= 0; i--) {
            long extent = scope.extent[axes[i]];
            if (i == 0) {
                scope.point[axes[0]] = rest;
            } else if (rest < extent) {
                scope.point[axes[i]] = rest;
                rest = 0;
            } else {
                scope.point[axes[i]] = rest % extent;
                rest /= extent;
            }
        }
        return axes.length == 0 ? 1 : scope.extent[last()] - scope.point[last()];
    }

    /// Bytes from a point to the next for an access, the same everywhere; −1 where the axes do not merge to one.
    long pitch(Scope scope, int access) {
        if (axes.length == 0) {
            return 0;
        }
        for (int i = 0; i < axes.length - 1; i++) {
            if (scope.extent[axes[i]] != 1) {
                return -1;
            }
        }
        return scope.stride(access, last());
    }

    /// Leaves the axes, so that what stands outside them sees none of it.
    void leave(Scope scope) {
        for (int axis : axes) {
            scope.point[axis] = 0;
        }
    }
}
