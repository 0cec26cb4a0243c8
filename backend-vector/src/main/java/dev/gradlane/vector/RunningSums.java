package dev.gradlane.vector;

import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.Op;
import dev.gradlane.kernel.ArrayKernel;

/// Running sums along an axis (numerics contract §6). Where elements behind the axis are many, they lie side by side;
/// else the segments of a chunk do.
///
/// @param lines elements behind the axis that one unit takes
record RunningSums(Slices slices, boolean reverse, int lines) implements SizedArray {
    /// Fewer elements behind the axis are not worth it.
    private static final int FEW = 8;

    private static final int MOST = 256;

    static RunningSums of(Op.CumSum op, ArrayKernel kernel, Sizes sizes) {
        Slices slices = Slices.of(kernel.operands().getFirst().type(), op.axis(), sizes);
        return new RunningSums(slices, op.reverse(), slices.after() < FEW ? 1 : (int) Math.min(MOST, slices.after()));
    }

    @Override
    public void run(Run run, long[] operands, long[] results, long workspace) {
        long blocks = Math.ceilDiv(slices.after(), lines);
        run.share(slices.extent() == 0 ? 0 : slices.before() * blocks, slices.extent() * lines, (worker, from, to) -> {
            for (long unit = from; unit < to; unit++) {
                long first = unit % blocks * lines;
                long start =
                        slices.offset(unit / blocks, first) + (reverse ? (slices.extent() - 1) * slices.stride() : 0);
                int count = (int) Math.min(lines, slices.after() - first);
                if (lines == 1) {
                    along(operands[0] + start, results[0] + start);
                } else {
                    across(operands[0] + start, results[0] + start, count);
                }
            }
        });
    }

    private long stride() {
        return reverse ? -slices.stride() : slices.stride();
    }

    /// One line of elements, chunk by chunk.
    private void along(long from, long to) {
        Line chunk = Line.of(slices.type(), (int) Math.min(slices.extent(), Line.CHUNK));
        Line before = Line.of(slices.type(), 1);
        for (long done = 0; done < slices.extent(); done += Line.CHUNK) {
            int count = (int) Math.min(Line.CHUNK, slices.extent() - done);
            chunk.load(from + done * stride(), stride(), count);
            chunk.runningSums(count);
            if (done > 0) {
                chunk.addOne(before, 0, count);
            }
            chunk.store(to + done * stride(), stride(), count);
            before.setOne(chunk, count - 1);
        }
    }

    /// Neighbouring lines side by side, element after element.
    private void across(long from, long to, int count) {
        int bytes = slices.type().bytes();
        Line segment = Line.of(slices.type(), count);
        Line segments = Line.of(slices.type(), count);
        Line chunks = Line.of(slices.type(), count);
        Line next = Line.of(slices.type(), count);
        for (long i = 0; i < slices.extent(); i++) {
            next.load(from + i * stride(), bytes, count);
            if (i % Line.SEGMENT != 0) {
                next.add(segment, count);
            }
            segment.set(next, count);
            if (i % Line.CHUNK >= Line.SEGMENT) {
                next.add(segments, count);
            }
            if (i % Line.SEGMENT == Line.SEGMENT - 1) {
                segments.set(next, count);
            }
            if (i >= Line.CHUNK) {
                next.add(chunks, count);
            }
            if (i % Line.CHUNK == Line.CHUNK - 1) {
                chunks.set(next, count);
            }
            next.store(to + i * stride(), bytes, count);
        }
    }
}
