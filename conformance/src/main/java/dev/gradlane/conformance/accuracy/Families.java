package dev.gradlane.conformance.accuracy;

import java.util.List;

/// All functions under test.
final class Families {
    static final List<Family> ALL = List.of(
            Exponentials.FAMILY,
            LogsAndRoots.FAMILY,
            TwoArguments.FAMILY,
            Trigonometry.FAMILY,
            Hyperbolics.FAMILY,
            InverseHyperbolics.FAMILY,
            Activations.FAMILY,
            Remainders.FAMILY,
            ErrorFunctions.FAMILY,
            InverseErrorFunctions.FAMILY,
            GammaFunctions.FAMILY);

    private Families() {}

    static List<Subject> unary() {
        return ALL.stream().flatMap(f -> f.unary().stream()).toList();
    }

    static List<BinarySubject> binary() {
        return ALL.stream().flatMap(f -> f.binary().stream()).toList();
    }
}
