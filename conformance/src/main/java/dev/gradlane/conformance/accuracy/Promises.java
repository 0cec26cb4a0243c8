package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/// What the rows of the results' file are held to.
final class Promises {
    private Promises() {}

    /// The promise of a value, as its declaration says; that of a derivative, as its family says.
    ///
    /// @param name a function's name, with ′ for its derivative
    static Optional<Double> of(String name, DType dtype) {
        Quantity quantity = Quantity.named(name).orElseThrow();
        if (quantity.partial() < 0) {
            OptionalDouble ulps = quantity.function().promise(dtype);
            return ulps.isPresent() ? Optional.of(ulps.getAsDouble()) : Optional.empty();
        }
        Stream<Double> unary = Families.unary().stream()
                .filter(s -> s.function().equals(quantity.function()))
                .map(Subject::slopePromise);
        Stream<Double> binary = Families.binary().stream()
                .filter(s -> s.function().equals(quantity.function()))
                .map(s -> s.promise(dtype, quantity.partial()));
        return Stream.concat(unary, binary).findFirst();
    }
}
