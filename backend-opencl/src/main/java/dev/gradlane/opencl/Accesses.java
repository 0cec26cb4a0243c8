package dev.gradlane.opencl;

import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// How large the numbers become that a kernel counts with: whether 32 bits hold them.
final class Accesses {
    /// What an item adds to an index before it finds that it is past the end: chunks, groups, blocks.
    private static final long MARGIN = 1 << 20;

    private final List<Extent> extents = new ArrayList<>();
    private final Map<Integer, Extent> axes = new HashMap<>();
    private final List<Index> indices = new ArrayList<>();
    private final List<Index> samples = new ArrayList<>();
    private final List<Statement.Gather> gathered = new ArrayList<>();

    Accesses(Kernel kernel) {
        loop(kernel.parallel());
        block(kernel.body());
    }

    private void loop(List<Axis> loop) {
        Extent points = Extent.ONE;
        for (Axis axis : loop) {
            axes.put(axis.id(), axis.extent());
            points = points.times(axis.extent());
        }
        extents.add(points);
    }

    private void block(Block block) {
        for (Statement statement : block.statements()) {
            switch (statement) {
                case Statement.Constant _, Statement.Compute _ -> {
                    // no index
                }
                case Statement.Position position -> indices.add(position.index());
                case Statement.Size size -> extents.add(size.extent());
                case Statement.Load load -> indices.add(load.index());
                case Statement.Gather gather -> {
                    indices.add(gather.index());
                    extents.add(gather.extent());
                    gathered.add(gather);
                }
                case Statement.Store store -> indices.add(store.index());
                case Statement.Loop loop -> {
                    loop(loop.axes());
                    block(loop.body());
                }
                case Statement.Each each -> {
                    loop(each.axes());
                    block(each.body());
                }
                case Statement.Recurrence recurrence -> {
                    loop(List.of(recurrence.axis()));
                    block(recurrence.body());
                }
                case Statement.Repeat repeat -> {
                    indices.add(repeat.sample());
                    samples.add(repeat.sample());
                    block(repeat.test());
                    block(repeat.body());
                }
                case Statement.Guard guard -> block(guard.body());
                case Statement.Require require -> {
                    indices.add(require.sample());
                    samples.add(require.sample());
                }
            }
        }
    }

    /// True when indices of 32 bits do.
    boolean fit32(Map<String, Long> sizes) {
        return extents.stream().allMatch(e -> e.at(sizes) < Integer.MAX_VALUE - MARGIN)
                && indices.stream().allMatch(i -> reach(i, sizes) < Integer.MAX_VALUE - MARGIN)
                && gathered.stream().allMatch(g -> reach(g, sizes) < Integer.MAX_VALUE - MARGIN);
    }

    /// True when fault words of 32 bits can name every sample.
    boolean samplesFit32(Map<String, Long> sizes) {
        return samples.stream().allMatch(i -> reach(i, sizes) < 0xffffffffL);
    }

    private long reach(Statement.Gather gather, Map<String, Long> sizes) {
        long positions = product(
                Math.max(gather.extent().at(sizes) - 1, 0),
                Math.abs(gather.stride().at(sizes)));
        return saturatedAdd(reach(gather.index(), sizes), positions);
    }

    /// No partial sum of the index exceeds this.
    private long reach(Index index, Map<String, Long> sizes) {
        long reach = 0;
        for (Extent offset : index.offset()) {
            reach = saturatedAdd(reach, Math.abs(offset.at(sizes)));
        }
        for (Index.Term term : index.terms()) {
            long steps = Math.max(axes.get(term.axis()).at(sizes) - 1, 0);
            long stride = Math.abs(term.stride().at(sizes));
            reach = saturatedAdd(Math.max(reach, stride), product(steps, stride));
        }
        return reach;
    }

    private static long product(long a, long b) {
        return Math.multiplyHigh(a, b) == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    private static long saturatedAdd(long a, long b) {
        return a + b < 0 ? Long.MAX_VALUE : a + b;
    }
}
