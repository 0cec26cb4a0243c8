package dev.gradlane.expression;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// A function that an expression may call.
sealed interface Builtin {
    /// Applied to each sample by itself.
    record Sample(Elementwise function) implements Builtin {}

    /// `where(condition, a, b)`.
    record Where() implements Builtin {}

    /// Over the batch; the operand is the same for all samples or one number each.
    record Reduce(Reduction kind) implements Builtin {}

    /// Sum over the batch divided by its size.
    record Mean() implements Builtin {}

    /// `clamp(x, low, high)`: min(max(x, low), high).
    record Clamp() implements Builtin {}

    /// log Σ exp(x) over the batch, shifted by the largest.
    record LogSumExp() implements Builtin {}

    /// exp(x) / Σ exp(x) over the batch: a number per sample that looks across samples.
    record Softmax() implements Builtin {}

    /// Scalar instructions that are functions in Java too.
    List<ScalarOp> INSTRUCTIONS = List.of(
            ScalarOp.SQRT,
            ScalarOp.ABS,
            ScalarOp.MIN,
            ScalarOp.MAX,
            ScalarOp.FLOOR,
            ScalarOp.CEIL,
            ScalarOp.RINT,
            ScalarOp.TRUNC);

    /// The function of that name that takes `arity` arguments.
    static Optional<Builtin> named(String name, int arity) {
        return switch (name) {
            case "where" -> arity == 3 ? Optional.of(new Where()) : Optional.empty();
            case "clamp" -> arity == 3 ? Optional.of(new Clamp()) : Optional.empty();
            case "logSumExp" -> arity == 1 ? Optional.of(new LogSumExp()) : Optional.empty();
            case "softmax" -> arity == 1 ? Optional.of(new Softmax()) : Optional.empty();
            case "mean" -> arity == 1 ? Optional.of(new Mean()) : Optional.empty();
            case "sum" -> arity == 1 ? Optional.of(new Reduce(Reduction.SUM)) : Optional.empty();
            case String extreme when arity == 1 && extreme.equals("max") -> Optional.of(new Reduce(Reduction.MAX));
            case String extreme when arity == 1 && extreme.equals("min") -> Optional.of(new Reduce(Reduction.MIN));
            default -> sample(name).filter(f -> f.arity() == arity).map(Sample::new);
        };
    }

    private static Optional<Elementwise> sample(String name) {
        return INSTRUCTIONS.stream()
                .filter(op -> op.symbol().equals(name))
                .map(Elementwise.class::cast)
                .findFirst()
                .or(() -> Functions.named(name));
    }

    /// The numbers of arguments with which `name` can be called; none for an unknown name.
    static List<Integer> arities(String name) {
        return IntStream.rangeClosed(1, 4)
                .filter(n -> named(name, n).isPresent())
                .boxed()
                .toList();
    }

    /// All names, sorted.
    static Set<String> names() {
        Set<String> names = new TreeSet<>(List.of("where", "clamp", "mean", "sum", "logSumExp", "softmax"));
        INSTRUCTIONS.forEach(op -> names.add(op.symbol()));
        Functions.ALL.forEach(f -> names.add(f.symbol()));
        return names;
    }

    /// The functions whose names are the fewest typing errors away from `name`, and two at most.
    static List<String> near(String name) {
        List<String> near = new ArrayList<>();
        int nearest = 2;
        for (String known : names()) {
            int distance = distance(name, known);
            if (distance < nearest) {
                near.clear();
                nearest = distance;
            }
            if (distance == nearest && 2 * distance < known.length()) {
                near.add(known);
            }
        }
        return near;
    }

    /// Insertions, deletions and replacements from `a` to `b`.
    private static int distance(String a, String b) {
        int[] row = IntStream.rangeClosed(0, b.length()).toArray();
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
            }
        }
        return row[b.length()];
    }
}
