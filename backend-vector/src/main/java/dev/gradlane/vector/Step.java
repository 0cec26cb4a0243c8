package dev.gradlane.vector;

/// Executable part of a kernel's body.
interface Step {
    /// Computes `count` neighbouring cells, the first at `scope.point`: from 1 to [Rows#TILE] along the lanes' axis, 1
    /// where there is none.
    void run(Scope scope, int count);
}
