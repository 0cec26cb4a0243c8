package dev.gradlane.expression;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A parsed text: bindings in order, then the result.
record Program(List<Binding> bindings, Term result) {
    /// `name = term;`
    record Binding(String name, Term term) {}

    Program {
        bindings = List.copyOf(bindings);
    }

    /// Names that no binding defines, in order of first appearance.
    List<String> inputs() {
        Set<String> bound = new HashSet<>();
        Set<String> inputs = new LinkedHashSet<>();
        for (Binding binding : bindings) {
            addNames(binding.term, inputs, bound);
            bound.add(binding.name);
        }
        addNames(result, inputs, bound);
        return List.copyOf(inputs);
    }

    private static void addNames(Term term, Set<String> into, Set<String> except) {
        if (term instanceof Term.Name(String name, int _) && !except.contains(name)) {
            into.add(name);
        }
        term.children().forEach(child -> addNames(child, into, except));
    }

    /// The bindings that the result needs, in order.
    List<Binding> needed() {
        Set<String> used = new HashSet<>();
        addNames(result, used, Set.of());
        List<Binding> needed = new ArrayList<>();
        for (Binding binding : bindings.reversed()) {
            if (used.contains(binding.name)) {
                addNames(binding.term, used, Set.of());
                needed.add(binding);
            }
        }
        return needed.reversed();
    }

    /// True if the result depends on a reduction over the batch.
    boolean isReduced() {
        return reduces(result) || needed().stream().anyMatch(b -> reduces(b.term));
    }

    /// The program inside, if the result is one call of `function` around something that is not reduced.
    Optional<Program> inside(Builtin function) {
        return result instanceof Term.Call(Builtin called, List<Term> arguments, int _) && called.equals(function)
                ? Optional.of(new Program(bindings, arguments.getFirst())).filter(p -> !p.isReduced())
                : Optional.empty();
    }

    private static boolean reduces(Term term) {
        boolean here = term instanceof Term.Call(Builtin function, List<Term> _, int _)
                && switch (function) {
                    case Builtin.Reduce _, Builtin.Mean _, Builtin.LogSumExp _, Builtin.Softmax _ -> true;
                    case Builtin.Sample _, Builtin.Where _, Builtin.Clamp _ -> false;
                };
        return here || term.children().stream().anyMatch(Program::reduces);
    }
}
