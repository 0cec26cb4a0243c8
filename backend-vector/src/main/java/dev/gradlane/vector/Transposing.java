package dev.gradlane.vector;

import static dev.gradlane.vector.Address.ALL;
import static dev.gradlane.vector.Address.I32;
import static dev.gradlane.vector.Address.I64;

/// Plain loops that move elements of 32 or 64 bits from one pitch to another.
final class Transposing {
    private Transposing() {}

    static void one32(long from, long fromPitch, long to, long toPitch, int count) {
        for (int i = 0; i < count; i++) {
            ALL.set(I32, to + i * toPitch, ALL.get(I32, from + i * fromPitch));
        }
    }

    static void one64(long from, long fromPitch, long to, long toPitch, int count) {
        for (int i = 0; i < count; i++) {
            ALL.set(I64, to + i * toPitch, ALL.get(I64, from + i * fromPitch));
        }
    }

    /// Eight rows side by side, so that each line of the target is written once.
    static void eight32(long from, long rowPitch, long stepPitch, long to, long lanePitch, long depthPitch, int steps) {
        for (int k = 0; k < steps; k++) {
            long x = from + k * stepPitch;
            long y = to + k * depthPitch;
            int v0 = ALL.get(I32, x);
            int v1 = ALL.get(I32, x + rowPitch);
            int v2 = ALL.get(I32, x + 2 * rowPitch);
            int v3 = ALL.get(I32, x + 3 * rowPitch);
            ALL.set(I32, y, v0);
            ALL.set(I32, y + lanePitch, v1);
            ALL.set(I32, y + 2 * lanePitch, v2);
            ALL.set(I32, y + 3 * lanePitch, v3);
            int v4 = ALL.get(I32, x + 4 * rowPitch);
            int v5 = ALL.get(I32, x + 5 * rowPitch);
            int v6 = ALL.get(I32, x + 6 * rowPitch);
            int v7 = ALL.get(I32, x + 7 * rowPitch);
            ALL.set(I32, y + 4 * lanePitch, v4);
            ALL.set(I32, y + 5 * lanePitch, v5);
            ALL.set(I32, y + 6 * lanePitch, v6);
            ALL.set(I32, y + 7 * lanePitch, v7);
        }
    }

    /// Eight rows side by side, so that each line of the target is written once.
    static void eight64(long from, long rowPitch, long stepPitch, long to, long lanePitch, long depthPitch, int steps) {
        for (int k = 0; k < steps; k++) {
            long x = from + k * stepPitch;
            long y = to + k * depthPitch;
            long v0 = ALL.get(I64, x);
            long v1 = ALL.get(I64, x + rowPitch);
            long v2 = ALL.get(I64, x + 2 * rowPitch);
            long v3 = ALL.get(I64, x + 3 * rowPitch);
            ALL.set(I64, y, v0);
            ALL.set(I64, y + lanePitch, v1);
            ALL.set(I64, y + 2 * lanePitch, v2);
            ALL.set(I64, y + 3 * lanePitch, v3);
            long v4 = ALL.get(I64, x + 4 * rowPitch);
            long v5 = ALL.get(I64, x + 5 * rowPitch);
            long v6 = ALL.get(I64, x + 6 * rowPitch);
            long v7 = ALL.get(I64, x + 7 * rowPitch);
            ALL.set(I64, y + 4 * lanePitch, v4);
            ALL.set(I64, y + 5 * lanePitch, v5);
            ALL.set(I64, y + 6 * lanePitch, v6);
            ALL.set(I64, y + 7 * lanePitch, v7);
        }
    }
}
