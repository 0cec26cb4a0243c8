package dev.gradlane.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/// An expression is the graph that the same formula makes by hand.
class ExpressionTest {
    private static final Shape BATCH = Shape.of(Dim.symbol("B"));

    /// A text over x and y, and the value it means.
    record Meaning(String text, BinaryOperator<Expr> value) {
        @Override
        public String toString() {
            return text;
        }
    }

    static final List<Meaning> SAMPLES = List.of(
            new Meaning("x+y", (x, y) -> x.add(y)),
            new Meaning("x - y - x", (x, y) -> x.sub(y).sub(x)),
            new Meaning("x / y / x * y", (x, y) -> x.div(y).div(x).mul(y)),
            new Meaning("x + y * x", (x, y) -> x.add(y.mul(x))),
            new Meaning("(x + y) * x", (x, y) -> x.add(y).mul(x)),
            new Meaning("-x^2 + y", (x, y) -> x.mul(x).neg().add(y)),
            new Meaning("(-x)^2 + y", (x, y) -> x.neg().mul(x.neg()).add(y)),
            new Meaning("x^3*y", (x, y) -> x.mul(x).mul(x).mul(y)),
            new Meaning("x^5*y", (x, y) -> square(square(x)).mul(x).mul(y)),
            new Meaning("x^6*y", (x, y) -> square(x.mul(x).mul(x)).mul(y)),
            new Meaning("x^16*y", (x, y) -> square(square(square(square(x)))).mul(y)),
            new Meaning("x^-2*y", (x, y) -> x.constant(1).div(square(x)).mul(y)),
            new Meaning("x^1*y", (x, y) -> x.mul(y)),
            new Meaning("x^2.0*y", (x, y) -> square(x).mul(y)),
            new Meaning("x+y^0", (x, y) -> x.add(1)),
            new Meaning("1.5 - x - y", (x, y) -> x.constant(1.5).sub(x).sub(y)),
            new Meaning("x * -0.1 + y", (x, y) -> x.mul(-0.1).add(y)),
            new Meaning(
                    ".5e1*x + 2.e0*y + 1E-1",
                    (x, y) -> x.constant(5).mul(x).add(y.constant(2).mul(y)).add(0.1)),
            new Meaning("where(x >= y, x, -y)", (x, y) -> x.ge(y).select(x, y.neg())),
            new Meaning(
                    "where(x != y, 1, 2) + where(x == y, x, y)",
                    (x, y) -> x.ne(y)
                            .select(x.constant(1), x.constant(2))
                            .add(x.eq(y).select(x, y))),
            new Meaning("clamp(x, -1, y)", (x, y) -> x.max(-1).min(y)),
            new Meaning("max(x, min(y, 0))", (x, y) -> x.max(y.min(0))),
            new Meaning("sqrt(abs(x)) + floor(y)", (x, y) -> x.abs().sqrt().add(y.floor())),
            new Meaning("a = x + y; b = a*a; b*a", (x, y) -> square(x.add(y)).mul(x.add(y))),
            new Meaning("`x`\n +\t`y`;", (x, y) -> x.add(y)),
            new Meaning("--x+ +y", (x, y) -> x.add(y)));

