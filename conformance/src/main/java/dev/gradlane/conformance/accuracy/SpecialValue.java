package dev.gradlane.conformance.accuracy;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What C99 Annex F, or the same reasoning for functions that it lacks, says of a function at one
/// point.
///
/// @param function the function
/// @param x the arguments
/// @param y the result, to the bit (±0) in both types
record SpecialValue(Composite function, List<Double> x, double y) {
    /// Those of the families, and NaN of NaN for every unary function.
    static List<SpecialValue> all() {
        Stream<SpecialValue> nan = Functions.ALL.stream()
                .filter(f -> f.arity() == 1)
                .map(f -> new SpecialValue(f, List.of(Double.NaN), Double.NaN));
        return Stream.concat(Families.ALL.stream().flatMap(f -> f.specialValues().stream()), nan)
                .toList();
    }

    /// Adds rows of a unary function: x, y, x, y, …
    static void table(List<SpecialValue> rows, Composite function, double... pairs) {
        add(rows, function, 1, pairs);
    }

    /// The same, and each row again with both signs changed.
    static void odd(List<SpecialValue> rows, Composite function, double... pairs) {
        table(rows, function, pairs);
        table(rows, function, Arrays.stream(pairs).map(x -> -x).toArray());
    }

    /// Adds rows of a function of two arguments: x₀, x₁, y, …
    static void triples(List<SpecialValue> rows, Composite function, double... triples) {
        add(rows, function, 2, triples);
    }

    private static void add(List<SpecialValue> rows, Composite function, int arity, double[] numbers) {
        List<Double> all = Arrays.stream(numbers).boxed().toList();
        for (int i = 0; i < numbers.length; i += arity + 1) {
            rows.add(new SpecialValue(function, all.subList(i, i + arity), numbers[i + arity]));
        }
    }
}
