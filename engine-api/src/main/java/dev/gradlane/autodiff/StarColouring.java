package dev.gradlane.autodiff;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Columns of a symmetric matrix in few groups from which every entry can be read: as entry (i, j), where no other
/// column of j's group has an entry in row i, or as entry (j, i).
///
/// This is so if neighbours differ in colour and no path of four columns has two colours only (a *star colouring*: two
/// colours together are stars). Then of two columns i and j either j is i's only neighbour of its colour, or i is j's.
///
/// Source: Gebremedhin, Manne, Pothen, "What color is your Jacobian? Graph coloring for computing derivatives" (2005),
/// section 4; Coleman and Moré (1984).
final class StarColouring {
    private static final int NONE = -1;

    private final Sparsity pattern;
    private final int[] colours;
    /// Per column, how many of its neighbours have each colour.
    private final List<Map<Integer, Integer>> around = new ArrayList<>();

    private StarColouring(Sparsity pattern) {
        this.pattern = pattern;
        this.colours = new int[pattern.columns()];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = NONE;
            around.add(new HashMap<>());
        }
    }

    /// The better of two orders, as [Colouring#of] has them.
    ///
    /// @param pattern symmetric
    static Colouring of(Sparsity pattern) {
        Colouring first = new StarColouring(pattern)
                .greedy(IntStream.range(0, pattern.columns()).boxed().toList());
        Colouring second = new StarColouring(pattern).greedy(Colouring.byFallingSize(pattern));
        return second.count() < first.count() ? second : first;
    }

    private Colouring greedy(List<Integer> order) {
        int count = 0;
        for (int column : order) {
            int colour = taken(column).nextClearBit(0);
            colours[column] = colour;
            neighbours(column).forEach(w -> around.get(w).merge(colour, 1, Integer::sum));
            count = Math.max(count, colour + 1);
        }
        return new Colouring(count, IntStream.of(colours).boxed().toList());
    }

    /// The colours that would make two neighbours alike, or a path of four of two colours.
    private BitSet taken(int v) {
        BitSet taken = new BitSet();
        for (int w : neighbours(v)) {
            if (colours[w] == NONE) {
                continue;
            }
            taken.set(colours[w]);
            // w – v – x – y, where x is another neighbour of w's colour
            boolean twice = around.get(v).get(colours[w]) > 1;
            for (int x : neighbours(w)) {
                // v – w – x – y, where y is another neighbour of x of w's colour
                boolean end = x != v && colours[x] != NONE && around.get(x).get(colours[w]) > 1;
                if (end || twice && x != v && colours[x] != NONE) {
                    taken.set(colours[x]);
                }
            }
        }
        return taken;
    }

    private List<Integer> neighbours(int column) {
        return IntStream.range(pattern.start(column), pattern.start(column + 1))
                .map(pattern::column)
                .filter(other -> other != column)
                .boxed()
                .toList();
    }
}
