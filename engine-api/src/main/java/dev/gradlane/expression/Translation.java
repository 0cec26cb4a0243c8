package dev.gradlane.expression;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// Turns a [Program] into a graph. Every value is a scalar or has the batch as its one axis; where the two
/// meet, the scalar is broadcast.
final class Translation {
    /// Largest exponent that means multiplications.
    private static final int MAX_PRODUCT = 16;

    private final String text;
    private final DType dtype;
    private final Shape batch;
    private final GraphBuilder builder = new GraphBuilder("f");
    private final Map<String, Expr> values = new HashMap<>();

    /// @param batch what a reduction reduces: one symbolic axis; the scalar shape where none occurs
    private Translation(String text, DType dtype, Shape batch) {
        this.text = text;
        this.dtype = dtype;
        this.batch = batch;
    }

    /// The graph of `program`, with an input per name of `inputs`; its one output is `value`.
    static Graph of(String text, Program program, DType dtype, Shape batch, Map<String, TensorType> inputs) {
        Translation translation = new Translation(text, dtype, batch);
        inputs.forEach((name, type) -> translation.values.put(name, translation.builder.input(name, type)));
        for (Program.Binding binding : program.needed()) {
            translation.values.put(binding.name(), translation.value(binding.term()));
        }
        Expr result = translation.number(program.result());
        if (program.isReduced() && result.shape().rank() > 0) {
            throw translation.error(
                    program.result(), "this is one number per sample and looks across samples: wrap it in sum or mean");
        }
        return translation.builder.output("value", result).build();
    }

    private Expr value(Term term) {
        return switch (term) {
            case Term.Literal literal -> literal(literal, "");
            case Term.Name(String name, int _) -> values.get(name);
            case Term.Negation(Term.Literal literal, int _) -> literal(literal, "-");
            case Term.Negation negation -> {
                Expr operand = number(negation.operand());
                yield at(negation).map(ScalarOp.NEG, operand);
            }
            case Term.Chain(Term first, List<Term.Step> steps) -> {
                Expr value = number(first);
                for (Term.Step step : steps) {
                    value = map(step.operator().instruction(), step.position(), value, number(step.operand()));
                }
                yield value;
            }
            case Term.Power power -> power(power);
            case Term.Comparison(Operator operator, Term left, Term right, int position) ->
                map(operator.instruction(), position, number(left), number(right));
            case Term.Call call -> call(call);
        };
    }

    /// A value that is not a condition.
    private Expr number(Term term) {
        Expr value = value(term);
        if (value.dtype() == DType.BOOL) {
            throw error(term, "a comparison is no number: choose by where(condition, a, b)");
        }
        return value;
    }

    private Expr condition(Term term) {
        Expr value = value(term);
        if (value.dtype() != DType.BOOL) {
            throw error(term, "the first argument of where is a comparison, for example x > 0");
        }
        return value;
    }

    /// The digits rounded once to the element type.
    private Expr literal(Term.Literal literal, String sign) {
        String digits = sign + literal.digits();
        double value = dtype == DType.F32 ? Float.parseFloat(digits) : Double.parseDouble(digits);
        if (Double.isInfinite(value)) {
            throw error(literal, literal.digits() + " is beyond the range of " + dtype.symbol());
        }
        return at(literal).constant(TensorType.scalar(dtype), value);
    }

    private Expr power(Term.Power power) {
        Expr base = number(power.base());
        OptionalInt whole = wholeExponent(power.exponent());
        if (whole.isEmpty()) {
            Builtin pow = Builtin.named("pow", 2).orElseThrow();
            return call(new Term.Call(pow, List.of(power.base(), power.exponent()), power.position()));
        }
        at(power);
        int n = whole.getAsInt();
        if (n == 0) {
            return base.constant(1);
        }
        Expr product = base;
        for (int bit = Integer.highestOneBit(Math.abs(n)) >> 1; bit > 0; bit >>= 1) {
            product = product.mul(product);
            product = (Math.abs(n) & bit) == 0 ? product : product.mul(base);
        }
        return n > 0 ? product : base.constant(1).div(product);
    }

