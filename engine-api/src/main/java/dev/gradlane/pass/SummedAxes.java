package dev.gradlane.pass;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What becomes of a view's axes when some of them are summed: of its operand (before), of its result (after).
final class SummedAxes {
    private SummedAxes() {}

    /// The operand's axes that a reshape leaves as the result's `axes`: of equal extent, behind equally many
    /// elements. Empty if one of them is cut or merged, or if extents of 0 or 1 leave a choice.
    static Optional<List<Integer>> beforeReshape(Shape from, Shape to, List<Integer> axes) {
        List<Integer> before = new ArrayList<>();
        for (int axis : axes) {
            IntStream.range(0, from.rank())
                    .filter(i -> from.dim(i).equals(to.dim(axis)) && sameSize(from, i, to, axis))
                    .findFirst()
                    .ifPresent(before::add);
        }
        boolean all = before.stream().distinct().count() == axes.size();
        return all
                        && sameSize(
                                from.without(before),
                                from.rank() - before.size(),
                                to.without(axes),
                                to.rank() - axes.size())
                ? Optional.of(before)
                : Optional.empty();
    }

    /// The operand's axes that are the `axes` of its reduction over `reduced`.
    static List<Integer> beforeReduce(int rank, List<Integer> reduced, List<Integer> axes) {
        List<Integer> kept = IntStream.range(0, rank)
                .filter(i -> !reduced.contains(i))
                .boxed()
                .toList();
        return axes.stream().map(kept::get).toList();
    }

    /// Whether the first `i` axes of `a` and the first `j` of `b` hold equally many elements, whatever the
    /// symbols stand for.
    private static boolean sameSize(Shape a, int i, Shape b, int j) {
        List<Dim> first = a.dims().subList(0, i);
        List<Dim> second = b.dims().subList(0, j);
        return symbols(first).equals(symbols(second)) && numbers(first) == numbers(second);
    }

    private static List<Dim> symbols(List<Dim> dims) {
        return dims.stream().filter(Dim.Symbol.class::isInstance).toList();
    }

    private static long numbers(List<Dim> dims) {
        return new Shape(dims.stream().filter(Dim.Fixed.class::isInstance).toList()).size();
    }

    /// The position of `axis`, which is not summed, in the result of the sum.
    static int rest(int axis, List<Integer> summed) {
        return axis - (int) summed.stream().filter(s -> s < axis).count();
    }

    /// The permutation of what the sum leaves, for result axes `summed` of a permutation.
    static List<Integer> permuted(List<Integer> permutation, List<Integer> summed) {
        List<Integer> gone = summed.stream().map(permutation::get).toList();
        return IntStream.range(0, permutation.size())
                .filter(i -> !summed.contains(i))
                .mapToObj(i -> rest(permutation.get(i), gone))
                .toList();
    }

    /// The axes of a broadcast of what the sum leaves.
    static List<Integer> broadcast(List<Integer> axes, List<Integer> summed) {
        return axes.stream()
                .filter(a -> !summed.contains(a))
                .map(a -> rest(a, summed))
                .toList();
    }
}
