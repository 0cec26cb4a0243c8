package dev.gradlane.kernel;

import java.util.ArrayList;
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
            case Statement.Recurrence s ->
                s.carried().stream().map(Statement.Carried::result).toList();
            case Statement.Repeat s ->
                s.carried().stream().map(Statement.Carried::result).toList();
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
            case Statement.Recurrence s -> carrying(s.carried(), outside(s.body(), nexts(s.carried())));
            case Statement.Repeat s -> {
                Set<Integer> uses = outside(s.test(), List.of(s.condition()));
                uses.addAll(outside(s.body(), nexts(s.carried())));
                yield carrying(s.carried(), uses);
            }
        };
    }

    /// What a loop needs whose blocks need `inside`.
    private static Set<Integer> carrying(List<Statement.Carried> carried, Set<Integer> inside) {
        Set<Integer> uses = new LinkedHashSet<>(inside);
        carried.forEach(c -> uses.remove(c.current()));
        carried.forEach(c -> uses.add(c.initial()));
        return uses;
    }

    /// What a step of a loop leaves for the next one.
    static List<Integer> nexts(List<Statement.Carried> carried) {
        return carried.stream().map(Statement.Carried::next).toList();
    }

    /// What a step of a loop finds of the one before.
    static List<Integer> currents(List<Statement.Carried> carried) {
        return carried.stream().map(Statement.Carried::current).toList();
    }

    /// The blocks inside of a statement, in the order in which they run.
    static List<Block> blocks(Statement statement) {
        return switch (statement) {
            case Statement.Loop s -> List.of(s.body());
            case Statement.Each s -> List.of(s.body());
            case Statement.Guard s -> List.of(s.body());
            case Statement.Recurrence s -> List.of(s.body());
            case Statement.Repeat s -> List.of(s.test(), s.body());
            case Statement.Constant _,
                    Statement.Compute _,
                    Statement.Position _,
                    Statement.Size _,
                    Statement.Load _,
                    Statement.Gather _,
                    Statement.Store _,
                    Statement.Require _ -> List.of();
        };
    }

    /// Those statements of a block, which stores nothing, that `values` need.
    static Block needed(Block block, Set<Integer> values) {
        Set<Integer> open = new HashSet<>(values);
        List<Statement> needed = new ArrayList<>();
        for (Statement s : block.statements().reversed()) {
            if (results(s).stream().anyMatch(open::contains)) {
                open.addAll(uses(s));
                needed.addFirst(s);
            }
        }
        return new Block(needed);
    }

    /// Everything that a block defines, in inner blocks too.
    static List<Integer> defined(Block block) {
        List<Integer> defined = new ArrayList<>();
        for (Statement s : block.statements()) {
            defined.addAll(results(s));
            switch (s) {
                case Statement.Recurrence r -> defined.addAll(currents(r.carried()));
                case Statement.Repeat r -> defined.addAll(currents(r.carried()));
                case Statement _ -> {}
            }
            blocks(s).forEach(inner -> defined.addAll(defined(inner)));
        }
        return defined;
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
            case Statement.Recurrence(Axis axis, boolean reversed, var carried, Block body) ->
                new Statement.Recurrence(
                        n.axes().apply(List.of(axis)).getFirst(), reversed, rename(carried, n), rename(body, n));
            case Statement.Repeat(var carried, Block test, int condition, Block body, long bound, Index at, int node) ->
                new Statement.Repeat(
                        rename(carried, n),
                        rename(test, n),
                        n.value(condition),
                        rename(body, n),
                        bound,
                        n.index().apply(at),
                        node);
        };
    }

    private static List<Statement.Carried> rename(List<Statement.Carried> carried, Names n) {
        return carried.stream()
                .map(c -> new Statement.Carried(
                        n.value(c.result()), c.type(), n.value(c.initial()), n.value(c.current()), n.value(c.next())))
                .toList();
    }

    /// The greatest number of a value in a block; −1 where there is none.
    static int highest(Block block) {
        return defined(block).stream().mapToInt(v -> v).max().orElse(-1);
    }
}
