package dev.gradlane.opencl;

import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Statement;

/// A product in the order `halves`: the first ⌈n/2⌉ elements by the rest, in place, until one is left.
final class Halves {
    private Halves() {}

    static void emit(Range range, Accumulator a) {
        Statement.Load load = range.loop().body().statements().stream()
                .filter(Statement.Load.class::isInstance)
                .map(Statement.Load.class::cast)
                .filter(s -> a.elements().contains(s.result()))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("a product in halves folds something else than a" + " load: v"
                                + a.result() + " of kernel loop " + range.loop().axes()));
        KernelEmitter kernel = range.kernel();
        Code code = range.code();
        boolean group = kernel.inGroup() && !kernel.isSpread();
        String left = "left_" + a.result();
        String half = "half_" + a.result();
        code.line("idx " + left + " = " + range.n() + ";");
        code.block("while (" + left + " > 1)", () -> {
            code.line("idx " + half + " = (" + left + " + 1) / 2;");
            String start = group ? "lane" : "0";
            String step = group ? "e += " + KernelEmitter.GROUP : "e++";
            code.block("for (idx e = " + start + "; e + " + half + " < " + left + "; " + step + ")", () -> {
                at(range, "low", "e", load.index());
                at(range, "high", "e + " + half, load.index());
                String low = kernel.element(load.buffer(), "low");
                code.line(low + " = " + kernel.combine(a, low, kernel.element(load.buffer(), "high")) + ";");
            });
            if (group) {
                code.line("barrier(CLK_GLOBAL_MEM_FENCE);");
            }
            code.line(left + " = " + half + ";");
        });
        code.line(KernelEmitter.v(a.result()) + " = " + Range.identity(a) + ";");
        code.block("if (" + range.n() + " > 0)", () -> {
            at(range, "low", "0", load.index());
            code.line(KernelEmitter.v(a.result()) + " = " + kernel.element(load.buffer(), "low") + ";");
        });
    }

    /// Declares `name`, the index of the element that point `e` loads.
    private static void at(Range range, String name, String e, Index index) {
        Code code = range.code();
        code.line("idx " + name + ";");
        code.block("", () -> {
            range.kernel().point(range.loop().axes(), "(" + e + ")");
            code.line(name + " = " + range.kernel().index(index) + ";");
        });
    }
}
