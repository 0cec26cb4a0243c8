package dev.gradlane;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// What the inputs and results of a transformed function are made from, in leaves of the function before: so a
/// transform of one sample's function becomes one of the batch.
///
/// @param inputs per new input the input that it is, or is a direction of
record Lineage(List<Integer> inputs, List<Part> results) {
    Lineage {
        inputs = List.copyOf(inputs);
        results = List.copyOf(results);
    }

    sealed interface Part {}

    /// Shaped like `result`: the result itself or its tangent.
    record Value(int result) implements Part {}

    /// The derivative of the only result, a scalar, by input `wrt`; shaped like that input.
    record Gradient(int wrt) implements Part {}

    /// The derivatives of `result` by input `wrt`: result.shape ++ wrt.shape.
    record Rows(int result, int wrt) implements Part {}

    /// Derivatives of `result` by input `wrt` in another layout.
    record Packed(int result, int wrt) implements Part {}

    static List<Integer> first(int n) {
        return IntStream.range(0, n).boxed().toList();
    }

    static List<Part> values(int results) {
        return IntStream.range(0, results).<Part>mapToObj(Value::new).toList();
    }

    static List<Part> gradients(List<Integer> wrt) {
        return wrt.stream().<Part>map(Gradient::new).toList();
    }

    static <T> List<T> join(List<? extends T> a, List<? extends T> b) {
        List<T> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }
}
