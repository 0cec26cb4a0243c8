package dev.gradlane.autodiff;

import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Columns in as few groups as a greedy search finds, no two columns of a group with an entry in one row: a
/// product with the sum of a group's unit vectors then shows every entry of the group's columns.
///
/// Source: Curtis, Powell, Reid, "On the estimation of sparse Jacobian matrices" (1974); the order by falling number
/// of neighbours is that of Welsh and Powell (1967).
///
/// @param count of colours
/// @param colours per column
record Colouring(int count, List<Integer> colours) {
    Colouring {
        colours = List.copyOf(colours);
    }

    /// The better of two orders: as they stand, and by falling number of entries; the first at a tie.
    static Colouring of(Sparsity pattern) {
        Sparsity columns = pattern.transpose();
        List<Integer> natural = IntStream.range(0, pattern.columns()).boxed().toList();
        List<Integer> largest = byFallingSize(columns);
        Colouring first = greedy(pattern, columns, natural);
        Colouring second = greedy(pattern, columns, largest);
        return second.count < first.count ? second : first;
    }

    /// The rows, those with the most entries first.
    static List<Integer> byFallingSize(Sparsity pattern) {
        return IntStream.range(0, pattern.rows())
                .boxed()
                .sorted(Comparator.comparingInt((Integer row) -> pattern.start(row) - pattern.start(row + 1)))
                .toList();
    }

    private static Colouring greedy(Sparsity pattern, Sparsity columns, List<Integer> order) {
        Integer[] colours = new Integer[pattern.columns()];
        int count = 0;
        for (int column : order) {
            BitSet taken = new BitSet();
            for (int e = columns.start(column); e < columns.start(column + 1); e++) {
                int row = columns.column(e);
                for (int d = pattern.start(row); d < pattern.start(row + 1); d++) {
                    Integer colour = colours[pattern.column(d)];
                    if (colour != null) {
                        taken.set(colour);
                    }
                }
            }
            colours[column] = taken.nextClearBit(0);
            count = Math.max(count, colours[column] + 1);
        }
        return new Colouring(count, List.of(colours));
    }
}
