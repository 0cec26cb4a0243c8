package dev.gradlane.opencl;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;

/// Folds of a row that a work-group of 128 items computes: item j is lane j, so the pinned order needs
/// one accumulator per item and level, and local memory for the tree of halves only.
final class GroupFolds {
    private final Range range;
    private final Code code;

    private GroupFolds(Range range) {
        this.range = range;
        this.code = range.code();
    }

    static void emit(Range range) {
        GroupFolds folds = new GroupFolds(range);
        if (range.isLanes()) {
            range.free().forEach(a -> range.declare(a, mine(a, 0), Range.identity(a)));
            folds.level(range.levels(), "0", range.elements(range.levels()));
            range.pinned().forEach(a -> range.result(a, total(a, range.levels())));
            range.free().forEach(a -> folds.tree(a, mine(a, 0), total(a, 0)));
            range.free().forEach(a -> range.result(a, total(a, 0)));
        } else if (range.pinned().isEmpty()) {
            folds.free();
        } else {
            folds.chain();
        }
    }

    /// The accumulator of this item.
    private static String mine(Accumulator a, int level) {
        return "s" + level + "_" + a.result();
    }

    private static String total(Accumulator a, int level) {
        return "t" + level + "_" + a.result();
    }

    /// The elements of a level from `first` to before `end`: on level 1 those of the loop, on a higher
    /// one the results of the chunks of the level below.
    private void level(int level, String first, String end) {
        String e = "e" + level + "_" + range.id();
        range.pinned().forEach(a -> range.declare(a, mine(a, level), Range.identity(a)));
        if (level == 1) {
            code.block(
                    "for (idx " + e + " = " + first + " + lane; " + e + " < " + end + "; " + e + " += "
                            + ReductionTree.LANES + ")",
                    () -> range.body(e, a -> range.step(a, mine(a, a.order() == Order.LANES ? 1 : 0))));
        } else {
            code.block("for (idx " + e + " = " + first + "; " + e + " < " + end + "; " + e + "++)", () -> {
                level(level - 1, range.chunkStart(e), range.chunkEnd(level - 1, e));
                range.pinned()
                        .forEach(a -> code.block(
                                "if (lane == " + e + " % " + ReductionTree.LANES + ")",
                                () -> range.join(a, mine(a, level), total(a, level - 1))));
            });
        }
        range.pinned().forEach(a -> tree(a, mine(a, level), total(a, level)));
    }

    private void free() {
        String e = "e_" + range.id();
        range.free().forEach(a -> range.declare(a, mine(a, 0), Range.identity(a)));
        code.block(
                "for (idx " + e + " = lane; " + e + " < " + range.n() + "; " + e + " += " + ReductionTree.LANES + ")",
                () -> range.body(e, a -> range.step(a, mine(a, 0))));
        range.free().forEach(a -> tree(a, mine(a, 0), total(a, 0)));
        range.free().forEach(a -> range.result(a, total(a, 0)));
    }

    /// Each item takes a block of 256 steps; the blocks' totals are added in order by every item alike.
    private void chain() {
        range.free().forEach(a -> range.declare(a, mine(a, 0), Range.identity(a)));
        range.pinned().forEach(a -> range.declare(a, total(a, 1), Range.identity(a)));
        int stride = ReductionTree.BLOCK * KernelEmitter.GROUP;
        String g = "g_" + range.id();
        String k = "k_" + range.id();
        code.block("for (idx " + g + " = 0; " + g + " < " + range.n() + "; " + g + " += " + stride + ")", () -> {
            code.line("idx start = " + g + " + lane * " + ReductionTree.BLOCK + ";");
            code.line("idx end = min((idx)(start + " + ReductionTree.BLOCK + "), (idx)" + range.n() + ");");
            range.pinned().forEach(a -> range.declare(a, mine(a, 1), Range.identity(a)));
            code.block(
                    "for (idx " + k + " = start; " + k + " < end; " + k + "++)",
                    () -> range.body(k, a -> range.step(a, mine(a, a.order() == Order.CHAIN ? 1 : 0))));
            code.line("int blocks = (int)min((idx)" + KernelEmitter.GROUP + ", (idx)((" + range.n() + " - " + g + " + "
                    + (ReductionTree.BLOCK - 1) + ") / " + ReductionTree.BLOCK + "));");
            for (Accumulator a : range.pinned()) {
                String shared = share(a, mine(a, 1));
                code.block("for (int q = 0; q < blocks; q++)", () -> range.join(a, total(a, 1), shared + "[q]"));
            }
        });
        range.pinned().forEach(a -> range.result(a, total(a, 1)));
        range.free().forEach(a -> tree(a, mine(a, 0), total(a, 0)));
        range.free().forEach(a -> range.result(a, total(a, 0)));
    }

    /// Declares `total`, which every item gets: lane j and lane j+h for h = 64, 32, …; lanes without an
    /// element hold the identity, which changes no bit.
    private void tree(Accumulator a, String mine, String total) {
        String shared = share(a, mine);
        code.block("for (int h = " + KernelEmitter.GROUP / 2 + "; h > 0; h >>= 1)", () -> {
            code.block("if (lane < h)", () -> range.join(a, shared + "[lane]", shared + "[lane + h]"));
            code.line("barrier(CLK_LOCAL_MEM_FENCE);");
        });
        range.declare(a, total, shared + "[0]");
    }

    /// Puts each item's value where all can read it. The first barrier waits for those that still read
    /// what stood there.
    private String share(Accumulator a, String mine) {
        String shared = range.kernel().shared(a.type());
        code.line("barrier(CLK_LOCAL_MEM_FENCE);");
        code.line(shared + "[lane] = " + mine + ";");
        code.line("barrier(CLK_LOCAL_MEM_FENCE);");
        return shared;
    }
}
