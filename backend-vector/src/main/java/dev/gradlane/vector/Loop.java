package dev.gradlane.vector;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;
import java.util.List;

/// One instruction on the points of a tile: a plain loop that HotSpot compiles once for all programs. Each loop is code
/// of its own behind this interface, so that the interpreter's call is never inlined: all loops in one method would
/// keep the compiler from everything else for a second.
@FunctionalInterface
interface Loop {
    /// `t[i] = op(x[i], y[i], z[i])` for i < n; operands that `op` has not are anything.
    void run(Strip t, Strip x, Strip y, Strip z, int n);

    /// @param function what a kernel computes
    /// @param operand type of the operands; of a selection, that of its result
    static Loop of(Elementwise function, DType operand) {
        return switch (function) {
            case ScalarOp op ->
                switch (operand) {
                    case F32 -> LoopsF32.of(op);
                    case F64 -> LoopsF64.of(op);
                    case I32, BOOL -> LoopsI32.of(op);
                    case I64 -> LoopsI64.of(op);
                };
            case Lookup(Table table) -> lookup(table);
            case Composite composite ->
                throw new IllegalStateException(composite.symbol() + " was not expanded before the kernel was built");
        };
    }

    private static Loop lookup(Table table) {
        Strip values = Strip.of(table.dtype(), Tables.mask(table) + 1);
        List<Long> bits = table.bits();
        for (int i = 0; i < bits.size(); i++) {
            values.set(table.dtype(), i, bits.get(i));
        }
        int mask = Tables.mask(table);
        return switch (table.dtype()) {
            case F32 ->
                (t, x, _, _, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f32[i] = values.f32[x.i32[i] & mask];
                    }
                };
            case F64 ->
                (t, x, _, _, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.f64[i] = values.f64[x.i32[i] & mask];
                    }
                };
            case I32, BOOL ->
                (t, x, _, _, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i32[i] = values.i32[x.i32[i] & mask];
                    }
                };
            case I64 ->
                (t, x, _, _, n) -> {
                    for (int i = 0; i < n; i++) {
                        t.i64[i] = values.i64[x.i32[i] & mask];
                    }
                };
        };
    }

    static IllegalStateException none(ScalarOp op, DType operand) {
        return new IllegalStateException(op.symbol() + " takes no " + operand.symbol());
    }
}
