package dev.gradlane.graph;

/// Element type and shape of one value; prints as `f32[B,8]`, a scalar as `f32[]`.
public record TensorType(DType dtype, Shape shape) {
    /// A type without axes.
    public static TensorType scalar(DType dtype) {
        return new TensorType(dtype, Shape.SCALAR);
    }

    /// A type of fixed extents.
    public static TensorType of(DType dtype, long... sizes) {
        return new TensorType(dtype, Shape.of(sizes));
    }

    /// The same elements in another shape.
    public TensorType withShape(Shape other) {
        return new TensorType(dtype, other);
    }

    /// Other elements in the same shape.
    public TensorType withDType(DType other) {
        return new TensorType(other, shape);
    }

    @Override
    public String toString() {
        return dtype.symbol() + shape;
    }
}
