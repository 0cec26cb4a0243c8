package dev.gradlane.conformance.accuracy;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.DType;
import java.util.Optional;
import java.util.OptionalDouble;

/// What the rows of the results' file are held to.
final class Promises {
    private static final char PRIME = '′';

    private Promises() {}

    /// The promise of a value, as its declaration says; that of a derivative, as its family says.
    ///
    /// @param name a function's name, with ′ for its derivative
    static Optional<Double> of(String name, DType dtype) {
        int prime = name.indexOf(PRIME);
        if (prime < 0) {
            OptionalDouble ulps = Functions.named(name).orElseThrow().promise(dtype);
            return ulps.isPresent() ? Optional.of(ulps.getAsDouble()) : Optional.empty();
        }
        String symbol = name.substring(0, prime);
        return Families.unary().stream()
                .filter(s -> s.function().symbol().equals(symbol))
                .map(Subject::slopePromise)
                .findFirst();
    }
}
