package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The extents of a tensor, outermost axis first; row-major.
public record Shape(List<Dim> dims) {
    public static final Shape SCALAR = new Shape(List.of());

    public Shape {
        dims = List.copyOf(dims);
    }

    /// Fixed extents.
    public static Shape of(long... sizes) {
        return new Shape(Arrays.stream(sizes).mapToObj(Dim::of).toList());
    }

    /// Extents of any kind.
    public static Shape of(Dim... dims) {
        return new Shape(List.of(dims));
    }

    /// Number of axes.
    public int rank() {
        return dims.size();
    }

    /// The extent of an axis, 0 ≤ axis < rank.
    public Dim dim(int axis) {
        return dims.get(axis);
    }

    /// This shape with `dim` as a new first axis.
    public Shape prepend(Dim dim) {
        List<Dim> all = new ArrayList<>();
        all.add(dim);
        all.addAll(dims);
        return new Shape(all);
    }

    /// This shape with the extent of `axis` replaced.
    public Shape with(int axis, Dim dim) {
        List<Dim> all = new ArrayList<>(dims);
        all.set(axis, dim);
        return new Shape(all);
    }

    /// The extents of the axes not listed, in order.
    public Shape without(List<Integer> axes) {
        List<Dim> kept = new ArrayList<>();
        for (int i = 0; i < dims.size(); i++) {
            if (!axes.contains(i)) {
                kept.add(dims.get(i));
            }
        }
        return new Shape(kept);
    }

    /// The extents of the listed axes, in the order listed.
    public Shape select(List<Integer> axes) {
        return new Shape(axes.stream().map(dims::get).toList());
    }

    /// True when no axis is symbolic.
    public boolean isFixed() {
        return dims.stream().allMatch(Dim.Fixed.class::isInstance);
    }

    /// Number of elements.
    ///
    /// @throws GraphException if a symbol has no size in `sizes` or the product exceeds 2^63-1
    public long size(Map<String, Long> sizes) {
        long product = 1;
        for (Dim dim : dims) {
            long extent = switch (dim) {
                case Dim.Fixed(long size) -> size;
                case Dim.Symbol(String name) -> {
                    Long size = sizes.get(name);
                    if (size == null) {
                        throw new GraphException("no size given for symbol " + name + " of shape " + this);
                    }
                    yield size;
                }
            };
            try {
                product = Math.multiplyExact(product, extent);
            } catch (ArithmeticException e) {
                throw new GraphException("shape " + this + " has more than 2^63-1 elements");
            }
        }
        return product;
    }

    /// Number of elements of a shape without symbols.
    public long size() {
        return size(Map.of());
    }

    @Override
    public String toString() {
        return dims.stream().map(Dim::toString).collect(Collectors.joining(",", "[", "]"));
    }
}
