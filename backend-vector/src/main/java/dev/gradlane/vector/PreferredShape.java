package dev.gradlane.vector;

import jdk.incubator.vector.VectorShape;

/// Asks the Vector API; a class of its own, because it does not load where that module is absent.
final class PreferredShape {
    private PreferredShape() {}

    static int bits() {
        return VectorShape.preferredShape().vectorBitSize();
    }
}
