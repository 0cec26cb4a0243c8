package dev.gradlane.kernel;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What makes a value get memory: at each point of `space`, the element of `value` whose axis d is the space's axis
/// `axes[d]` is stored at offset + Σ point·stride of `buffer`. Or what makes it be looked at: then offset + Σ
/// point·stride is the sample that a fault names.
///
/// @param buffer [#NOWHERE] where the value is checked
/// @param direct whether `buffer` is the home of `value` itself, so that a kernel with this root need not load it
/// @param overwrites whether earlier roots of the same buffer must have run before
/// @param check what the value must be
/// @param stacked whether the first axis of `space` is that of a loop, whose steps store an element each
record Root(
        int value,
        List<Integer> axes,
        Shape space,
        int buffer,
        List<Extent> offset,
        List<Extent> strides,
        boolean direct,
        boolean overwrites,
        Optional<Check> check,
        boolean stacked) {
    /// The buffer of what is not stored.
    static final int NOWHERE = -1;

    /// Elements are indices from 0 to `extent` − 1, unless there are no elements to index: then none is asked for.
    ///
    /// @param node whose fault it is
    /// @param behind how many elements stand behind all indices together
    record Check(int node, Extent extent, Extent behind) {}

    private Root(
            int value,
            List<Integer> axes,
            Shape space,
            int buffer,
            List<Extent> offset,
            List<Extent> strides,
            boolean direct,
            boolean overwrites,
            Optional<Check> check) {
        this(value, axes, space, buffer, offset, strides, direct, overwrites, check, false);
    }

    static Root stored(
            int value,
            List<Integer> axes,
            Shape space,
            int buffer,
            List<Extent> offset,
            List<Extent> strides,
            boolean overwrites) {
        return new Root(value, axes, space, buffer, offset, strides, false, overwrites, Optional.empty());
    }

    /// The indices of a gather, each of which counts, whatever is read of the result.
    static Root checked(int value, Shape indices, Check check) {
        boolean samples = indices.rank() > 0 && indices.dim(0) instanceof Dim.Symbol;
        List<Integer> axes = IntStream.range(0, indices.rank()).boxed().toList();
        List<Extent> strides = axes.stream()
                .map(i -> samples && i == 0 ? Extent.ONE : Extent.ZERO)
                .toList();
        return new Root(value, axes, indices, NOWHERE, List.of(), strides, false, false, Optional.of(check));
    }

    /// All elements of `value`, row-major.
    static Root dense(int value, Shape shape, int buffer, boolean direct) {
        return new Root(
                value,
                IntStream.range(0, shape.rank()).boxed().toList(),
                shape,
                buffer,
                List.of(),
                Coordinates.strides(shape),
                direct,
                false,
                Optional.empty());
    }

    /// What the steps of a loop leave of `value`, row-major.
    static Root stacked(int value, Shape shape, int buffer) {
        Root dense = dense(value, shape, buffer, true);
        return new Root(
                value, dense.axes, shape, buffer, dense.offset, dense.strides, true, false, Optional.empty(), true);
    }

    /// Extents of the cells' space other than 1.
    List<Extent> extents() {
        return extents(cells());
    }

    /// The space without a loop's axis.
    Shape cells() {
        return stacked ? space.without(List.of(0)) : space;
    }

    static List<Extent> extents(Shape shape) {
        return shape.dims().stream()
                .filter(d -> !d.is(1))
                .map(d -> Extent.of(d))
                .toList();
    }

    /// Coordinates in the space for indices along its axes of extent other than 1.
    static List<Index> point(Shape shape, List<Index> indices) {
        java.util.Iterator<Index> next = indices.iterator();
        return shape.dims().stream()
                .map((Dim d) -> d.is(1) ? Index.ZERO : next.next())
                .toList();
    }

    boolean stores() {
        return buffer != NOWHERE;
    }

    Index target(List<Index> point) {
        Index index = new Index(offset, List.of());
        for (int i = 0; i < point.size(); i++) {
            index = index.plus(point.get(i).times(strides.get(i)));
        }
        return index;
    }
}