    /// The exponent if it is a whole number written out, small enough to mean multiplications.
    private static OptionalInt wholeExponent(Term exponent) {
        return switch (exponent) {
            case Term.Literal(String digits, int _) -> {
                // parsed as a double first: the exact value of 1e999999999 would fill the memory
                double value = Double.parseDouble(digits);
                boolean whole = value <= MAX_PRODUCT
                        && value == Math.rint(value)
                        && new BigDecimal(digits).compareTo(BigDecimal.valueOf(value)) == 0;
                yield whole ? OptionalInt.of((int) value) : OptionalInt.empty();
            }
            case Term.Negation(Term operand, int _) -> {
                OptionalInt n = wholeExponent(operand);
                yield n.isPresent() ? OptionalInt.of(-n.getAsInt()) : n;
            }
            case Term.Name _, Term.Chain _, Term.Power _, Term.Comparison _, Term.Call _ -> OptionalInt.empty();
        };
    }

    private Expr call(Term.Call call) {
        List<Term> arguments = call.arguments();
        return switch (call.function()) {
            case Builtin.Sample(var function) -> {
                Expr[] operands = arguments.stream().map(this::number).toArray(Expr[]::new);
                yield map(function, call.position(), operands);
            }
            case Builtin.Where() ->
                map(
                        ScalarOp.SELECT,
                        call.position(),
                        condition(arguments.get(0)),
                        number(arguments.get(1)),
                        number(arguments.get(2)));
            case Builtin.Reduce(Reduction kind) -> {
                Expr operand = overBatch(number(arguments.getFirst()));
                at(call);
                yield operand.reduce(kind, List.of(0));
            }
            case Builtin.Clamp() -> {
                Expr least = map(ScalarOp.MAX, call.position(), number(arguments.get(0)), number(arguments.get(1)));
                yield map(ScalarOp.MIN, call.position(), least, number(arguments.get(2)));
            }
            case Builtin.LogSumExp() -> {
                Expr operand = overBatch(number(arguments.getFirst()));
                at(call);
                Expr shift = shift(operand);
                Expr sum = composite("exp", operand.sub(overBatch(shift))).reduce(Reduction.SUM, List.of(0));
                yield composite("log", sum).add(shift);
            }
            case Builtin.Softmax() -> {
                Expr operand = overBatch(number(arguments.getFirst()));
                at(call);
                Expr e = composite("exp", operand.sub(overBatch(shift(operand))));
                yield e.div(overBatch(e.reduce(Reduction.SUM, List.of(0))));
            }
            case Builtin.Mean() -> {
                Expr operand = overBatch(number(arguments.getFirst()));
                at(call);
                Expr sum = operand.reduce(Reduction.SUM, List.of(0));
                yield sum.div(builder.emit(new Op.Extent(batch)).getFirst().convert(dtype));
            }
        };
    }

    /// The largest element, a constant to derivatives; 0 for an infinite one, which would make ∞ − ∞.
    private Expr shift(Expr operand) {
        Expr largest = operand.reduce(Reduction.MAX, List.of(0));
        Expr finite = largest.abs().eq(Double.POSITIVE_INFINITY).select(largest.constant(0), largest);
        return composite("stopGradient", finite);
    }

    private static Expr composite(String name, Expr x) {
        return x.apply(Functions.named(name).orElseThrow());
    }

    private Expr map(dev.gradlane.graph.Elementwise function, int position, Expr... operands) {
        boolean batched = List.of(operands).stream().anyMatch(x -> x.shape().rank() > 0);
        List<Expr> alike = new ArrayList<>();
        for (Expr operand : operands) {
            alike.add(batched ? overBatch(operand) : operand);
        }
        return at(position).map(function, alike);
    }

    private Expr overBatch(Expr x) {
        return x.shape().rank() > 0 ? x : x.broadcast(batch, List.of());
    }

    private GraphBuilder at(Term term) {
        return at(term.position());
    }

    /// Nodes emitted from now on come from this place of the text.
    private GraphBuilder at(int position) {
        int line = ExpressionException.lineOf(text, position);
        int column = position - text.lastIndexOf('\n', position - 1);
        return builder.at(new Origin("expression:" + line + ":" + column));
    }

    private ExpressionException error(Term term, String problem) {
        return ExpressionException.at(text, term.position(), problem);
    }
}
