package dev.gradlane.graph;

/// What a [Op.Reduce] folds its elements with, and the value of an empty reduction.
///
/// | kind | over | empty | order |
/// |---|---|---|---|
/// | SUM | numbers | +0 | floats [Order#LANES]; integers free |
/// | PROD | numbers | 1 | floats [Order#HALVES]; integers free |
/// | MAX, MIN | numbers | −∞, +∞ (integers: MIN_VALUE, MAX_VALUE) | free; NaN wins, −0 < +0 |
/// | ALL, ANY | bool | true, false | free |
public enum Reduction {
    /// Sum, in a pinned order; of nothing +0.
    SUM,
    /// Product, in a pinned order; of nothing 1.
    PROD,
    /// Greatest, as `Math.max`: NaN wins, −0 < +0.
    MAX,
    /// Least, as `Math.min`: NaN wins, −0 < +0.
    MIN,
    /// Whether all are true.
    ALL,
    /// Whether any is true.
    ANY;

    /// The word in IR text.
    public String symbol() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    /// The order that a reduction of this kind over elements of `dtype` gets when it is built.
    public Order order(DType dtype) {
        return switch (this) {
            case SUM -> dtype.isFloat() ? Order.LANES : Order.FREE;
            case PROD -> dtype.isFloat() ? Order.HALVES : Order.FREE;
            case MAX, MIN, ALL, ANY -> Order.FREE;
        };
    }

    boolean takes(DType dtype) {
        return switch (this) {
            case SUM, PROD, MAX, MIN -> dtype != DType.BOOL;
            case ALL, ANY -> dtype == DType.BOOL;
        };
    }
}
