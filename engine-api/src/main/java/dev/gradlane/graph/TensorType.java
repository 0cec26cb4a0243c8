package dev.gradlane.graph;

/// Element type and shape of one value; prints as `f32[B,8]`, a scalar as `f32[]`.
public record TensorType(DType dtype, Shape shape) {
    public static TensorType scalar(DType dtype) {
        return new TensorType(dtype, Shape.SCALAR);
    }

    public static TensorType of(DType dtype, long... sizes) {
        return new TensorType(dtype, Shape.of(sizes));
    }

    public TensorType withShape(Shape other) {
        return new TensorType(dtype, other);
    }

    public TensorType withDType(DType other) {
        return new TensorType(other, shape);
    }

    @Override
    public String toString() {
        return dtype.symbol() + shape;
    }
}
