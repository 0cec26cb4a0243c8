package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes a cone as statements, ascending by value. Each stands in the outermost block whose axes it needs, so what a
/// loop does not change is computed before it.
final class KernelWriter {
    /// A block that is being written, and how deep it is nested; the blocks that a statement needs lie on one path.
    private record Scope(int number, int depth, List<Statement> statements) {}

    /// A statement without its result's name, in the block `scope` (by number).
    private record Known(Statement unnamed, int scope) {}

    private final Storage storage;
    private final Graph graph;
    private final Pulled pulled;
    /// Recurrences that have not ended.
    private final List<Cone.Recurring> open = new ArrayList<>();
    /// Last states of those that have, by state.
    private final Map<Cone.Recurring, Map<Integer, Integer>> last = new HashMap<>();
    private int scopes;
    private final Scope cell = new Scope(0, 0, new ArrayList<>());
    private final Map<Integer, Scope> scopeOfAxis = new HashMap<>();
    private final Map<Cone.Element, Integer> idOf = new HashMap<>();
    private final List<Scope> scopeOfId = new ArrayList<>();
    private final Map<Known, Integer> known = new HashMap<>();

    private KernelWriter(Storage storage, Pulled pulled) {
        this.storage = storage;
        this.graph = storage.graph();
        this.pulled = pulled;
    }

    /// A stage for each group, named by its position. A value that no other stage loads stays in registers.
    ///
    /// @param arrays the stage of a node that becomes an array kernel
    static List<Stage> write(Storage storage, List<Group> groups, ArrayLowering arrays) {
        List<Set<Integer>> loads = groups.stream().map(g -> loads(storage, g)).toList();
        List<Stage> stages = new ArrayList<>();
        for (Group group : groups) {
            String name = "k" + stages.size();
            if (group.kind() == Group.Kind.ARRAY) {
                stages.add(arrays.stage(name, group.roots().getFirst().value()));
                continue;
            }
            List<Root> stored = group.roots().stream()
                    .filter(r -> !r.direct()
                            || !storage.isTemporary(r.buffer())
                            || storage.loops().asked().contains(r.value())
                            || loads.stream().anyMatch(l -> l.contains(r.buffer())))
                    .toList();
            Pulled pulled = Pulled.of(storage, group.parallel(), stored, group.inside());
            stages.add(write(storage, name, pulled));
        }
        return stages;
    }

    private static Set<Integer> loads(Storage storage, Group group) {
        if (group.kind() == Group.Kind.ARRAY) {
            Node node = storage.graph().definition(group.roots().getFirst().value());
            return node.operands().stream().map(storage.home()::get).collect(Collectors.toSet());
        }
        return Pulled.of(storage, group.parallel(), group.roots(), group.inside())
                .cone()
                .loads();
    }

    /// The kernel, its layout left to [LayoutChoice].
    private static Kernel write(Storage storage, String name, Pulled pulled) {
        KernelWriter writer = new KernelWriter(storage, pulled);
        pulled.parallel().forEach(a -> writer.scopeOfAxis.put(a.id(), writer.cell));
        Map<List<Axis>, Scope> each = new LinkedHashMap<>();
        pulled.each().values().forEach(axes -> {
            Scope scope = axes.isEmpty() ? writer.cell : writer.open(1);
            axes.forEach(a -> writer.scopeOfAxis.put(a.id(), scope));
            each.put(axes, scope);
        });
        writer.openLoops(pulled.cone());
        pulled.cone().steps().forEach((value, steps) -> {
            writer.end(value);
            for (var step : steps.entrySet()) {
                Cone.Element element = new Cone.Element(value, step.getKey());
                writer.idOf.put(element, writer.write(element, step.getValue()));
            }
        });
        writer.end(Integer.MAX_VALUE);
        for (Pulled.Placed root : pulled.roots()) {
            if (root.step().isEmpty()) {
                each.get(root.rest()).statements().add(writer.last(root));
            }
        }
        each.forEach((axes, scope) -> {
            if (!axes.isEmpty()) {
                writer.cell.statements().add(new Statement.Each(axes, new Block(scope.statements())));
            }
        });
        return new Kernel(name, Layout.SCALAR, pulled.parallel(), new Block(writer.cell.statements()));
    }

    /// What a root is for: its element is stored, or looked at.
    private Statement last(Pulled.Placed placed) {
        Root root = placed.root();
        int value = idOf.get(placed.element());
        return root.check()
                .<Statement>map(check -> new Statement.Require(
                        isLegal(value, graph.type(root.value()).dtype(), check), placed.target(), check.node()))
                .orElseGet(() -> new Statement.Store(root.buffer(), placed.target(), value));
    }

