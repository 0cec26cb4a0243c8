package dev.gradlane.opencl;

/// What the emitter has to know of a device.
///
/// @param f64 `cl_khr_fp64` is there
/// @param roundedDivideSqrt f32 division and square root round correctly by themselves; otherwise they
///     go through
///     f64, which rounds to the same bits because 53 ≥ 2·24 + 2
/// @param rows what runs side by side in kernels of layout row
/// @param buffers that a kernel may have: arguments are 8 bytes each, and sizes need some
record Target(boolean f64, boolean roundedDivideSqrt, Rows rows, int buffers) {
    /// How a row, the loop of one cell, is spread.
    enum Rows {
        /// A work-group of 128 items: processors with many lanes and local memory.
        GROUP,
        /// One item, whose 128 lanes are an array that the compiler keeps in vectors: central
        /// processors.
        ITEM
    }
}
