package dev.gradlane.vector;

import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Statement;
import java.util.List;
import java.util.Set;

/// A loop of independent points that stores. Where a cell is one point, the loop's last axis lies across the lanes;
/// where cells lie across the lanes, the loop runs inside each of them.
record EachStep(int[] outer, int inner, Step body) implements Step {
    static EachStep of(KernelContext kernel, Statement.Each each, int axis) {
        List<Axis> axes = each.axes();
        boolean inside = axis != Row.NONE || axes.isEmpty();
        int[] outer = (inside ? axes : axes.subList(0, axes.size() - 1))
                .stream().mapToInt(Axis::id).toArray();
        int inner = inside ? Row.NONE : axes.getLast().id();
        return new EachStep(outer, inner, BlockSteps.of(kernel, each.body(), inside ? axis : inner, Set.of()));
    }

    @Override
    public void run(Scope scope, int count) {
        run(scope, count, 0);
    }

    @Override
    public int most() {
        return inner == Row.NONE ? body.most() : Rows.TILE;
    }

    private void run(Scope scope, int count, int depth) {
        if (depth < outer.length) {
            int axis = outer[depth];
            for (long i = 0; i < scope.extent[axis]; i++) {
                scope.point[axis] = i;
                run(scope, count, depth + 1);
            }
            scope.point[axis] = 0;
        } else if (inner == Row.NONE) {
            body.run(scope, count);
        } else {
            long n = scope.extent[inner];
            int most = body.most();
            for (long i = 0; i < n; i += most) {
                scope.point[inner] = i;
                body.run(scope, (int) Math.min(most, n - i));
            }
            scope.point[inner] = 0;
        }
    }
}