    private int write(Cone.Element element, Cone.Step step) {
        DType type = graph.type(element.value()).dtype();
        return switch (step) {
            case Cone.Step.Same(Cone.Element as) -> idOf.get(as);
            case Cone.Step.Load(int buffer, Index index) ->

                // by the coordinates, not the index: where an axis is empty its stride may be 0, but nothing is there
                once(new Statement.Load(-1, type, buffer, index), scopeOf(element.at()));
            case Cone.Step.Gather(int buffer, Index index, var position, Extent stride, Extent extent) -> {
                int by = idOf.get(position);
                Scope scope = deeper(scopeOf(element.at()), scopeOfId.get(by));
                yield once(new Statement.Gather(-1, type, buffer, index, by, stride, extent), scope);
            }
            case Cone.Step.Literal(long bits) -> once(new Statement.Constant(-1, type, bits), cell);
            case Cone.Step.Position(Index index) -> once(new Statement.Position(-1, type, index), scopeOf(index));
            case Cone.Step.Size(Extent extent) -> once(new Statement.Size(-1, extent), cell);
            case Cone.Step.Apply(var function, List<Cone.Element> operands) -> {
                List<Integer> x = operands.stream().map(idOf::get).toList();
                yield once(new Statement.Compute(-1, type, function, x), deepest(x));
            }
            case Cone.Step.Loop(List<Axis> axes, Fold fold, var order, List<Cone.Element> elements) -> {
                List<Integer> x = elements.stream().map(idOf::get).toList();
                List<Statement> body = scopeOfAxis.get(axes.getFirst().id()).statements();
                yield loop(element, axes, body, new Accumulator(-1, type, fold, order, x));
            }
            case Cone.Step.Product(List<Axis> axes, int buffer, Index index) -> {
                int x = fresh(cell);
                yield loop(
                        element,
                        axes,
                        List.of(new Statement.Load(x, type, buffer, index)),
                        new Accumulator(-1, type, Fold.PROD, Order.HALVES, List.of(x)));
            }
            case Cone.Step.Current(Cone.Recurring loop, int _) ->
                fresh(scopeOfAxis.get(loop.axis().id()));
            case Cone.Step.Last(Cone.Recurring loop, int state) ->
                last.get(loop).get(state);
        };
    }

    /// The condition 0 ≤ index < extent, as one comparison without sign; true where nothing is indexed.
    private int isLegal(int index, DType type, Root.Check check) {
        OptionalLong fixed = check.extent().fixed();
        boolean narrow = type == DType.I32 && fixed.isPresent() && fixed.getAsLong() <= Integer.MAX_VALUE;
        int number = narrow || type == DType.I64 ? index : compute(DType.I64, ScalarOp.TO_I64, index);
        int extent = fixed.isPresent()
                ? once(new Statement.Constant(-1, narrow ? DType.I32 : DType.I64, fixed.getAsLong()), cell)
                : once(new Statement.Size(-1, check.extent()), cell);
        int inside = compute(DType.BOOL, ScalarOp.LTU, number, extent);
        if (check.behind().fixed().isPresent()) {
            return inside;
        }
        int behind = once(new Statement.Size(-1, check.behind()), cell);
        int zero = once(new Statement.Constant(-1, DType.I64, 0), cell);
        return compute(DType.BOOL, ScalarOp.OR, inside, compute(DType.BOOL, ScalarOp.EQ, behind, zero));
    }

    private int compute(DType type, ScalarOp op, Integer... operands) {
        List<Integer> x = List.of(operands);
        return once(new Statement.Compute(-1, type, op, x), deepest(x));
    }

    /// Ends the recurrences whose results have numbers up to `value`; inner ones have smaller numbers than
    /// outer ones.
    private void end(int value) {
        while (!open.isEmpty() && firstOf(open.getFirst()) <= value) {
            end(open.removeFirst());
        }
    }

    private int firstOf(Cone.Recurring loop) {
        return storage.loops().loop(loop.number()).first();
    }

