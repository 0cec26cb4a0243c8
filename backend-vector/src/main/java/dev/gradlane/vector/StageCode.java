package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;

/// A compiled stage of a program, for every size.
interface StageCode {
    /// The stage for one size of every symbol, shared by all runs of these sizes.
    SizedStage sized(Sizes sizes);

    /// Bytes of scratch that a thread needs.
    long scratchBytes();

    /// The stage and its code, for people.
    String explain();

    /// The code alone.
    String listing();

    /// Gives memory back that it holds from one run to the next.
    void free(MemoryPool pool);
}
