package dev.gradlane.vector;

/// A short loop that stores, for many cells at once.
///
/// @param cells the axis of the cells
record ShortEach(int cells, ShortRows rows, Step body) implements Step {
    @Override
    public void run(Scope scope, int count) {
        long first = scope.point[cells];
        for (int cell = 0; cell < count; cell += rows.most()) {
            int some = Math.min(rows.most(), count - cell);
            scope.cell = cell;
            scope.point[cells] = first + cell;
            rows.fill(scope, some);
            body.run(scope, some * rows.length());
        }
        scope.cell = 0;
        scope.point[cells] = first;
    }
}
