package dev.gradlane.vector;

import dev.gradlane.graph.Table;
import java.lang.constant.ClassDesc;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/// The lookup tables of a class under construction, which become constants of it. A table is as long as a power of
/// two: with its index masked, code that a guard should have skipped cannot read beside it.
final class Tables {
    private final List<Table> tables = new ArrayList<>();

    /// What an index is masked with.
    static int mask(Table table) {
        int size = table.bits().size();
        return size == 1 ? 0 : Integer.highestOneBit(size - 1) * 2 - 1;
    }

    static ClassDesc type(Table table) {
        return Names.element(table.dtype()).arrayType();
    }

    /// Pushes the array.
    void push(Assembly code, Table table) {
        if (!tables.contains(table)) {
            tables.add(table);
        }
        code.datum(tables.indexOf(table), type(table));
    }

    /// Pushes `array[index]`; `index` is within the mask.
    void push(Assembly code, Table table, Runnable index) {
        push(code, table);
        index.run();
        code.apply("%s[%s]", 2, c -> c.arrayLoad(Names.kind(table.dtype())));
    }

    /// The arrays, in the order of their numbers.
    List<Object> arrays() {
        return tables.stream().map(Tables::array).toList();
    }

    private static Object array(Table table) {
        long[] bits = LongStream.concat(table.bits().stream().mapToLong(b -> b), LongStream.generate(() -> 0L))
                .limit(mask(table) + 1L)
                .toArray();
        return switch (table.dtype()) {
            case F32 -> {
                float[] array = new float[bits.length];
                for (int i = 0; i < bits.length; i++) {
                    array[i] = Float.intBitsToFloat((int) bits[i]);
                }
                yield array;
            }
            case F64 -> {
                double[] array = new double[bits.length];
                for (int i = 0; i < bits.length; i++) {
                    array[i] = Double.longBitsToDouble(bits[i]);
                }
                yield array;
            }
            case I32, BOOL -> {
                int[] array = new int[bits.length];
                for (int i = 0; i < bits.length; i++) {
                    array[i] = (int) bits[i];
                }
                yield array;
            }
            case I64 -> bits;
        };
    }
}
