package dev.gradlane.vector;

import dev.gradlane.graph.DType;

/// A line of floats: what factorisations and triangular systems need beside sums.
abstract sealed class FloatLine extends Line permits LineF32, LineF64 {
    static FloatLine of(DType type, int length) {
        return switch (type) {
            case F32 -> new LineF32(length);
            case F64 -> new LineF64(length);
            case I32, I64, BOOL -> throw new IllegalArgumentException(type.symbol() + " is no float");
        };
    }

    static FloatLine[] of(DType type, int count, int length) {
        FloatLine[] lines = new FloatLine[count];
        for (int i = 0; i < count; i++) {
            lines[i] = of(type, length);
        }
        return lines;
    }

    /// this[i] = fma(−l[at], x[i], this[i]) for from ≤ i < to.
    abstract void minusProduct(FloatLine l, int at, FloatLine x, int from, int to);

    /// this[i] = fma(−l[i], x[i], this[i]).
    abstract void minusProducts(FloatLine l, FloatLine x, int n);

    /// this[at] = fma(−l[k], this[k], this[at]) for k from `from` to `to` − 1, one after the other.
    abstract void minusChain(FloatLine l, int at, int from, int to);

    /// this[i] = this[i] / x[at] for from ≤ i < to.
    abstract void divideOne(FloatLine x, int at, int from, int to);

    /// this[i] = this[i] / x[i].
    abstract void divide(FloatLine x, int n);

    /// this[i] = √this[i] for from ≤ i < to.
    abstract void sqrt(int from, int to);

    abstract boolean isPositive(int at);
}
