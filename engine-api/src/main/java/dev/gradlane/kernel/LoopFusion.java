package dev.gradlane.kernel;

import dev.gradlane.graph.Order;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

/// Makes one loop of loops over the same extents that do not wait for each other: what both load is loaded once.
final class LoopFusion {
    private LoopFusion() {}

    static Kernel of(Kernel kernel) {
        List<Statement> body = new ArrayList<>(kernel.body().statements());
        for (int i = 0; i < body.size(); i++) {
            for (int j = i + 1; j < body.size(); j++) {
                if (body.get(i) instanceof Statement.Loop a
                        && body.get(j) instanceof Statement.Loop b
                        && isAlike(a, b)
                        && merge(body, i, j)) {
                    // what b needed has moved before a
                    i = -1;
                    break;
                }
            }
        }
        return new Kernel(kernel.name(), kernel.layout(), kernel.parallel(), new Block(body));
    }

    private static boolean isAlike(Statement.Loop a, Statement.Loop b) {
        return a.axes().stream()
                        .map(Axis::extent)
                        .toList()
                        .equals(b.axes().stream().map(Axis::extent).toList())
                && a.chunk().equals(b.chunk())
                && isFree(a)
                && isFree(b);
    }

    /// Matrix products and products in place have loops of their own.
    private static boolean isFree(Statement.Loop loop) {
        return loop.accumulators().stream().noneMatch(a -> a.order() == Order.CHAIN || a.order() == Order.HALVES);
    }

    /// Loops `i` and `j` of `body` as one, if the later does not need the earlier.
    private static boolean merge(List<Statement> body, int i, int j) {
        Statement.Loop a = (Statement.Loop) body.get(i);
        Statement.Loop b = (Statement.Loop) body.get(j);
        Set<Integer> needed = new HashSet<>(Statements.uses(b));
        List<Statement> moved = new ArrayList<>();
        List<Statement> kept = new ArrayList<>();
        for (Statement s : body.subList(i + 1, j).reversed()) {
            if (Statements.results(s).stream().anyMatch(needed::contains)) {
                needed.addAll(Statements.uses(s));
                moved.addFirst(s);
            } else {
                kept.addFirst(s);
            }
        }
        if (a.accumulators().stream().anyMatch(x -> needed.contains(x.result()))) {
            return false;
        }
        List<Statement> joined = new ArrayList<>(moved);
        joined.add(joined(a, b));
        joined.addAll(kept);
        body.subList(i, j + 1).clear();
        body.addAll(i, joined);
        return true;
    }

    private static Statement.Loop joined(Statement.Loop a, Statement.Loop b) {
        Map<Integer, Integer> axes = new HashMap<>();
        for (int i = 0; i < a.axes().size(); i++) {
            axes.put(b.axes().get(i).id(), a.axes().get(i).id());
        }
        UnaryOperator<Index> index = x -> new Index(
                x.offset(),
                x.terms().stream()
                        .map(t -> new Index.Term(axes.getOrDefault(t.axis(), t.axis()), t.stride()))
                        .toList());
        Map<Statement, Integer> known = new LinkedHashMap<>();
        List<Statement> body = new ArrayList<>(a.body().statements());
        body.forEach(s -> only(s, known));
        Map<Integer, Integer> values = new HashMap<>();
        Statements.Names names = new Statements.Names(values, UnaryOperator.identity(), index, x -> x);
        for (Statement s : b.body().statements()) {
            Statement renamed = Statements.rename(s, names);
            Integer same = isSingle(renamed) ? known.get(Statements.named(renamed, -1)) : null;
            if (same == null) {
                body.add(renamed);
                only(renamed, known);
            } else {
                values.put(Statements.results(s).getFirst(), same);
            }
        }
        List<Accumulator> accumulators = new ArrayList<>(a.accumulators());
        b.accumulators()
                .forEach(x -> accumulators.add(
                        new Accumulator(x.result(), x.type(), x.fold(), x.order(), names.values(x.elements()))));
        return new Statement.Loop(a.axes(), a.chunk(), new Block(body), accumulators);
    }

    private static boolean isSingle(Statement s) {
        return Statements.results(s).size() == 1 && !(s instanceof Statement.Loop || s instanceof Statement.Guard);
    }

    private static void only(Statement s, Map<Statement, Integer> known) {
        if (isSingle(s)) {
            known.putIfAbsent(Statements.named(s, -1), Statements.results(s).getFirst());
        }
    }
}
