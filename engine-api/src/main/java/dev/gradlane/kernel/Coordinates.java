package dev.gradlane.kernel;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Affine coordinates of an element, one [Index] for each axis of its value: what makes views cost nothing. An axis of
/// extent 1 has the coordinate 0, so kernels have no loops over it.
final class Coordinates {
    private Coordinates() {}

    /// Where the element `at` of a broadcast, permutation, slice, reversal or merging reshape lies in its operand.
    static List<Index> ofOperand(Op view, Shape operand, Shape result, List<Index> at) {
        return switch (view) {
            case Op.Broadcast(Shape _, List<Integer> axes) ->
                axes.stream().map(at::get).toList();
            case Op.Permute(List<Integer> axes) ->
                IntStream.range(0, axes.size())
                        .mapToObj(i -> at.get(axes.indexOf(i)))
                        .toList();
            case Op.Slice(int axis, long start, long size, long stride) -> {
                List<Index> sliced = new ArrayList<>(at);
                // of no elements nothing is read, and start·stride may be any number
                if (size > 0) {
                    sliced.set(axis, at.get(axis).times(Extent.of(stride)).plus(Index.at(start)));
                }
                yield sliced;
            }
            case Op.Reverse(int axis) -> {
                List<Index> reversed = new ArrayList<>(at);
                Index last = new Index(List.of(Extent.of(operand.dim(axis)), Extent.of(-1)), List.of());
                reversed.set(axis, at.get(axis).times(Extent.of(-1)).plus(last));
                yield reversed;
            }
            case Op.Reshape _ -> reshaped(operand, result, at);
            case Op.Input _,
                    Op.Constant _,
                    Op.Map _,
                    Op.Pad _,
                    Op.Concatenate _,
                    Op.Iota _,
                    Op.Extent _,
                    Op.Reduce _,
                    Op.Dot _,
                    Op.Gather _,
                    Op.ScatterAdd _,
                    Op.CumSum _,
                    Op.Sort _,
                    Op.Cholesky _,
                    Op.TriangularSolve _,
                    Op.Call _,
                    Op.Barrier _,
                    Op.Control _ -> throw new IllegalArgumentException(view + " is no view");
        };
    }

    /// True where each axis of `operand` is made of whole axes of `result`: then coordinates of the result give those
    /// of the operand. The other direction would need divisions.
    static boolean merges(Shape operand, Shape result) {
        return isEmpty(result)
                || groups(operand, result).stream().allMatch(g -> g.operand().size() <= 1);
    }

    /// Where element `at` lies in row-major memory.
    static Index linear(Shape shape, List<Index> at) {
        List<Extent> strides = strides(shape);
        Index index = Index.ZERO;
        for (int i = 0; i < at.size(); i++) {
            index = index.plus(at.get(i).times(strides.get(i)));
        }
        return index;
    }

    /// Row-major strides.
    static List<Extent> strides(Shape shape) {
        List<Extent> strides = new ArrayList<>();
        Extent stride = Extent.ONE;
        for (int i = shape.rank() - 1; i >= 0; i--) {
            strides.addFirst(stride);
            stride = stride.times(Extent.of(shape.dim(i)));
        }
        return strides;
    }

    private static boolean isEmpty(Shape shape) {
        return shape.dims().stream().anyMatch(d -> d.is(0));
    }

    private static List<Index> reshaped(Shape operand, Shape result, List<Index> at) {
        if (isEmpty(result)) {
            // never read; it must only stay inside the loop that never runs
            Index never = at.get(IntStream.range(0, result.rank())
                    .filter(i -> result.dim(i).is(0))
                    .findFirst()
                    .getAsInt());
            return IntStream.range(0, operand.rank())
                    .mapToObj(i -> i == 0 ? never : Index.ZERO)
                    .toList();
        }
        List<Index> coordinates = new ArrayList<>();
        operand.dims().forEach(_ -> coordinates.add(Index.ZERO));
        for (Group group : groups(operand, result)) {
            if (group.operand().size() == 1) {
                Shape parts = result.select(group.result());
                coordinates.set(
                        group.operand().getFirst(),
                        linear(parts, group.result().stream().map(at::get).toList()));
            }
        }
        return coordinates;
    }

    /// Consecutive axes of both shapes, without those of extent 1, that hold the same number of elements.
    private record Group(List<Integer> operand, List<Integer> result) {}

    private static List<Group> groups(Shape operand, Shape result) {
        List<Group> groups = new ArrayList<>();
        int i = next(operand, 0);
        int j = next(result, 0);
        while (i < operand.rank() || j < result.rank()) {
            List<Integer> a = new ArrayList<>();
            List<Integer> b = new ArrayList<>();
            Extent.Product x = (Extent.Product) Extent.ONE;
            Extent.Product y = x;
            do {
                boolean lags = x.symbols().size() < y.symbols().size()
                        || x.symbols().size() == y.symbols().size() && x.factor() <= y.factor();
                if (j == result.rank() || lags && i < operand.rank()) {
                    x = (Extent.Product) x.times(Extent.of(operand.dim(i)));
                    a.add(i);
                    i = next(operand, i + 1);
                } else {
                    y = (Extent.Product) y.times(Extent.of(result.dim(j)));
                    b.add(j);
                    j = next(result, j + 1);
                }
            } while (!x.equals(y));
            groups.add(new Group(a, b));
        }
        return groups;
    }

    private static int next(Shape shape, int from) {
        int axis = from;
        while (axis < shape.rank() && shape.dim(axis).equals(Dim.of(1))) {
            axis++;
        }
        return axis;
    }
}
