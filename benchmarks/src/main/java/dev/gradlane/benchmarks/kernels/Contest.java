package dev.gradlane.benchmarks.kernels;

/// One kernel of the engine and what it is measured against. Both were verified when it was made.
///
/// @param name what is computed, and at which size
/// @param against what the reference is
/// @param target the least ratio of speeds that is asked for
/// @param work of one run of the engine, in units that `referenceWork` has too: samples, elements,
/// operations
record Contest(
        String name, String against, double target, double work, double referenceWork, Kernel engine, Kernel reference)
        implements AutoCloseable {
    /// Something that runs and may hold a device.
    interface Kernel extends AutoCloseable {
        void run();

        @Override
        default void close() {}
    }

    @Override
    public void close() {
        engine.close();
        reference.close();
    }

    /// @throws IllegalStateException if the bits differ
    static void require(String what, float actual, float expected) {
        if (Float.floatToIntBits(actual) != Float.floatToIntBits(expected)) {
            throw new IllegalStateException(
                    what + " is " + Float.toHexString(actual) + " instead of " + Float.toHexString(expected));
        }
    }

    /// @throws IllegalStateException if a sum in free order is not near `exact`
    static void requireNear(String what, double actual, double exact, double size) {
        if (!(Math.abs(actual - exact) <= 1e-4 * size)) {
            throw new IllegalStateException(what + " is " + actual + ", far from " + exact);
        }
    }
}
