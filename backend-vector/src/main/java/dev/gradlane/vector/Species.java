package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// How wide the generated code is.
///
/// @param bits of a vector; 64 stands for scalar code, which needs no Vector API
record Species(int bits) {
    static final int SCALAR_BITS = 64;
    /// Bits of the shortest vectors.
    static final int LEAST = 128;
    static final Species SCALAR = new Species(SCALAR_BITS);

    boolean isScalar() {
        return bits == SCALAR_BITS;
    }

    /// Lanes of code whose widest values have `bytes` bytes.
    int lanes(int bytes) {
        return isScalar() ? 1 : bits / 8 / bytes;
    }

    /// Lanes for values of `type`.
    int lanes(DType type) {
        return lanes(Rows.stored(type).bytes());
    }
}
