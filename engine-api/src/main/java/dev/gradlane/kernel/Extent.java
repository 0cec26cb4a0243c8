package dev.gradlane.kernel;

import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// A number of elements or steps as a formula of the graph's symbols, known when a kernel is launched.
public sealed interface Extent {
    /// 1.
    Extent ONE = new Product(1, List.of());
    /// 0.
    Extent ZERO = new Product(0, List.of());

    /// factor · symbol · symbol · …; the symbols are sorted, so equal formulas are equal records.
    record Product(long factor, List<String> symbols) implements Extent {
        public Product {
            symbols = factor == 0 ? List.of() : symbols.stream().sorted().toList();
        }

        @Override
        public String toString() {
            String product = String.join("·", symbols);
            return symbols.isEmpty() ? Long.toString(factor) : factor == 1 ? product : factor + "·" + product;
        }
    }

    /// ⌈of / divisor⌉: how many chunks `of` elements make.
    record Chunks(Extent of, long divisor) implements Extent {
        @Override
        public String toString() {
            return "⌈" + of + "/" + divisor + "⌉";
        }
    }

    /// a · b where not both are plain products.
    record Times(Extent a, Extent b) implements Extent {
        @Override
        public String toString() {
            return a + "·" + b;
        }
    }

    /// A number.
    static Extent of(long size) {
        return new Product(size, List.of());
    }

    /// A number or a symbol.
    static Extent of(Dim dim) {
        return switch (dim) {
            case Dim.Fixed(long size) -> of(size);
            case Dim.Symbol(String name) -> new Product(1, List.of(name));
        };
    }

    /// Number of elements of `shape`.
    static Extent of(Shape shape) {
        Extent product = ONE;
        for (Dim dim : shape.dims()) {
            product = product.times(of(dim));
        }
        return product;
    }

    /// The product.
    default Extent times(Extent other) {
        if (equals(ZERO) || other.equals(ZERO)) {
            return ZERO;
        }
        if (equals(ONE)) {
            return other;
        }
        if (other.equals(ONE)) {
            return this;
        }
        if (this instanceof Product(long a, List<String> p) && other instanceof Product(long b, List<String> q)) {
            List<String> all = new ArrayList<>(p);
            all.addAll(q);
            return new Product(Math.multiplyExact(a, b), all);
        }
        return new Times(this, other);
    }

    /// The product.
    default Extent times(long factor) {
        return times(of(factor));
    }

    /// The number, where it does not depend on a symbol.
    default OptionalLong fixed() {
        return switch (this) {
            case Product(long factor, List<String> symbols) ->
                symbols.isEmpty() ? OptionalLong.of(factor) : OptionalLong.empty();
            case Chunks(Extent of, long divisor) ->
                of.fixed().isPresent()
                        ? OptionalLong.of(Math.ceilDiv(of.fixed().getAsLong(), divisor))
                        : OptionalLong.empty();
            case Times(Extent a, Extent b) ->
                a.fixed().isPresent() && b.fixed().isPresent()
                        ? OptionalLong.of(Math.multiplyExact(
                                a.fixed().getAsLong(), b.fixed().getAsLong()))
                        : OptionalLong.empty();
        };
    }

    /// Whether this is that number, whatever the symbols are.
    default boolean is(long size) {
        OptionalLong fixed = fixed();
        return fixed.isPresent() && fixed.getAsLong() == size;
    }

    /// The number for these sizes of the symbols.
    ///
    /// @throws GraphException if a symbol has no size or the number exceeds 2^63-1
    default long at(Map<String, Long> sizes) {
        try {
            return switch (this) {
                case Product(long factor, List<String> symbols) -> {
                    long product = factor;
                    for (String symbol : symbols) {
                        Long size = sizes.get(symbol);
                        if (size == null) {
                            throw new GraphException("no size given for symbol " + symbol + " of " + this);
                        }
                        product = Math.multiplyExact(product, size);
                    }
                    yield product;
                }
                case Chunks(Extent of, long divisor) -> Math.ceilDiv(of.at(sizes), divisor);
                case Times(Extent a, Extent b) -> Math.multiplyExact(a.at(sizes), b.at(sizes));
            };
        } catch (ArithmeticException e) {
            throw new GraphException("the size " + this + " exceeds 2^63-1 for " + sizes);
        }
    }
}
