package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.vector.Segment.Source;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/// Calls generated code on memory of its own until HotSpot has compiled it and it is faster than the loops
/// that it is to replace.
///
/// HotSpot compiles a method with its first compiler after some 200 calls, and with the second one after 600 calls and
/// 15 000 turns of the loop, so the first calls, which its interpreter runs a hundred times slower, are short ones, and
/// those that make the profile are whole tiles. Guarded segments meet points on either side of the guard: code compiled
/// for one side would be thrown away when the other comes.
final class WarmUp implements Warming {
    private static final int SHORT_CALLS = 250;
    private static final int LONG_CALLS = 700;
    /// Turns of the loop that call for the second compiler.
    private static final int TURNS = 16_000;
    /// Of waiting for the compiler; a comparison each.
    private static final int MOST_WAITS = 5_000;

    private static final long SLICE_NANOS = 20_000_000;
    private static final int COMPARED = 6;

    private final StraightPlan plan;
    private final Tile loops;
    private final Tile fused;
    private final int lanes;
    private final int most;
    private final int longCalls;
    /// Segments of the full route.
    private final int full;
    /// Segments of both routes.
    private final int segments;
    private final int[] guardOf;
    private final MemorySegment memory;
    private final long rows;
    private final long[] frame;
    /// The row of each guard.
    private final Map<Integer, Integer> guards = new LinkedHashMap<>();

    private int calls;
    private int waits;
    private long loopNanos;
    private long fusedNanos;

    /// @param lanes points that generated code computes at once
    /// @param most points of a tile
    WarmUp(KernelContext kernel, StraightPlan plan, int lanes, int most, Tile loops, Tile fused) {
        this.plan = plan;
        this.loops = loops;
        this.fused = fused;
        this.lanes = lanes;
        this.most = most;
        this.longCalls = Math.max(LONG_CALLS, TURNS / Math.max(1, most / lanes));
        this.full = plan.full.segments().size();
        this.segments = plan.segments().size();
        this.guardOf = plan.segments().stream().mapToInt(Segment::guard).toArray();
        long slots = plan.slots.size() * Rows.STRIDE;
        this.memory = Arena.ofAuto().allocate(kernel.rowBytes() + slots + Rows.STRIDE, 64);
        this.rows = memory.address();
        this.frame = new long[kernel.slotCount()];
        fill(kernel.rowBytes());
    }

    /// Numbers of moderate size everywhere: what is far from 1 may take other ways through a processor.
    private void fill(long first) {
        SplittableRandom random = new SplittableRandom(1);
        long address = rows + first;
        for (StraightPlan.Slot slot : plan.slots) {
            frame[slot.slot()] = address;
            fill(random, slot.type(), address);
            address += Rows.STRIDE;
        }
        for (StraightPlan.Uniform uniform : plan.uniforms) {
            frame[uniform.slot()] = number(uniform.type(), 1);
        }
        List<Segment> all = plan.segments();
        for (int i = 0; i < all.size(); i++) {
            Segment segment = all.get(i);
            plan.sourcesOf(i).forEach((value, source) -> {
                if (source instanceof Source.InRow(DType type, int row)) {
                    fill(random, type, rows + row * Rows.STRIDE);
                    if (segment.isGuarded() && segment.guard() == value) {
                        guards.put(value, row);
                    }
                }
            });
        }
    }

    private static void fill(SplittableRandom random, DType type, long address) {
        for (int i = 0; i < Rows.TILE; i++) {
            long bits = type == DType.BOOL ? -random.nextInt(2) : number(type, random.nextDouble(-4, 4));
            Address.put(type, address + (long) i * Rows.stored(type).bytes(), bits);
        }
    }

    private static long number(DType type, double value) {
        return switch (type) {
            case F32 -> Float.floatToRawIntBits((float) value);
            case F64 -> Double.doubleToRawLongBits(value);
            case I32, I64 -> (long) value;
            case BOOL -> 1;
        };
    }

    @Override
    public Verdict slice() {
        long end = System.nanoTime() + SLICE_NANOS;
        while (calls < SHORT_CALLS + longCalls && System.nanoTime() < end) {
            call(fused, 0, segments, calls < SHORT_CALLS ? Math.min(most, 2 * lanes) : most);
            calls++;
        }
        Verdict verdict = calls < SHORT_CALLS + longCalls ? Verdict.UNDECIDED : compare();
        // the code knows the memory by its address alone
        Reference.reachabilityFence(memory);
        return verdict;
    }

    private Verdict compare() {
        loopNanos = Long.MAX_VALUE;
        fusedNanos = Long.MAX_VALUE;
        for (int i = 0; i < COMPARED; i++) {
            // most tiles go the common route where there is one
            fusedNanos = Math.min(fusedNanos, call(fused, full < segments ? full : 0, segments, most));
            loopNanos = Math.min(loopNanos, call(loops, 0, full, most));
        }
        if (fusedNanos < loopNanos) {
            return Verdict.FASTER;
        }
        if (++waits >= MOST_WAITS) {
            return Verdict.SLOWER;
        }
        try {
            // the compiler needs the processor now
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Verdict.SLOWER;
        }
        return Verdict.UNDECIDED;
    }

    /// Runs segments; returns their nanoseconds.
    private long call(Tile tile, int from, int to, int count) {
        long nanos = 0;
        for (int i = from; i < to; i++) {
            Integer guard = guards.get(guardOf[i]);
            if (guard != null) {
                openAndShut(guard);
            }
            long begin = System.nanoTime();
            tile.segment(i, frame, rows, count);
            nanos += System.nanoTime() - begin;
        }
        return nanos;
    }

    /// Every other vector has no point for which the guard is true.
    private void openAndShut(int row) {
        for (int i = 0; i < Rows.TILE; i++) {
            Address.put(DType.BOOL, rows + row * Rows.STRIDE + 4L * i, -(i / lanes & 1));
        }
    }

    @Override
    public String toString() {
        return fusedNanos + " ns a tile, loops " + loopNanos + " ns, after " + calls + " calls and " + waits
                + " comparisons";
    }
}
