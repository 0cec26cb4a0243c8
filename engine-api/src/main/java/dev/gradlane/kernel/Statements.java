package dev.gradlane.kernel;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.function.UnaryOperator;

/// What statements define and use, and statements with other names.
final class Statements {
    private Statements() {}

    /// New names: of values, of loop variables, of indices and of buffers; a value that is not in the map keeps its
    /// name.
    record Names(
            Map<Integer, Integer> values,
            UnaryOperator<List<Axis>> axes,
            UnaryOperator<Index> index,
            IntUnaryOperator buffer) {
        static Names ofValues(Map<Integer, Integer> values) {
            return new Names(values, UnaryOperator.identity(), UnaryOperator.identity(), b -> b);
        }

        int value(int id) {
            return values.getOrDefault(id, id);
        }

        List<Integer> values(List<Integer> ids) {
            return ids.stream().map(this::value).toList();
        }
    }

    /// `statement` with one result, which is to be `result`.
    static Statement named(Statement statement, int result) {
        Map<Integer, Integer> only = new HashMap<>();
        results(statement).forEach(r -> only.put(r, result));
        return rename(statement, Names.ofValues(only));
    }

    /// Values that are visible after the statement.
    static List<Integer> results(Statement statement) {
        return switch (statement) {
            case Statement.Constant s -> List.of(s.result());
            case Statement.Compute s -> List.of(s.result());
            case Statement.Position s -> List.of(s.result());
            case Statement.Size s -> List.of(s.result());
            case Statement.Load s -> List.of(s.result());
            case Statement.Gather s -> List.of(s.result());
            case Statement.Loop s ->
                s.accumulators().stream().map(Accumulator::result).toList();
            case Statement.Guard s ->
                s.merges().stream().map(Statement.Merge::result).toList();
            case Statement.Store _, Statement.Each _, Statement.Require _ -> List.of();
        };
    }

    /// Values that the statement needs from before it.
    static Set<Integer> uses(Statement statement) {
        return switch (statement) {
            case Statement.Constant _, Statement.Position _, Statement.Size _, Statement.Load _ -> Set.of();
            case Statement.Compute s -> new LinkedHashSet<>(s.operands());
            case Statement.Gather s -> Set.of(s.position());
            case Statement.Store s -> Set.of(s.value());
            case Statement.Require s -> Set.of(s.condition());
            case Statement.Each s -> outside(s.body(), List.of());
            case Statement.Loop s ->
                outside(
                        s.body(),
                        s.accumulators().stream()
                                .flatMap(a -> a.elements().stream())
                                .toList());
            case Statement.Guard s -> {
                Set<Integer> uses = new LinkedHashSet<>(outside(
                        s.body(),
                        s.merges().stream().map(Statement.Merge::taken).toList()));
                s.merges().forEach(m -> uses.add(m.otherwise()));
                uses.add(s.condition());
                yield uses;
            }
        };
    }

    /// What a block and then `last` use of what the block does not define.
    private static Set<Integer> outside(Block block, List<Integer> last) {
        Set<Integer> defined = new HashSet<>();
        Set<Integer> uses = new LinkedHashSet<>();
        for (Statement statement : block.statements()) {
            uses(statement).stream().filter(v -> !defined.contains(v)).forEach(uses::add);
            defined.addAll(results(statement));
        }
        last.stream().filter(v -> !defined.contains(v)).forEach(uses::add);
        return uses;
    }

    static Block rename(Block block, Names names) {
        return new Block(block.statements().stream().map(s -> rename(s, names)).toList());
    }

    static Statement rename(Statement statement, Names n) {
        return switch (statement) {
            case Statement.Constant(int result, var type, long bits) ->
                new Statement.Constant(n.value(result), type, bits);
            case Statement.Compute(int result, var type, var function, var operands) ->
                new Statement.Compute(n.value(result), type, function, n.values(operands));
            case Statement.Position(int result, var type, Index index) ->
                new Statement.Position(n.value(result), type, n.index().apply(index));
            case Statement.Size(int result, Extent extent) -> new Statement.Size(n.value(result), extent);
            case Statement.Load(int result, var type, int buffer, Index index) ->
                new Statement.Load(
                        n.value(result),
                        type,
                        n.buffer().applyAsInt(buffer),
                        n.index().apply(index));
            case Statement.Gather(
                    int result,
                    var type,
                    int buffer,
                    Index index,
                    int position,
                    var stride,
                    var extent) ->
                new Statement.Gather(
                        n.value(result),
                        type,
                        n.buffer().applyAsInt(buffer),
                        n.index().apply(index),
                        n.value(position),
                        stride,
                        extent);
            case Statement.Store(int buffer, Index index, int value) ->
                new Statement.Store(n.buffer().applyAsInt(buffer), n.index().apply(index), n.value(value));
            case Statement.Loop(var axes, var chunk, Block body, var accumulators) ->
                new Statement.Loop(
                        n.axes().apply(axes),
                        chunk,
                        rename(body, n),
                        accumulators.stream()
                                .map(a -> new Accumulator(
                                        n.value(a.result()), a.type(), a.fold(), a.order(), n.values(a.elements())))
                                .toList());
            case Statement.Each(var axes, Block body) ->
                new Statement.Each(n.axes().apply(axes), rename(body, n));
            case Statement.Guard(int condition, Block body, var merges) ->
                new Statement.Guard(
                        n.value(condition),
                        rename(body, n),
                        merges.stream()
                                .map(m -> new Statement.Merge(
                                        n.value(m.result()), m.type(), n.value(m.taken()), n.value(m.otherwise())))
                                .toList());
            case Statement.Require(int condition, Index sample, int node) ->
                new Statement.Require(n.value(condition), n.index().apply(sample), node);
        };
    }

    /// The greatest number of a value in a block.
    static int highest(Block block) {
        int highest = -1;
        for (Statement s : block.statements()) {
            for (int v : Statements.results(s)) {
                highest = Math.max(highest, v);
            }
            highest = switch (s) {
                case Statement.Loop l -> Math.max(highest, highest(l.body()));
                case Statement.Each e -> Math.max(highest, highest(e.body()));
                case Statement.Guard g -> Math.max(highest, highest(g.body()));
                case Statement other -> highest;
            };
        }
        return highest;
    }
}
