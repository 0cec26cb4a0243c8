package dev.gradlane.expression;

import java.util.List;

/// A parsed formula. `position` is the index in the text that an error message points at. Sums and
/// products are lists and not nests, so that only what is written nested is deep.
sealed interface Term {
    int position();

    /// A decimal number as written.
    record Literal(String digits, int position) implements Term {}

    record Name(String name, int position) implements Term {}

    record Negation(Term operand, int position) implements Term {}

    /// `first op operand op operand …`, from the left.
    record Chain(Term first, List<Step> steps) implements Term {
        public Chain {
            steps = List.copyOf(steps);
        }

        @Override
        public int position() {
            return first.position();
        }
    }

    /// One link of a [Chain].
    record Step(Operator operator, Term operand, int position) {}

    record Power(Term base, Term exponent, int position) implements Term {}

    record Comparison(Operator operator, Term left, Term right, int position) implements Term {}

    record Call(Builtin function, List<Term> arguments, int position) implements Term {
        public Call {
            arguments = List.copyOf(arguments);
        }
    }

    /// The terms directly inside this one.
    default List<Term> children() {
        return switch (this) {
            case Literal _, Name _ -> List.of();
            case Negation(Term operand, int _) -> List.of(operand);
            case Chain(Term first, List<Step> steps) -> {
                List<Term> all = new java.util.ArrayList<>(List.of(first));
                steps.forEach(step -> all.add(step.operand()));
                yield all;
            }
            case Power(Term base, Term exponent, int _) -> List.of(base, exponent);
            case Comparison(Operator _, Term left, Term right, int _) -> List.of(left, right);
            case Call(Builtin _, List<Term> arguments, int _) -> arguments;
        };
    }
}
