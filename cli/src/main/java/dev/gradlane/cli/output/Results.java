package dev.gradlane.cli.output;

import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.data.Table;
import dev.gradlane.cli.stream.Streaming;
import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/// Values and derivatives of one run, each for all rows (length 1) or per row.
public final class Results implements Streaming.Sink, AutoCloseable {
    private final Layout layout;
    private final Table table;
    private final List<String> keep;
    private final List<Integer> perRow = new ArrayList<>();
    private final List<Integer> forAll = new ArrayList<>();
    private final Spool spool;
    private final List<Long> whole = new ArrayList<>();
    private long rows;

    /// @param isPerRow which outputs have an element per row
    /// @param keep columns of `table` to repeat beside the results
    public Results(Layout layout, IntPredicate isPerRow, Table table, List<String> keep) {
        this.layout = layout;
        this.table = table;
        this.keep = List.copyOf(keep);
        for (int i = 0; i < layout.outputs(); i++) {
            (isPerRow.test(i) ? perRow : forAll).add(i);
        }
        this.spool = new Spool(perRow.size());
    }

    @Override
    public void whole(List<MemorySegment> outputs) {
        outputs.forEach(o -> whole.add(Numbers.get(o, 0, layout.dtype())));
    }

    @Override
    public void rows(int count, List<MemorySegment> outputs) {
        if (!outputs.isEmpty()) {
            spool.append(outputs);
        }
    }

    /// Sets the size of the batch, which the rows seen do not tell when every result is for all of them.
    public void batch(long size) {
        rows = size;
    }

    public long batch() {
        return rows;
    }

    public Layout layout() {
        return layout;
    }

    public DType dtype() {
        return layout.dtype();
    }

    Table table() {
        return table;
    }

    List<String> keep() {
        return keep;
    }

    boolean hasRows() {
        return !perRow.isEmpty();
    }

    /// Shows the elements of an output in order, as bits.
    void elements(int output, LongConsumer visitor) {
        int column = perRow.indexOf(output);
        if (column < 0) {
            visitor.accept(whole.get(forAll.indexOf(output)));
            return;
        }
        spool.column(column, elements -> {
            for (long i = 0; i < elements.byteSize() / dtype().bytes(); i++) {
                visitor.accept(Numbers.get(elements, i, dtype()));
            }
        });
    }

    /// Takes one row: an element per output, as bits; what is for all rows is the same in each.
    interface RowVisitor {
        void row(long index, long[] bits);
    }

    /// Shows the rows in order: one, if every result is for all.
    void rows(RowVisitor visitor) {
        long[] bits = new long[layout.outputs()];
        for (int i = 0; i < whole.size(); i++) {
            bits[forAll.get(i)] = whole.get(i);
        }
        if (!hasRows()) {
            visitor.row(0, bits);
            return;
        }
        long[] next = {0};
        spool.blocks(block -> {
            long count = block.getFirst().byteSize() / dtype().bytes();
            for (long i = 0; i < count; i++) {
                for (int c = 0; c < block.size(); c++) {
                    bits[perRow.get(c)] = Numbers.get(block.get(c), i, dtype());
                }
                visitor.row(next[0]++, bits);
            }
        });
    }

    /// SHA-256 over all outputs in order, little-endian, NaN canonical.
    String digest() {
        MessageDigest sha;
        try {
            sha = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
        byte[] element = new byte[dtype().bytes()];
        for (int output = 0; output < layout.outputs(); output++) {
            elements(output, bits -> {
                for (int i = 0; i < element.length; i++) {
                    element[i] = (byte) (bits >>> 8 * i);
                }
                sha.update(element);
            });
        }
        return "sha256:" + HexFormat.of().formatHex(sha.digest());
    }

    @Override
    public void close() {
        spool.close();
    }
}
