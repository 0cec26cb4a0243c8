package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Index;

/// A place of a kernel that addresses memory, or counts a position: then `buffer` is [#POSITION] and bytes are units.
record Access(int buffer, DType type, Index index) {
    static final int POSITION = -1;

    int unit() {
        return buffer == POSITION ? 1 : type.bytes();
    }
}
