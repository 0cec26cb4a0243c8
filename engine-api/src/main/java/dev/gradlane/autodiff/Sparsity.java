package dev.gradlane.autodiff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;

/// Which entries of a matrix can be other than 0. Entries are numbered row by row, columns ascending within a row
/// (the order of compressed sparse rows).
public final class Sparsity {
    private final int columns;
    /// Row i has the entries starts\[i] to starts\[i + 1] − 1.
    private final int[] starts;

    private final int[] columnOf;

    private Sparsity(int columns, List<BitSet> rows) {
        this.columns = columns;
        this.starts = new int[rows.size() + 1];
        for (int i = 0; i < rows.size(); i++) {
            starts[i + 1] = Math.addExact(starts[i], rows.get(i).cardinality());
        }
        this.columnOf = new int[starts[rows.size()]];
        for (int i = 0; i < rows.size(); i++) {
            int[] set = rows.get(i).stream().toArray();
            System.arraycopy(set, 0, columnOf, starts[i], set.length);
        }
    }

    /// @param columns of the matrix
    /// @param rows per row the columns of its entries
    static Sparsity of(int columns, List<BitSet> rows) {
        return new Sparsity(columns, rows);
    }

    /// The pattern with an entry at each (row\[e], column\[e]); an entry may be named twice.
    ///
    /// @throws IllegalArgumentException if there are more of one than of the other, or one is outside the matrix
    public static Sparsity of(int rows, int columns, int[] row, int[] column) {
        if (row.length != column.length) {
            throw new IllegalArgumentException(row.length + " rows of entries, but " + column.length + " columns");
        }
        List<BitSet> sets = empty(rows);
        for (int e = 0; e < row.length; e++) {
            if (row[e] < 0 || row[e] >= rows || column[e] < 0 || column[e] >= columns) {
                throw new IllegalArgumentException("entry " + e + " at (" + row[e] + ", " + column[e]
                        + ") is outside of a matrix of " + rows + " by " + columns);
            }
            sets.get(row[e]).set(column[e]);
        }
        return new Sparsity(columns, sets);
    }

    private static List<BitSet> empty(int rows) {
        List<BitSet> sets = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            sets.add(new BitSet());
        }
        return sets;
    }

    /// Number of rows.
    public int rows() {
        return starts.length - 1;
    }

    /// Number of columns.
    public int columns() {
        return columns;
    }

    /// Number of entries.
    public int size() {
        return columnOf.length;
    }

    /// Number of the first entry of `row`, or of the first behind the last row.
    public int start(int row) {
        return starts[row];
    }

    /// Column of entry `e`.
    public int column(int e) {
        return columnOf[e];
    }

    /// Row of entry `e`.
    public int row(int e) {
        Objects.checkIndex(e, columnOf.length);
        int found = Arrays.binarySearch(starts, e);
        // behind empty rows the last of equal starts is the row
        int row = found >= 0 ? found : -found - 2;
        while (starts[row + 1] == e) {
            row++;
        }
        return row;
    }

    /// Whether an entry may differ from 0.
    public boolean has(int row, int column) {
        return Arrays.binarySearch(columnOf, starts[row], starts[row + 1], column) >= 0;
    }

    /// The pattern with rows and columns exchanged.
    public Sparsity transpose() {
        List<BitSet> sets = empty(columns);
        for (int row = 0; row < rows(); row++) {
            for (int e = starts[row]; e < starts[row + 1]; e++) {
                sets.get(columnOf[e]).set(row);
            }
        }
        return new Sparsity(rows(), sets);
    }

    /// The entries of this pattern and of another of its size.
    Sparsity with(Sparsity other) {
        List<BitSet> sets = empty(rows());
        for (Sparsity one : List.of(this, other)) {
            for (int row = 0; row < rows(); row++) {
                for (int e = one.starts[row]; e < one.starts[row + 1]; e++) {
                    sets.get(row).set(one.columnOf[e]);
                }
            }
        }
        return new Sparsity(columns, sets);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Sparsity s
                && s.columns == columns
                && Arrays.equals(s.starts, starts)
                && Arrays.equals(s.columnOf, columnOf);
    }

    @Override
    public int hashCode() {
        return Objects.hash(columns, Arrays.hashCode(starts), Arrays.hashCode(columnOf));
    }

    @Override
    public String toString() {
        return size() + " of " + rows() + " by " + columns + " entries";
    }
}