    private void end(Cone.Recurring recurring) {
        Opened.Loop loop = storage.loops().loop(recurring.number());
        Scope inside = scopeOfAxis.get(recurring.axis().id());
        Scope outside = around(recurring);
        for (Pulled.Placed root : pulled.roots()) {
            if (root.step().equals(OptionalInt.of(recurring.axis().id()))) {
                inside.statements().add(last(root));
            }
        }
        Map<Integer, Integer> results = new HashMap<>();
        List<Statement.Carried> carried = new ArrayList<>();
        recurring.states().forEach((j, at) -> {
            Opened.State state = loop.states().get(j);
            List<Index> step =
                    new ArrayList<>(List.of(Index.along(recurring.axis().id())));
            step.addAll(at);
            results.put(j, fresh(outside));
            carried.add(new Statement.Carried(
                    results.get(j),
                    graph.type(state.current()).dtype(),
                    idOf.get(new Cone.Element(state.initial(), at)),
                    idOf.get(new Cone.Element(state.current(), step)),
                    idOf.get(new Cone.Element(state.next(), step))));
        });
        last.put(recurring, results);
        Block body = new Block(inside.statements());
        outside.statements()
                .add(
                        loop.condition().isPresent()
                                ? repeat(recurring, loop, carried, body)
                                : new Statement.Recurrence(recurring.axis(), loop.reversed(), carried, body));
    }

    private Statement repeat(Cone.Recurring recurring, Opened.Loop loop, List<Statement.Carried> carried, Block all) {
        List<Index> at = pulled.cone().condition(recurring);
        int condition = idOf.get(new Cone.Element(loop.condition().getAsInt(), at));
        Block test = Statements.needed(all, Set.of(condition));
        Block body = Statements.needed(all, Set.copyOf(Statements.nexts(carried)));
        // what both need is computed by both
        Map<Integer, Integer> again = new HashMap<>();
        Statements.defined(test).forEach(v -> again.put(v, fresh(scopeOfId.get(v))));
        Statements.Names names = Statements.Names.ofValues(again);
        return new Statement.Repeat(
                carried,
                Statements.rename(test, names),
                names.value(condition),
                body,
                loop.bound(),
                at.size() == 1 ? Index.ZERO : at.get(1),
                loop.node());
    }

    /// The block in which a recurrence stands.
    private Scope around(Cone.Recurring recurring) {
        Scope scope = cell;
        for (List<Index> at : recurring.states().values()) {
            scope = deeper(scope, scopeOf(at));
        }
        return scope;
    }

    private int loop(Cone.Element element, List<Axis> axes, List<Statement> body, Accumulator accumulator) {
        Scope scope = scopeOf(element.at());
        int result = fresh(scope);
        Accumulator named = new Accumulator(
                result, accumulator.type(), accumulator.fold(), accumulator.order(), accumulator.elements());
        scope.statements().add(new Statement.Loop(axes, OptionalInt.empty(), new Block(body), List.of(named)));
        return result;
    }

    /// Blocks of the loops, before what stands in them is written; outer loops fold greater values than inner ones.
    private void openLoops(Cone cone) {
        for (Cone.Recurring recurring : cone.recurring()) {
            scopeOfAxis.put(recurring.axis().id(), open(around(recurring).depth() + 1));
            open.add(recurring);
        }
        open.sort(Comparator.comparingInt(this::firstOf));
        cone.steps()
                .reversed()
                .values()
                .forEach(steps -> steps.forEach((at, step) -> {
                    if (step instanceof Cone.Step.Loop(List<Axis> axes, var _, var _, var _)) {
                        Scope body = open(scopeOf(at).depth() + 1);
                        axes.forEach(a -> scopeOfAxis.put(a.id(), body));
                    }
                }));
    }

    private Scope open(int depth) {
        return new Scope(++scopes, depth, new ArrayList<>());
    }

    private Scope scopeOf(List<Index> at) {
        Scope scope = cell;
        for (Index index : at) {
            scope = deeper(scope, scopeOf(index));
        }
        return scope;
    }

    private Scope scopeOf(Index index) {
        Scope scope = cell;
        for (Index.Term term : index.terms()) {
            scope = deeper(scope, scopeOfAxis.get(term.axis()));
        }
        return scope;
    }

    private Scope deepest(List<Integer> ids) {
        Scope scope = cell;
        for (int id : ids) {
            scope = deeper(scope, scopeOfId.get(id));
        }
        return scope;
    }

    private static Scope deeper(Scope a, Scope b) {
        return b.depth() > a.depth() ? b : a;
    }

    private int fresh(Scope scope) {
        scopeOfId.add(scope);
        return scopeOfId.size() - 1;
    }

    /// Adds a statement, unless its value is there already; the result of `unnamed` is −1.
    private int once(Statement unnamed, Scope scope) {
        Known key = new Known(unnamed, scope.number());
        return Optional.ofNullable(known.get(key)).orElseGet(() -> {
            int result = fresh(scope);
            known.put(key, result);
            scope.statements().add(Statements.named(unnamed, result));
            return result;
        });
    }
}
