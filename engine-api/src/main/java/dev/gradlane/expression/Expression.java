package dev.gradlane.expression;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A formula that has been read; the grammar is in the package documentation.
public final class Expression {
    /// Longest text taken, in characters.
    public static final int MAX_LENGTH = 1_000_000;

    private final String text;
    private final Program program;
    private final List<String> names;

    private Expression(String text, Program program) {
        this.text = text;
        this.program = program;
        this.names = program.inputs();
    }

    /// @throws ExpressionException if `text` is no expression; the message points at the place
    public static Expression parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw ExpressionException.at(
                    text, MAX_LENGTH, "an expression has at most " + MAX_LENGTH + " characters, got " + text.length());
        }
        return new Expression(text, Parser.parse(text));
    }

    /// The text that was parsed.
    public String text() {
        return text;
    }

    /// The inputs, in order of first appearance.
    public List<String> names() {
        return names;
    }

    /// True if the result depends on a reduction over the batch: one number for all samples.
    public boolean isReduced() {
        return program.isReduced();
    }

    /// The expression inside, with the same inputs, if this one is `mean(…)` of a function of one sample:
    /// then the gradient by a parameter can be the mean of the gradients of the samples.
    public Optional<Expression> insideMean() {
        return program.inside(new Builtin.Mean()).map(p -> new Expression(text, p));
    }

    /// As [#insideMean], for `sum(…)`.
    public Optional<Expression> insideSum() {
        return program.inside(new Builtin.Reduce(Reduction.SUM)).map(p -> new Expression(text, p));
    }

    /// The function of one sample: a scalar input per name, one scalar output `value`.
    ///
    /// @throws ExpressionException if the text has a condition where a number is needed or the reverse, or
    ///     a literal beyond the range of `dtype`
    /// @throws IllegalStateException if the expression is reduced
    public Graph sampleGraph(DType dtype) {
        if (isReduced()) {
            throw new IllegalStateException("this expression reduces over the batch: use batchGraph");
        }
        return translate(dtype, Shape.SCALAR, Set.of());
    }

    /// The reduced function of a batch: an input of shape `[symbol]` for each of `columns` and a scalar
    /// one for each other name, in the order of [#names]; one scalar output `value`.
    ///
    /// @throws ExpressionException as [#sampleGraph], and if the result is a number per sample
    /// @throws IllegalArgumentException if no input is among `columns`, which leaves the size of the batch
    ///     unknown
    /// @throws IllegalStateException if the expression is not reduced
    public Graph batchGraph(DType dtype, Set<String> columns, String symbol) {
        if (!isReduced()) {
            throw new IllegalStateException("this expression does not reduce over the batch: use sampleGraph");
        }
        if (names.stream().noneMatch(columns::contains)) {
            throw new IllegalArgumentException("no input of the expression is a column");
        }
        return translate(dtype, Shape.of(Dim.symbol(symbol)), columns);
    }

    private Graph translate(DType dtype, Shape batch, Set<String> columns) {
        if (!dtype.isFloat()) {
            throw new IllegalArgumentException("an expression is of f32 or f64, not " + dtype.symbol());
        }
        Map<String, TensorType> inputs = new LinkedHashMap<>();
        for (String name : names) {
            inputs.put(name, new TensorType(dtype, columns.contains(name) ? batch : Shape.SCALAR));
        }
        return Translation.of(text, program, dtype, batch, inputs);
    }

    @Override
    public String toString() {
        return text;
    }
}
