package dev.gradlane.vector;

import dev.gradlane.graph.DType;
import dev.gradlane.kernel.Statement;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The state of a loop whose steps follow each other: a row for each value, and where the next one is found.
final class State {
    /// Rows of a value; `spare` holds the next one while another value's row still has what it is made of.
    private record Kept(DType type, Row initial, int current, Row next, int spare) {}

    private final int axis;
    private final List<Kept> values;

    private State(int axis, List<Kept> values) {
        this.axis = axis;
        this.values = List.copyOf(values);
    }

    /// Gives rows to the state, before a step is compiled.
    static void bind(KernelContext kernel, List<Statement.Carried> carried, int axis) {
        carried.forEach(c -> kernel.bind(c.current(), c.type(), kernel.row(), axis));
    }

    /// The state, after a step was compiled that leaves the values `next`; its results are in sight from
    /// now on.
    static State of(KernelContext kernel, List<Statement.Carried> carried, Map<Integer, Integer> next, int axis) {
        Set<Integer> currents = new LinkedHashSet<>();
        carried.forEach(c -> currents.add(c.current()));
        List<Kept> values = carried.stream()
                .map(c -> {
                    int after = next.getOrDefault(c.next(), c.next());
                    boolean moves = currents.contains(after) && after != c.current();
                    return new Kept(
                            c.type(),
                            kernel.row(c.initial()),
                            kernel.row(c.current()).index(),
                            kernel.row(after),
                            moves ? kernel.row() : Row.NONE);
                })
                .toList();
        carried.forEach(
                c -> kernel.bind(c.result(), c.type(), kernel.row(c.current()).index(), axis));
        return new State(axis, values);
    }

    /// The values of a block that a step leaves: those that it defines.
    static Set<Integer> exports(dev.gradlane.kernel.Block block, List<Integer> wanted) {
        Set<Integer> defined = new LinkedHashSet<>();
        block.statements().forEach(s -> defined.addAll(Uses.definedBy(s)));
        Set<Integer> exports = new LinkedHashSet<>(wanted);
        exports.retainAll(defined);
        return exports;
    }

    void begin(Scope scope, int count) {
        for (Kept value : values) {
            copy(scope, value.type(), value.initial(), value.current(), count);
        }
    }

    /// Goes on to the next state.
    void advance(Scope scope, int count) {
        for (Kept value : values) {
            if (value.spare() != Row.NONE) {
                copy(scope, value.type(), value.next(), value.spare(), count);
            }
        }
        for (Kept value : values) {
            Row from = value.spare() == Row.NONE ? value.next() : new Row(value.type(), value.spare(), axis);
            if (from.index() != value.current()) {
                copy(scope, value.type(), from, value.current(), count);
            }
        }
    }

    private void copy(Scope scope, DType type, Row from, int to, int count) {
        if (from.axis() == axis) {
            Address.copy(
                    scope.row(from.index()),
                    scope.row(to),
                    (long) count * Rows.stored(type).bytes());
        } else {
            Packing.load(Rows.stored(type), scope.row(from.index()), 0, scope.row(to), count);
        }
    }
}
