package dev.gradlane.conformance.accuracy;

/// 64 bits about the results of a block: four chains of xor and multiplication, which a processor runs side by side.
/// NaN is canonical.
final class BlockDigest {
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    private BlockDigest() {}

    static long of(float[] results) {
        long a = 1;
        long b = 2;
        long c = 3;
        long d = 4;
        for (int i = 0; i < results.length; i += 4) {
            a = next(a, results[i]);
            b = next(b, results[i + 1]);
            c = next(c, results[i + 2]);
            d = next(d, results[i + 3]);
        }
        return join(join(join(a, b), c), d);
    }

    /// Both, in this order.
    static long join(long a, long b) {
        long mixed = (a ^ a >>> 29) * PRIME + b;
        return (mixed ^ mixed >>> 32) * PRIME;
    }

    private static long next(long state, float result) {
        return Long.rotateLeft((state ^ Float.floatToIntBits(result)) * PRIME, 29);
    }
}
