package dev.gradlane.vector;

import java.util.List;
import java.util.stream.Stream;

/// What a common route takes for granted at every point.
///
/// @param never conditions that are false
/// @param always conditions that are true
record Premise(List<Integer> never, List<Integer> always) {
    static final Premise NOTHING = new Premise(List.of(), List.of());

    Premise {
        never = never.stream().distinct().toList();
        always = always.stream().distinct().toList();
    }

    boolean isEmpty() {
        return never.isEmpty() && always.isEmpty();
    }

    Premise and(Premise other) {
        return new Premise(joined(never, other.never), joined(always, other.always));
    }

    /// Every condition.
    List<Integer> conditions() {
        return joined(never, always);
    }

    private static List<Integer> joined(List<Integer> a, List<Integer> b) {
        return Stream.concat(a.stream(), b.stream()).distinct().toList();
    }
}
