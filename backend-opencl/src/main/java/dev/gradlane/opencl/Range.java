package dev.gradlane.opencl;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// The part of a loop that one schedule runs: some of its accumulators over all of its points, or over
/// those of one chunk.
///
/// @param id a number that no other range of the kernel has, for names
/// @param pinned accumulators of one order
/// @param free accumulators that ride along
record Range(KernelEmitter kernel, Statement.Loop loop, int id, List<Accumulator> pinned, List<Accumulator> free) {
    /// Levels of chunks where the length is not known before the launch: enough for 2^36 elements.
    static final int LEVELS = 3;

    Code code() {
        return kernel.code();
    }

    List<Accumulator> all() {
        List<Accumulator> all = new ArrayList<>(pinned);
        all.addAll(free);
        return all;
    }

    /// The number of points where it is known: of a chunk, none.
    OptionalLong fixedLength() {
        return loop.chunk().isPresent()
                ? OptionalLong.empty()
                : KernelEmitter.extent(loop.axes()).fixed();
    }

    /// Levels of the order `lanes`.
    int levels() {
        return loop.chunk().isPresent()
                ? 1
                : fixedLength().isPresent()
                        ? Math.max(ReductionTree.levels(fixedLength().getAsLong()), 1)
                        : LEVELS;
    }

    /// Lanes that can be present, a power of two.
    int lanes() {
        return fixedLength().isPresent() && fixedLength().getAsLong() < ReductionTree.LANES
                ? 2 * Math.max(ReductionTree.firstHalf((int) fixedLength().getAsLong()), 1)
                : ReductionTree.LANES;
    }

    /// Declares `first`, the number of the first point, and `n`, how many there are.
    void length() {
        Extent points = KernelEmitter.extent(loop.axes());
        if (loop.chunk().isPresent()) {
            code().line("idx " + first() + " = i" + loop.chunk().getAsInt() + " * " + ReductionTree.CHUNK + ";");
            code().line("idx " + n() + " = min((idx)" + ReductionTree.CHUNK + ", (idx)(" + kernel.number(points) + " - "
                    + first() + "));");
        } else {
            code().line("idx " + n() + " = " + kernel.number(points) + ";");
        }
        for (int level = 2; isLanes() && level <= levels(); level++) {
            code().line("idx " + elements(level) + " = (" + elements(level - 1) + " + " + (ReductionTree.CHUNK - 1)
                    + ") / " + ReductionTree.CHUNK + ";");
        }
    }

    /// The number of elements of a level: of level 1 the points, of a higher one the chunks of the
    /// level below.
    String elements(int level) {
        return level == 1 ? n() : "m" + level + "_" + id;
    }

    /// The chunk of a level that is element `e` of the level above: its first element, and the one
    /// after its last.
    String chunkStart(String e) {
        return e + " * " + ReductionTree.CHUNK;
    }

    String chunkEnd(int level, String e) {
        return "min((idx)(" + chunkStart(e) + " + " + ReductionTree.CHUNK + "), " + elements(level) + ")";
    }

    String n() {
        return "n_" + id;
    }

    private String first() {
        return "first_" + id;
    }

    /// Emits the loop's body at point `e` of the range, then `step` with each accumulator.
    void body(String e, Step step) {
        kernel.spread(() -> {
            String point = "p_" + id;
            code().line("idx " + point + " = " + (loop.chunk().isPresent() ? first() + " + " : "") + e + ";");
            kernel.point(loop.axes(), point);
            kernel.block(loop.body());
            all().forEach(step::of);
        });
    }

    /// What happens to an accumulator.
    @FunctionalInterface
    interface Step {
        void of(Accumulator accumulator);
    }

    /// `into = step(into, elements of the body)`.
    void step(Accumulator a, String into) {
        String x = KernelEmitter.v(a.elements().getFirst());
        if (a.fold() == Fold.DOT) {
            String y = KernelEmitter.v(a.elements().get(1));
            if (a.type().isFloat()) {
                code().line(into + " = fma(" + x + ", " + y + ", " + into + ");");
            } else {
                String product = "product_" + a.result();
                List<String> factors = List.of(x, y);
                code().line(Types.value(a.type()) + " " + product + " = "
                        + kernel.instructions().of(ScalarOp.MUL, a.type(), factors) + ";");
                code().line(into + " = " + kernel.combine(a, into, product) + ";");
            }
        } else {
            code().line(into + " = " + kernel.combine(a, into, x) + ";");
        }
    }

    /// `into = into and x`, for parts of the same fold.
    void join(Accumulator a, String into, String x) {
        code().line(into + " = " + kernel.combine(a, into, x) + ";");
    }

    /// `type name = value;`
    void declare(Accumulator a, String name, String value) {
        code().line(Types.value(a.type()) + " " + name + " = " + value + ";");
    }

    /// The result takes `value`; a float sum of nothing is +0, while its identity is −0.
    void result(Accumulator a, String value) {
        boolean sum = a.fold() == Fold.SUM || a.fold() == Fold.DOT;
        boolean mayBeEmpty = fixedLength().isEmpty() || fixedLength().getAsLong() == 0;
        code().line(KernelEmitter.v(a.result()) + " = "
                + (sum && a.type().isFloat() && mayBeEmpty
                        ? n() + " == 0 ? " + Types.constant(a.type(), 0) + " : " + value
                        : value)
                + ";");
    }

    /// The element that a fold starts from and that changes nothing.
    static String identity(Accumulator a) {
        DType type = a.type();
        return Types.constant(
                type,
                switch (a.fold()) {
                    case SUM, DOT ->
                        switch (type) {
                            case F32, F64 -> type.bitsOf(-0.0);
                            case I32, I64, BOOL -> 0;
                        };
                    case PROD -> type.bitsOf(1);
                    case MAX -> extreme(type, Double.NEGATIVE_INFINITY, Integer.MIN_VALUE, Long.MIN_VALUE);
                    case MIN -> extreme(type, Double.POSITIVE_INFINITY, Integer.MAX_VALUE, Long.MAX_VALUE);
                    case ALL -> 1;
                    case ANY -> 0;
                });
    }

    private static long extreme(DType type, double infinity, int i32, long i64) {
        return switch (type) {
            case F32, F64 -> type.bitsOf(infinity);
            case I32 -> i32 & 0xffffffffL;
            case I64, BOOL -> i64;
        };
    }

    boolean isLanes() {
        return !pinned.isEmpty() && pinned.getFirst().order() == Order.LANES;
    }
}
