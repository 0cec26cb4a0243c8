package dev.gradlane.opencl;

import dev.gradlane.graph.Order;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.ReductionTree;

/// Folds within one work item whose 128 lanes are a private array: elements are met in order, and the
/// compiler turns the inner loop over the lanes into vectors.
final class ArrayFolds {
    private final Range range;
    private final Code code;

    private ArrayFolds(Range range) {
        this.range = range;
        this.code = range.code();
    }

    static void emit(Range range) {
        ArrayFolds folds = new ArrayFolds(range);
        range.free().forEach(a -> folds.clear(a, 0));
        if (range.isLanes()) {
            folds.level(range.levels(), "0", range.elements(range.levels()));
            range.pinned().forEach(a -> range.result(a, lanes(a, range.levels()) + "[0]"));
        } else {
            folds.elements("0", range.n());
        }
        range.free().forEach(a -> folds.tree(a, 0));
        range.free().forEach(a -> range.result(a, lanes(a, 0) + "[0]"));
    }

    private static String lanes(Accumulator a, int level) {
        return "lanes" + level + "_" + a.result();
    }

    private void clear(Accumulator a, int level) {
        code.line(Types.value(a.type()) + " " + lanes(a, level) + "[" + range.lanes() + "];");
        code.block(
                "for (int j = 0; j < " + range.lanes() + "; j++)",
                () -> code.line(lanes(a, level) + "[j] = " + Range.identity(a) + ";"));
    }

    /// The elements of a level from `first` to before `end`, folded into lane 0 of that level's lanes.
    private void level(int level, String first, String end) {
        range.pinned().forEach(a -> clear(a, level));
        if (level == 1) {
            elements(first, end);
        } else {
            String e = "e" + level + "_" + range.id();
            code.block("for (idx " + e + " = " + first + "; " + e + " < " + end + "; " + e + "++)", () -> {
                level(level - 1, range.chunkStart(e), range.chunkEnd(level - 1, e));
                range.pinned()
                        .forEach(a -> range.join(
                                a,
                                lanes(a, level) + "[" + e + " % " + ReductionTree.LANES + "]",
                                lanes(a, level - 1) + "[0]"));
            });
        }
        range.pinned().forEach(a -> tree(a, level));
    }

    private void elements(String first, String end) {
        String e = "e_" + range.id();
        String j = "j_" + range.id();
        String width = "w_" + range.id();
        code.block(
                "for (idx " + e + " = " + first + "; " + e + " < " + end + "; " + e + " += " + range.lanes() + ")",
                () -> {
                    code.line("int " + width + " = (int)min((idx)" + range.lanes() + ", (idx)(" + end + " - " + e
                            + "));");
                    code.block(
                            "for (int " + j + " = 0; " + j + " < " + width + "; " + j + "++)",
                            () -> range.body(
                                    e + " + " + j,
                                    a -> range.step(a, lanes(a, a.order() == Order.LANES ? 1 : 0) + "[" + j + "]")));
                });
    }

    private void tree(Accumulator a, int level) {
        String lanes = lanes(a, level);
        code.block(
                "for (int h = " + range.lanes() / 2 + "; h > 0; h >>= 1)",
                () -> code.block("for (int j = 0; j < h; j++)", () -> range.join(a, lanes + "[j]", lanes + "[j + h]")));
    }
}
