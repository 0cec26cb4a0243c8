package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.Composite;
import java.util.List;

/// What is known about functions that belong together.
///
/// @param unary functions of one argument
/// @param binary functions of two arguments
/// @param specialValues results to the bit
/// @param flat functions whose derivative is 0 at ±∞: no ∞·0
record Family(List<Subject> unary, List<BinarySubject> binary, List<SpecialValue> specialValues, List<Composite> flat) {
    Family {
        unary = List.copyOf(unary);
        binary = List.copyOf(binary);
        specialValues = List.copyOf(specialValues);
        flat = List.copyOf(flat);
    }
}
