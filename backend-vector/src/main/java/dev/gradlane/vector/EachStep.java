package dev.gradlane.vector;

import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A loop of independent points that stores. Where cells are visited one after the other, the loop's last axis lies
/// across the lanes; where cells lie across the lanes, the loop runs inside each of them.
///
/// @param cells the axis of the cells that are visited one after the other; [Row#NONE] where there is none
record EachStep(int cells, int[] outer, int inner, Step body) implements Step {
    static Step of(KernelContext kernel, Statement.Each each, int axis) {
        List<Axis> axes = each.axes();
        boolean inside = axis != kernel.rowCells() || axes.isEmpty();
        if (!inside && axes.size() == 1 && kernel.rowCells() != Row.NONE) {
            Optional<ShortRows> rows = ShortRows.of(kernel, kernel.rowCells(), axes.getLast(), each.body(), Set.of());
            if (rows.isPresent()) {
                return together(kernel, rows.get(), axes.getLast().id());
            }
        }
        int[] outer = (inside ? axes : axes.subList(0, axes.size() - 1))
                .stream().mapToInt(Axis::id).toArray();
        int inner = inside ? Row.NONE : axes.getLast().id();
        int cells = inside ? Row.NONE : kernel.rowCells();
        return new EachStep(cells, outer, inner, BlockSteps.of(kernel, each.body(), inside ? axis : inner, Set.of()));
    }

    private static Step together(KernelContext kernel, ShortRows rows, int inner) {
        rows.bind(kernel);
        Step body = BlockSteps.of(kernel, rows.body(), inner, Set.of());
        rows.release(kernel);
        return new ShortEach(kernel.rowCells(), rows, body);
    }

    @Override
    public void run(Scope scope, int count) {
        if (cells == Row.NONE) {
            run(scope, count, 0);
            return;
        }
        long first = scope.point[cells];
        for (int cell = 0; cell < count; cell++) {
            scope.cell = cell;
            scope.point[cells] = first + cell;
            run(scope, 1, 0);
        }
        scope.cell = 0;
        scope.point[cells] = first;
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
