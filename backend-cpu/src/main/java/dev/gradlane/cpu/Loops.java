package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;

/// Elementwise functions over blocks: the loops of the type of the first operand.
final class Loops {
    private Loops() {}

    /// Elements 0 to n−1 of `y` = `function` of the same elements of `x`.
    static void apply(Elementwise function, Block[] x, Block y, int n) {
        switch (function) {
            case ScalarOp op -> {
                switch (x[0].dtype) {
                    case F32 -> F32Loops.apply(op, x, y, n);
                    case F64 -> F64Loops.apply(op, x, y, n);
                    case I32 -> I32Loops.apply(op, x, y, n);
                    case I64 -> I64Loops.apply(op, x, y, n);
                    case BOOL -> BoolLoops.apply(op, x, y, n);
                }
            }
            case Lookup(Table table) -> lookup(table, x[0].i32, y, n);
            case Composite composite ->
                throw new BackendException(composite.symbol() + " is a composite, which a frozen graph has not: freeze"
                        + " the graph before it is compiled");
        }
    }

    private static void lookup(Table table, int[] index, Block y, int n) {
        int entries = table.bits().size();
        for (int i = 0; i < n; i++) {
            if (index[i] < 0 || index[i] >= entries) {
                throw new BackendException("lookup of index " + index[i] + " in a table of " + entries
                        + " entries: a defect of the expansion that emitted it");
            }
            long bits = table.bits().get(index[i]);
            switch (y.dtype) {
                case F32 -> y.f32[i] = Float.intBitsToFloat((int) bits);
                case F64 -> y.f64[i] = Double.longBitsToDouble(bits);
                case I32 -> y.i32[i] = (int) bits;
                case I64 -> y.i64[i] = bits;
                case BOOL -> y.bool[i] = (byte) bits;
            }
        }
    }
}
