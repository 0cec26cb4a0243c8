package dev.gradlane.kernel;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Shape;
import java.util.List;

/// What makes a value get memory: at each point of `space`, the element of `value` whose axis d is the space's axis
/// `axes[d]` is stored at offset + Σ point·stride of `buffer`.
///
/// @param direct whether `buffer` is the home of `value` itself, so that a kernel with this root need not load it
/// @param overwrites whether earlier roots of the same buffer must have run before
record Root(
        int value,
        List<Integer> axes,
        Shape space,
        int buffer,
        List<Extent> offset,
        List<Extent> strides,
        boolean direct,
        boolean overwrites) {

    /// All elements of `value`, row-major.
    static Root dense(int value, Shape shape, int buffer, boolean direct) {
        return new Root(
                value,
                java.util.stream.IntStream.range(0, shape.rank()).boxed().toList(),
                shape,
                buffer,
                List.of(),
                Coordinates.strides(shape),
                direct,
                false);
    }

    /// Extents of the space other than 1.
    List<Extent> extents() {
        return extents(space);
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

    Index target(List<Index> point) {
        Index index = new Index(offset, List.of());
        for (int i = 0; i < point.size(); i++) {
            index = index.plus(point.get(i).times(strides.get(i)));
        }
        return index;
    }
}
