package dev.gradlane;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Where a batched function has its batch.
///
/// @param inputs the mapped inputs with the position of the batch among their axes; the others are shared
/// @param results the position of the batch in each result that has it
record BatchAxes(Map<Integer, Integer> inputs, List<Integer> results) {
    BatchAxes {
        inputs = Map.copyOf(inputs);
        results = List.copyOf(results);
    }

    Set<Integer> mapped() {
        return inputs.keySet();
    }

    boolean isMapped(int input) {
        return inputs.containsKey(input);
    }

    /// The axes of a function made from this one.
    BatchAxes of(Lineage lineage) {
        Map<Integer, Integer> from = new LinkedHashMap<>();
        for (int i = 0; i < lineage.inputs().size(); i++) {
            Integer axis = inputs.get(lineage.inputs().get(i));
            if (axis != null) {
                from.put(i, axis);
            }
        }
        return new BatchAxes(
                from,
                lineage.results().stream()
                        .map(part -> switch (part) {
                            case Lineage.Value(int result) -> results.get(result);
                            case Lineage.Gradient(int wrt) -> inputs.getOrDefault(wrt, 0);
                            case Lineage.Rows(int result, int _) -> results.get(result);
                            case Lineage.Packed _ -> 0;
                        })
                        .toList());
    }

    /// The same of a function whose results were reduced over the batch: what a shared input has a derivative by
    /// is reduced too, a mapped one brings its batch along.
    BatchAxes ofReduced(Lineage lineage, List<Boolean> reduced, List<Integer> ranks) {
        BatchAxes plain = of(lineage);
        List<Integer> axes = new ArrayList<>(plain.results);
        for (int i = 0; i < axes.size(); i++) {
            if (lineage.results().get(i) instanceof Lineage.Rows(int result, int wrt)
                    && reduced.get(result)
                    && isMapped(wrt)) {
                axes.set(i, ranks.get(result) + inputs.get(wrt));
            }
        }
        return new BatchAxes(plain.inputs, axes);
    }

    List<Boolean> reduced(Lineage lineage, List<Boolean> reduced) {
        return lineage.results().stream()
                .map(part -> switch (part) {
                    case Lineage.Value(int result) -> reduced.get(result);
                    case Lineage.Gradient(int wrt) -> !isMapped(wrt);
                    case Lineage.Rows(int result, int wrt) -> reduced.get(result) && !isMapped(wrt);
                    case Lineage.Packed(int result, int wrt) -> reduced.get(result) && !isMapped(wrt);
                })
                .toList();
    }
}
