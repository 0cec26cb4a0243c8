package dev.gradlane.expression;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// Recursive descent over the grammar in the package documentation; nesting is limited, so that no text
/// can overflow the stack.
final class Parser {
    private static final int MAX_NESTING = 200;
    private final String text;
    private final List<Token> tokens;
    private final Set<String> bound = new HashSet<>();
    private final Set<String> free = new HashSet<>();
    private int next;
    private int depth;

    private Parser(String text) {
        this.text = text;
        this.tokens = Lexer.tokens(text);
    }

    static Program parse(String text) {
        return new Parser(text).program();
    }

    private Program program() {
        List<Program.Binding> bindings = new ArrayList<>();
        while (peek().isName() && tokens.get(next + 1).is("=")) {
            bindings.add(binding());
        }
        if (peek().kind() == Token.Kind.END) {
            throw error(
                    peek(),
                    bindings.isEmpty() ? "the expression is empty" : "the result is missing after the bindings");
        }
        Term result = comparison();
        accept(";");
        if (peek().is("=")) {
            throw error(peek(), "only a name can be bound: name = expression; and == compares");
        }
        if (peek().kind() != Token.Kind.END) {
            throw error(peek(), "expected an operator or the end, found " + peek().describe());
        }
        return new Program(bindings, result);
    }

    private Program.Binding binding() {
        Token name = take();
        next++;
        if (bound.contains(name.text())) {
            throw error(name, "'" + name.text() + "' is bound already: choose another name");
        }
        Term term = comparison();
        if (free.contains(name.text())) {
            throw error(name, "'" + name.text() + "' is an input, since it is used before: choose another name");
        }
        bound.add(name.text());
        expect(";", "a binding ends with ';' and the result follows it");
        return new Program.Binding(name.text(), term);
    }

    private Term comparison() {
        Term left = sum();
        Optional<Operator> operator = operator(Operator.LT, Operator.NE);
        if (operator.isEmpty()) {
            return left;
        }
        Token at = take();
        Term right = sum();
        if (operator(Operator.LT, Operator.NE).isPresent()) {
            throw error(peek(), "comparisons do not chain: write where(a < b, where(b < c, …), …)");
        }
        return new Term.Comparison(operator.get(), left, right, at.position());
    }

    private Term sum() {
        return chain(Operator.ADD, Operator.SUB, this::product);
    }

    private Term product() {
        return chain(Operator.MUL, Operator.DIV, this::unary);
    }

    private Term chain(Operator one, Operator other, Supplier<Term> operand) {
        Term first = operand.get();
        List<Term.Step> steps = new ArrayList<>();
        for (var operator = operator(one, other); operator.isPresent(); operator = operator(one, other)) {
            int position = take().position();
            steps.add(new Term.Step(operator.get(), operand.get(), position));
        }
        return steps.isEmpty() ? first : new Term.Chain(first, steps);
    }

    private Term unary() {
        Token token = peek();
        if (++depth > MAX_NESTING) {
            throw error(token, "nested deeper than " + MAX_NESTING + " levels: bind parts to names");
        }
        Term term;
        if (accept("-")) {
            term = new Term.Negation(unary(), token.position());
        } else if (accept("+")) {
            term = unary();
        } else {
            term = power();
        }
        depth--;
        return term;
    }

    private Term power() {
        Term base = primary();
        Token token = peek();
        return accept("^") ? new Term.Power(base, unary(), token.position()) : base;
    }

    private Term primary() {
        Token token = take();
        return switch (token.kind()) {
            case NUMBER -> new Term.Literal(token.text(), token.position());
            case QUOTED -> name(token);
            case NAME -> peek().is("(") ? call(token) : name(token);
            case SYMBOL -> {
                if (!token.is("(")) {
                    throw error(token, "expected a number, a name or '(', found " + token.describe());
                }
                Term inner = comparison();
                expect(")", "this parenthesis is not closed", token);
                yield inner;
            }
            case END -> throw error(token, "the expression ends where a number, a name or '(' should follow");
        };
    }

    private Term name(Token token) {
        if (!bound.contains(token.text())) {
            free.add(token.text());
        }
        return new Term.Name(token.text(), token.position());
    }

    private Term call(Token name) {
        Token open = take();
        if (Builtin.arities(name.text()).isEmpty()) {
            throw error(name, unknown(name.text()));
        }
        List<Term> arguments = new ArrayList<>();
        if (!peek().is(")")) {
            do {
                arguments.add(comparison());
            } while (accept(","));
        }
        expect(")", "this parenthesis is not closed", open);
        Builtin function = Builtin.named(name.text(), arguments.size())
                .orElseThrow(() ->
                        error(name, name.text() + " takes " + arities(name.text()) + ", got " + arguments.size()));
        return new Term.Call(function, arguments, name.position());
    }

    private static String unknown(String name) {
        List<String> near = Builtin.near(name);
        return "unknown function '" + name + "'"
                + (near.isEmpty()
                        ? "; known are " + String.join(" ", Builtin.names())
                        : ": did you mean " + String.join(" or ", near) + "?");
    }

    private static String arities(String name) {
        List<String> counts =
                Builtin.arities(name).stream().map(String::valueOf).toList();
        return String.join(" or ", counts) + (counts.equals(List.of("1")) ? " argument" : " arguments");
    }

    /// The operator that comes next, if it lies between the two.
    private Optional<Operator> operator(Operator first, Operator last) {
        return peek().kind() == Token.Kind.SYMBOL
                ? EnumSet.range(first, last).stream()
                        .filter(o -> peek().is(o.symbol()))
                        .findFirst()
                : Optional.empty();
    }

    private Token peek() {
        return tokens.get(next);
    }

    /// The next token; the end is never passed.
    private Token take() {
        Token token = peek();
        next += token.kind() == Token.Kind.END ? 0 : 1;
        return token;
    }

    private boolean accept(String symbol) {
        boolean found = peek().is(symbol);
        next += found ? 1 : 0;
        return found;
    }

    private void expect(String symbol, String problem) {
        if (!accept(symbol)) {
            throw error(peek(), problem);
        }
    }

    /// Points at `opened` when the text has ended, else at what stands there instead.
    private void expect(String symbol, String problem, Token opened) {
        if (!accept(symbol)) {
            boolean ended = peek().kind() == Token.Kind.END;
            throw ended
                    ? error(opened, problem)
                    : error(peek(), "expected an operator, ',' or '" + symbol + "', found " + peek().describe());
        }
    }

    private ExpressionException error(Token token, String problem) {
        return ExpressionException.at(text, token.position(), problem);
    }
}