    private static Expr square(Expr x) {
        return x.mul(x);
    }

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void meansWhatItSays(Meaning meaning) {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            var builder = new GraphBuilder("f");
            Expr x = builder.input("x", TensorType.scalar(dtype));
            Expr y = builder.input("y", TensorType.scalar(dtype));
            Graph byHand =
                    live(builder.output("value", meaning.value.apply(x, y)).build());
            assertEquals(byHand, live(Expression.parse(meaning.text).sampleGraph(dtype)));
        }
    }

    /// The graph without nodes that the output does not need: constants that a rewrite has taken in.
    private static Graph live(Graph graph) {
        boolean[] used = new boolean[graph.valueCount()];
        graph.outputs().forEach(o -> used[o.value()] = true);
        for (var node : graph.nodes().reversed()) {
            if (used[node.first()]) {
                node.operands().forEach(o -> used[o] = true);
            }
        }
        var builder = new GraphBuilder(graph.name());
        Expr[] values = new Expr[graph.valueCount()];
        // constants last-minute and in use order, so that the order in which they were written does not
        // matter
        for (var node : graph.nodes()) {
            if (used[node.first()] || node.op() instanceof Op.Input) {
                if (!(node.op() instanceof Op.Constant)) {
                    List<Expr> operands = node.operands().stream()
                            .map(id -> graph.definition(id).op() instanceof Op.Constant constant
                                    ? builder.emit(constant).getFirst()
                                    : values[id])
                            .toList();
                    values[node.first()] = builder.emit(node.op(), operands).getFirst();
                }
            }
        }
        graph.outputs().forEach(o -> builder.output(o.name(), values[o.value()]));
        return builder.build();
    }

    static final List<Meaning> REDUCED = List.of(
            new Meaning(
                    "sum(x) * y", (x, y) -> x.reduce(Reduction.SUM, List.of(0)).mul(y)),
            new Meaning(
                    "max(x*y)", (x, y) -> x.mul(y.broadcast(BATCH, List.of())).reduce(Reduction.MAX, List.of(0))),
            new Meaning(
                    "min(x) + y", (x, y) -> x.reduce(Reduction.MIN, List.of(0)).add(y)),
            new Meaning("m = mean(x); mean((x - m)*y)", (x, y) -> {
                Expr m = mean(x).broadcast(BATCH, List.of());
                return mean(x.sub(m).mul(y.broadcast(BATCH, List.of())));
            }));

    private static Expr mean(Expr x) {
        Expr sum = x.reduce(Reduction.SUM, List.of(0));
        return sum.div(x.builder().emit(new Op.Extent(BATCH)).getFirst().convert(x.dtype()));
    }

    @ParameterizedTest
    @FieldSource("REDUCED")
    void reducesOverTheBatch(Meaning meaning) {
        var builder = new GraphBuilder("f");
        Expr x = builder.input("x", new TensorType(DType.F64, BATCH));
        Expr y = builder.input("y", TensorType.scalar(DType.F64));
        Graph byHand = live(builder.output("value", meaning.value.apply(x, y)).build());
        Expression expression = Expression.parse(meaning.text);
        assertTrue(expression.isReduced());
        assertEquals(byHand, live(expression.batchGraph(DType.F64, Set.of("x"), "B")));
    }

    @Test
    void inputsAreInOrderOfFirstAppearance() {
        assertEquals(
                List.of("b", "a", "Spot Price", "exp", "été"),
                Expression.parse("t = b*a; u = t + `Spot Price`; exp(t) + exp - u - a + été")
                        .names());
    }

    @Test
    void aReductionThatTheResultDoesNotNeedDoesNotReduce() {
        assertFalse(Expression.parse("m = mean(x); x").isReduced());
        assertTrue(Expression.parse("m = mean(x); n = m*2; n").isReduced());
        assertEquals(
                1,
                Expression.parse("m = mean(x); x")
                        .sampleGraph(DType.F32)
                        .nodes()
                        .size());
    }

    @Test
    void theFunctionOfASampleInsideAMean() {
        Expression mean = Expression.parse("d = a*x - y; mean(d^2)");
        Expression inside = mean.insideMean().orElseThrow();
        assertEquals(mean.names(), inside.names());
        assertEquals(Expression.parse("d = a*x - y; d^2").sampleGraph(DType.F64), inside.sampleGraph(DType.F64));
        assertTrue(mean.insideSum().isEmpty());
        for (String text : List.of("mean(x - mean(x))", "mean(x) + 1", "mean(x)*mean(y)", "max(x)", "x")) {
            assertTrue(Expression.parse(text).insideMean().isEmpty(), text);
        }
        assertTrue(Expression.parse("sum(x*y)").insideSum().isPresent());
    }

    @Test
    void literalsAreRoundedOnce() {
        // just above the middle between two floats: rounding to double first would land on the middle and
        // then go down
        String aboveMiddle = "1.00000005960464477540";
        Graph graph = Expression.parse("x*" + aboveMiddle).sampleGraph(DType.F32);
        assertTrue(graph.nodes().stream()
                .anyMatch(n -> n.op().equals(constant(DType.F32, Float.parseFloat("1.0000001192092896")))));
    }

    private static Op constant(DType dtype, double value) {
        return new GraphBuilder("c")
                .constant(TensorType.scalar(dtype), value)
                .node()
                .op();
    }

    @Test
    void aPowerThatIsNoSmallWholeNumberIsPow() {
        for (String text :
                List.of("x^17", "x^0.5", "x^y", "x^-17", "x^(1+1)", "x^2.00000000000000000000001", "x^1e9")) {
            Graph graph = Expression.parse(text).sampleGraph(DType.F64);
            assertTrue(
                    graph.nodes().stream()
                            .anyMatch(n -> n.op() instanceof Op.Map(var f)
                                    && f.symbol().equals("pow")),
                    text);
        }
    }

    @Test
    void powersAssociateToTheRight() {
        assertEquals(
                Expression.parse("x^(y^x)").sampleGraph(DType.F64),
                Expression.parse("x^y^x").sampleGraph(DType.F64));
        assertEquals(
                Expression.parse("x^(-(y^x))").sampleGraph(DType.F64),
                Expression.parse("x^-y^x").sampleGraph(DType.F64));
    }

    @Test
    void nodesRememberTheirPlace() {
        Graph graph = Expression.parse("x *\n  exp(y)").sampleGraph(DType.F64);
        assertEquals(
                List.of("expression:2:3", "expression:1:3"),
                graph.nodes().stream()
                        .filter(n -> n.op() instanceof Op.Map)
                        .map(n -> n.origin().location())
                        .toList());
    }

    @Test
    void mixingSamplesIsRefused() {
        var e = assertThrows(
                ExpressionException.class,
                () -> Expression.parse("x - mean(x)").batchGraph(DType.F64, Set.of("x"), "B"));
        assertEquals(
                "this is one number per sample and looks across samples: wrap it in sum or mean\n  x - mean(x)\n  ^",
                e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x > y", "(x > y) + 1", "where(x, y, 1)", "where(x > 1, x > 2, x)", "sum(x > 0)", "1e999*x"})
    void aMeaninglessExpressionIsRefused(String text) {
        Expression expression = Expression.parse(text);
        assertThrows(ExpressionException.class, () -> {
            if (expression.isReduced()) {
                expression.batchGraph(DType.F64, Set.of("x"), "B");
            } else {
                expression.sampleGraph(DType.F64);
            }
        });
    }

    /// A text that does not parse, the problem, and the column of the caret.
    record Wrong(String text, String problem, int column) {
        @Override
        public String toString() {
            return text;
        }
    }

    static final List<Wrong> WRONG = List.of(
            new Wrong("", "the expression is empty", 0),
            new Wrong("x +", "the expression ends where a number, a name or '(' should follow", 3),
            new Wrong("x + * y", "expected a number, a name or '(', found '*'", 4),
            new Wrong("(x + y", "this parenthesis is not closed", 0),
            new Wrong("x + y)", "expected an operator or the end, found ')'", 5),
            new Wrong("x y", "expected an operator or the end, found 'y'", 2),
            new Wrong("2x", "a number ends here: write 2*x for a product", 1),
            new Wrong("1.2.3", "a number ends here: write 2*x for a product", 3),
            new Wrong("1e+", "the exponent of this number has no digits", 3),
            new Wrong(". + x", "a number needs a digit beside its point", 0),
            new Wrong("x $ y", "'$' means nothing here", 2),
            new Wrong("x & y", "'&' means nothing here", 2),
            new Wrong("𝑥 ¶", "'¶' means nothing here", 2),
            new Wrong("`x", "this backquote has no partner", 0),
            new Wrong("``", "a name between backquotes must not be empty", 0),
            new Wrong("sqr(x)", "unknown function 'sqr': did you mean sqrt?", 0),
            new Wrong("max(x, y, z)", "max takes 1 or 2 arguments, got 3", 0),
            new Wrong("mean()", "mean takes 1 argument, got 0", 0),
            new Wrong("x < y < z", "comparisons do not chain: write where(a < b, where(b < c, …), …)", 6),
            new Wrong("a = 1; a = 2; a", "'a' is bound already: choose another name", 7),
            new Wrong("y = x; x = 2; y", "'x' is an input, since it is used before: choose another name", 7),
            new Wrong("a = x", "a binding ends with ';' and the result follows it", 5),
            new Wrong("a = x;", "the result is missing after the bindings", 6),
            new Wrong("x + 1 = 2", "only a name can be bound: name = expression; and == compares", 6),
            new Wrong("max(x; y)", "expected an operator, ',' or ')', found ';'", 5));

    @ParameterizedTest
    @FieldSource("WRONG")
    void whatDoesNotParseIsShownWithACaret(Wrong wrong) {
        var e = assertThrows(ExpressionException.class, () -> Expression.parse(wrong.text));
        assertEquals(wrong.problem + "\n  " + wrong.text + "\n  " + " ".repeat(wrong.column) + "^", e.getMessage());
    }

    @Test
    void aLongLineIsShownAroundTheCaret() {
        var e = assertThrows(ExpressionException.class, () -> Expression.parse("x +\n" + "y + ".repeat(1000) + "?\n"));
        List<String> lines = e.getMessage().lines().toList();
        assertEquals("line 2: '?' means nothing here", lines.getFirst());
        assertEquals('?', lines.get(1).charAt(lines.get(2).indexOf('^')));
        assertTrue(lines.get(1).length() < 80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "sqrt(", "x^", "`", "max(x,", "+", "a=("})
    void nestingWithoutEndIsRefused(String unit) {
        assertThrows(ExpressionException.class, () -> Expression.parse(unit.repeat(50_000)));
        assertThrows(ExpressionException.class, () -> Expression.parse(unit.repeat(50_000) + "x"));
        assertThrows(ExpressionException.class, () -> Expression.parse("x+".repeat(Expression.MAX_LENGTH)));
    }

    @Test
    void longSumsAndManyBindingsAreFlat() {
        String[] terms = new String[20_000];
        Arrays.fill(terms, "x");
        assertEquals(
                20_000,
                Expression.parse(String.join("*", terms))
                        .sampleGraph(DType.F64)
                        .nodes()
                        .size());
        var text = new StringBuilder("a0 = x;");
        for (int i = 1; i < 5_000; i++) {
            text.append("a" + i + " = a" + (i - 1) + " + a" + (i - 1) + ";");
        }
        assertEquals(
                5_000,
                Expression.parse(text + "a4999").sampleGraph(DType.F64).nodes().size());
    }

    @Test
    void everyInstructionNamedIsCalledByItsName() {
        for (ScalarOp op : Builtin.INSTRUCTIONS) {
            String call = op.symbol() + (op.arity() == 1 ? "(x)" : "(x, y)");
            assertTrue(Expression.parse(call).sampleGraph(DType.F32).nodes().stream()
                    .anyMatch(n -> n.op().equals(new Op.Map(op))));
        }
    }
}
