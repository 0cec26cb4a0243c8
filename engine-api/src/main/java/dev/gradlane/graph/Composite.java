package dev.gradlane.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// An elementwise function of the open set: one declaration holding its expansion into simpler functions, its
/// partial derivatives, its accuracy promise and its source. Operands and result have one float type.
///
/// ```java
/// static final Composite SIGMOID = Composite.unary("sigmoid")
///         .expansion(x -> …)
///         .partial((x, y) -> y.mul(x.neg().apply(SIGMOID)))
///         .promise(DType.F32, 1).promise(DType.F64, 2)
///         .specialValues("sigmoid(-∞) = 0, sigmoid(+∞) = 1").source("derived: …")
///         .build();
/// ```
/// Two composites with one symbol are the same function.
public final class Composite implements Elementwise {
    private final String symbol;
    private final int arity;
    private final Function<List<Expr>, Expr> expansion;
    private final List<Partial> partials;
    private final Map<DType, Double> promise;
    private final String specialValues;
    private final String source;

    private Composite(Builder b) {
        this.symbol = b.symbol;
        this.arity = b.partials.length;
        this.expansion = b.expansion;
        this.partials = List.of(b.partials);
        this.promise = Map.copyOf(b.promise);
        this.specialValues = b.specialValues;
        this.source = b.source;
    }

    /// Begins a function of one operand.
    public static Builder unary(String symbol) {
        return new Builder(symbol, 1);
    }

    /// Begins a function of two operands.
    public static Builder binary(String symbol) {
        return new Builder(symbol, 2);
    }

    /// Begins a function of `arity` operands.
    public static Builder nary(String symbol, int arity) {
        return new Builder(symbol, arity);
    }

    /// The function in simpler ones, applied to operands of one builder.
    public Expr expand(List<Expr> x) {
        return expansion.apply(x);
    }

    @Override
    public String symbol() {
        return symbol;
    }

    @Override
    public int arity() {
        return arity;
    }

    @Override
    public List<Partial> partials() {
        return partials;
    }

    /// Largest error of the value in units in the last place, over all inputs; empty when not promised.
    public OptionalDouble promise(DType dtype) {
        Double ulps = promise.get(dtype);
        return ulps == null ? OptionalDouble.empty() : OptionalDouble.of(ulps);
    }

    /// Results for zeros, infinities and arguments outside of the domain.
    public String specialValues() {
        return specialValues;
    }

    /// Where the algorithm is from: a paper, or how it was derived.
    public String source() {
        return source;
    }

    @Override
    public DType infer(List<DType> operands) {
        boolean alike = operands.stream().distinct().count() == 1;
        if (operands.size() != arity || !alike || !operands.getFirst().isFloat()) {
            throw new GraphException(symbol + " takes " + arity + " operand(s) of one float type, got "
                    + String.join(", ", operands.stream().map(DType::symbol).toList()));
        }
        return operands.getFirst();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Composite c && c.symbol.equals(symbol);
    }

    @Override
    public int hashCode() {
        return symbol.hashCode();
    }

    @Override
    public String toString() {
        return symbol;
    }

    /// Collects one declaration.
    public static final class Builder {
        private final String symbol;
        private final Partial[] partials;
        private final Map<DType, Double> promise = new EnumMap<>(DType.class);
        private Function<List<Expr>, Expr> expansion;
        private String specialValues = "";
        private String source = "";

        private Builder(String symbol, int arity) {
            this.symbol = symbol;
            this.partials = new Partial[arity];
            this.expansion = x -> {
                throw new IllegalStateException(symbol + " has no expansion");
            };
        }

        /// What a function of one operand is made of.
        public Builder expansion(UnaryOperator<Expr> expand) {
            return expansionOf(x -> expand.apply(x.getFirst()));
        }

        /// What a function of two operands is made of.
        public Builder expansion(BinaryOperator<Expr> expand) {
            return expansionOf(x -> expand.apply(x.get(0), x.get(1)));
        }

        /// What a function of any number of operands is made of.
        public Builder expansionOf(Function<List<Expr>, Expr> expand) {
            this.expansion = expand;
            return this;
        }

        /// The factor dy/dx of a unary function, from x and y.
        public Builder partial(BinaryOperator<Expr> factor) {
            return partial(0, Partial.factor((x, y) -> factor.apply(x.getFirst(), y)));
        }

        /// The linear action of the partial derivative for `operand`, or [Partial#ZERO].
        public Builder partial(int operand, Partial action) {
            partials[operand] = action;
            return this;
        }

        /// Error of the value is at most `ulps` units in the last place.
        public Builder promise(DType dtype, double ulps) {
            promise.put(dtype, ulps);
            return this;
        }

        /// States [Composite#specialValues()].
        public Builder specialValues(String text) {
            specialValues = text;
            return this;
        }

        /// States [Composite#source()].
        public Builder source(String text) {
            source = text;
            return this;
        }

        /// The function.
        public Composite build() {
            if (new ArrayList<>(Arrays.asList(partials)).contains(null)) {
                throw new IllegalStateException(symbol + ": every operand needs a partial derivative or Partial.ZERO");
            }
            return new Composite(this);
        }
    }
}
