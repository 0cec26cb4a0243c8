package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Folds over axes. The operand is seen with the kept axes first and the reduced ones after them, in the order the node
/// lists: then result o folds the n elements from number o·n, row-major, whatever the layout.
final class Reductions {
    private Reductions() {}

    /// y = op(x): y's axes are those of x that are not reduced.
    static void run(Op.Reduce op, View x, View y, Scratch scratch) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, x.rank())
                .filter(i -> !op.axes().contains(i))
                .boxed()
                .toList());
        axes.addAll(op.axes());
        View rows = x.permute(axes).collapse();
        long n = x.count(op.axes());
        long results = y.size();
        MemorySegment memory = y.memory();
        for (long o = 0; o < results; o++) {
            long first = o * n;
            switch (x.dtype()) {
                case F32 -> memory.set(Block.F32, o * 4, f32(op.kind(), rows, first, n, scratch));
                case F64 -> memory.set(Block.F64, o * 8, f64(op.kind(), rows, first, n, scratch));
                case I32 -> memory.set(Block.I32, o * 4, Folds.i32(op.kind(), rows, first, n));
                case I64 -> memory.set(Block.I64, o * 8, Folds.i64(op.kind(), rows, first, n));
                case BOOL -> memory.set(Block.BOOL, o, (byte) (Folds.bool(op.kind(), rows, first, n) ? 1 : 0));
            }
        }
    }

    private static float f32(Reduction kind, View x, long first, long n, Scratch scratch) {
        return switch (kind) {
            case SUM -> Lanes.sumF32(x, first, n);
            case PROD -> Halves.productF32(x, first, n, scratch);
            case MAX, MIN -> Folds.f32(kind, x, first, n);
            case ALL, ANY -> throw new BackendException(kind.symbol() + " does not take f32");
        };
    }

    private static double f64(Reduction kind, View x, long first, long n, Scratch scratch) {
        return switch (kind) {
            case SUM -> Lanes.sumF64(x, first, n);
            case PROD -> Halves.productF64(x, first, n, scratch);
            case MAX, MIN -> Folds.f64(kind, x, first, n);
            case ALL, ANY -> throw new BackendException(kind.symbol() + " does not take f64");
        };
    }
}
