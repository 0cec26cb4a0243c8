package dev.gradlane.cuda.emulator;

import static dev.gradlane.cuda.emulator.Warp.LANES;

/// `shfl.sync.mode.b32 d, a, b, c, membermask`: lane i gets `a` of the lane that the mode says, within
/// segments that `c` cuts; where that lane lies outside of the segment, its own.
///
/// Source: PTX ISA 8.0, §9.7.8.6.
final class Shuffle {
    private Shuffle() {}

    static void execute(Warp warp, Instruction in, int active, int d) {
        int[] r = warp.r;
        for (int left = active; left != 0; left &= left - 1) {
            int lane = Integer.numberOfTrailingZeros(left);
            if (r[in.e + lane] != active) {
                throw warp.fault(
                        in,
                        1 << lane,
                        "the threads that are here are " + Integer.toHexString(active) + ", its mask says "
                                + Integer.toHexString(r[in.e + lane]));
            }
            int offset = r[in.b + lane] & 31;
            int clamp = r[in.c + lane] & 31;
            int segment = r[in.c + lane] >>> 8 & 31;
            int last = lane & segment | clamp & ~segment;
            int first = lane & segment;
            int source = switch (in.op) {
                case SHFL_DOWN -> lane + offset <= last ? lane + offset : lane;
                case SHFL_BFLY -> (lane ^ offset) <= last ? lane ^ offset : lane;
                default -> (first | offset & ~segment) <= last ? first | offset & ~segment : lane;
            };
            if (source >= LANES || (active >>> source & 1) == 0) {
                throw warp.fault(in, 1 << lane, "takes from lane " + source + ", which is not here");
            }
            r[d + lane] = r[in.a + source];
        }
    }
}
