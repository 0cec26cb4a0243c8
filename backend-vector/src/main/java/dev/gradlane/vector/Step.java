package dev.gradlane.vector;

/// Executable part of a kernel's body.
interface Step {
    /// Computes `count` neighbouring cells, the first at `scope.point`: from 1 to [#most] along the lanes' axis, 1
    /// where there is none.
    void run(Scope scope, int count);

    /// The most cells of one [#run]: a tile, or more where nothing lies in rows. Each run fills the processor's
    /// pipelines anew, which costs a short kernel a third of its time when tiles are short.
    default int most() {
        return Rows.TILE;
    }
}
