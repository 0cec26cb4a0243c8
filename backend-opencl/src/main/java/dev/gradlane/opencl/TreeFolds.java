package dev.gradlane.opencl;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;

/// Folds within one work item, where neighbouring items run neighbouring cells side by side. The lanes
/// of the order `lanes` are visited one after the other, in the order in which the tree of halves needs
/// them (bits of the lane reversed), so a stack of eight partial sums replaces 128 accumulators.
final class TreeFolds {
    private final Range range;
    private final Code code;

    private TreeFolds(Range range) {
        this.range = range;
        this.code = range.code();
    }

    static void emit(Range range) {
        TreeFolds folds = new TreeFolds(range);
        range.free().forEach(a -> range.declare(a, sum(a, 0), Range.identity(a)));
        if (range.isLanes()) {
            folds.level(range.levels(), "0", range.elements(range.levels()));
            range.pinned().forEach(a -> range.result(a, total(a, range.levels())));
        } else if (range.pinned().isEmpty()) {
            String e = "e_" + range.id();
            folds.code.block(
                    "for (idx " + e + " = 0; " + e + " < " + range.n() + "; " + e + "++)",
                    () -> range.body(e, a -> range.step(a, sum(a, 0))));
        } else {
            folds.chain();
        }
        range.free().forEach(a -> range.result(a, sum(a, 0)));
    }

    private static String sum(Accumulator a, int level) {
        return "s" + level + "_" + a.result();
    }

    private static String total(Accumulator a, int level) {
        return "t" + level + "_" + a.result();
    }

    private static String tree(Accumulator a, int level) {
        return "tree" + level + "_" + a.result();
    }

    /// The elements of a level from `first` to before `end`; declares their total.
    private void level(int level, String first, String end) {
        range.kernel().program().used().add(Prelude.LANE_OF);
        String suffix = level + "_" + range.id();
        String e = "e" + suffix;
        String bits = "bits" + suffix;
        String r = "r" + suffix;
        range.pinned().forEach(a -> code.line(Types.value(a.type()) + " " + tree(a, level) + "[8];"));
        code.line("idx start" + suffix + " = " + first + ";");
        code.line("idx end" + suffix + " = " + end + ";");
        code.line("int " + bits + " = lane_bits(end" + suffix + " - start" + suffix + ");");
        code.block("for (int " + r + " = 0; " + r + " < 1 << " + bits + "; " + r + "++)", () -> {
            range.pinned().forEach(a -> range.declare(a, sum(a, level), Range.identity(a)));
            code.block(
                    "for (idx " + e + " = start" + suffix + " + lane_of(" + r + ", " + bits + "); " + e + " < end"
                            + suffix + "; " + e + " += " + ReductionTree.LANES + ")",
                    () -> element(level, e));
            code.line("int top = 0;");
            code.block("for (int q = " + r + "; q & 1; q >>= 1)", () -> {
                range.pinned().forEach(a -> range.join(a, sum(a, level), tree(a, level) + "[top]"));
                code.line("top++;");
            });
            range.pinned().forEach(a -> code.line(tree(a, level) + "[top] = " + sum(a, level) + ";"));
        });
        range.pinned().forEach(a -> range.declare(a, total(a, level), tree(a, level) + "[" + bits + "]"));
    }

    /// Element `e` of a level goes into that level's sums: on level 1 what the loop's body computes,
    /// above the result of a chunk.
    private void element(int level, String e) {
        if (level == 1) {
            range.body(e, a -> range.step(a, sum(a, a.order() == Order.LANES ? 1 : 0)));
        } else {
            level(level - 1, range.chunkStart(e), range.chunkEnd(level - 1, e));
            range.pinned().forEach(a -> range.join(a, sum(a, level), total(a, level - 1)));
        }
    }

    private void chain() {
        String k = "k_" + range.id();
        String block = "block_" + range.id();
        range.pinned().forEach(a -> range.declare(a, total(a, 1), Range.identity(a)));
        code.block(
                "for (idx " + block + " = 0; " + block + " < " + range.n() + "; " + block + " += " + ReductionTree.BLOCK
                        + ")",
                () -> {
                    code.line("idx end = min((idx)(" + block + " + " + ReductionTree.BLOCK + "), (idx)" + range.n()
                            + ");");
                    range.pinned().forEach(a -> range.declare(a, sum(a, 1), Range.identity(a)));
                    code.block(
                            "for (idx " + k + " = " + block + "; " + k + " < end; " + k + "++)",
                            () -> range.body(k, a -> range.step(a, sum(a, a.order() == Order.CHAIN ? 1 : 0))));
                    range.pinned().forEach(a -> range.join(a, total(a, 1), sum(a, 1)));
                });
        range.pinned().forEach(a -> range.result(a, total(a, 1)));
    }
}
