package dev.gradlane.conformance.golden;

import dev.gradlane.graph.DType;

/// Numbers drawn from a name. Written out (SplitMix64: Steele, Lea, Flood, *Fast splittable pseudorandom
/// number generators*, OOPSLA 2014; the seed by FNV-1a), because the algorithms of a JDK may change.
final class GoldenNumbers {
    private long state;

    GoldenNumbers(String name) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        this.state = hash;
    }

    long next() {
        state += 0x9e3779b97f4a7c15L;
        long z = (state ^ state >>> 30) * 0xbf58476d1ce4e5b9L;
        z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
        return z ^ z >>> 31;
    }

    int below(int bound) {
        return (int) Math.unsignedMultiplyHigh(next(), bound);
    }

    double between(double low, double high) {
        return low + (next() >>> 11) * 0x1p-53 * (high - low);
    }

    /// Any bit pattern of the type: for floats every exponent is as likely as any other.
    long anything(DType dtype) {
        return next() >>> 64 - (dtype == DType.BOOL ? 1 : 8 * dtype.bytes());
    }

    /// A number whose size differs from its neighbours' by some binades, so that an order of additions shows.
    long ordinary(DType dtype) {
        return switch (dtype) {
            case F32, F64 -> {
                double magnitude = Math.scalb(between(1, 2), below(12) - 6);
                yield dtype.bitsOf(next() < 0 ? -magnitude : magnitude);
            }
            case I32, I64, BOOL -> anything(dtype);
        };
    }
}
