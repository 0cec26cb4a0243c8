package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// Where a value lives that one piece of generated code computes and another one reads.
///
/// @param type of the value; [Rows#stored] in memory
/// @param index of the row
/// @param axis id of the axis along which the row's elements run; [#NONE]: the row holds one element
record Row(DType type, int index, int axis) {
    /// No axis: code that computes one point.
    static final int NONE = -1;
}
