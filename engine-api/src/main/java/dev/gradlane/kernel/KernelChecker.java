package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Well-formedness of programs: values defined once and before use, types as the instructions have them, axes in scope,
/// no buffer both read and written by one stage, every output written.
public final class KernelChecker {
    private final KernelProgram program;
    private final Stage stage;
    private final Map<Integer, DType> types = new HashMap<>();
    private final Set<Integer> everDefined = new HashSet<>();
    private final Set<Integer> axes = new HashSet<>();
    private final Set<Integer> loaded = new HashSet<>();
    private final Set<Integer> stored = new HashSet<>();
    /// Guards around the statement.
    private int guards;

    private KernelChecker(KernelProgram program, Stage stage) {
        this.program = program;
        this.stage = stage;
    }

    /// @throws IllegalStateException for the first violation; the message names the kernel and the statement
    public static void check(KernelProgram program) {
        Set<String> names = new HashSet<>();
        Set<Integer> written = new HashSet<>();
        for (KernelBuffer buffer : program.buffers()) {
            switch (buffer.role()) {
                case KernelBuffer.Role.Input _, KernelBuffer.Role.Constant _ -> written.add(buffer.id());
                case KernelBuffer.Role.Output _, KernelBuffer.Role.Temporary _ -> {}
            }
        }
        for (Stage stage : program.stages()) {
            if (!names.add(stage.name())) {
                throw new IllegalStateException("two stages are named " + stage.name());
            }
            KernelChecker checker = new KernelChecker(program, stage);
            switch (stage) {
                case Kernel kernel -> {
                    kernel.parallel().forEach(checker::open);
                    checker.block(kernel.body(), true, true);
                }
                case ArrayKernel array -> checker.array(array);
            }
            for (int buffer : checker.loaded) {
                checker.require(!checker.stored.contains(buffer), "b" + buffer + " is both loaded and stored");
                checker.require(written.contains(buffer), "b" + buffer + " is loaded before any stage stores it");
            }
            written.addAll(checker.stored);
        }
        for (KernelBuffer buffer : program.buffers()) {
            if (buffer.role() instanceof KernelBuffer.Role.Output && !written.contains(buffer.id())) {
                throw new IllegalStateException("output b" + buffer.id() + " is never stored");
            }
        }
    }

    /// Every access in bounds for these sizes: affine, so the greatest index is that of the last points. Cheap enough
    /// for every launch; backends address memory without further checks.
    ///
    /// @throws GraphException if an access is not, or a number exceeds 2^63-1
    public static void bounds(KernelProgram program, Map<String, Long> sizes) {
        KernelBounds.check(program, sizes);
    }

    private void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalStateException("stage " + stage.name() + ": " + message);
        }
    }

    /// Whole buffers of the values' sizes: then no access can leave them, whatever the sizes of a run.
    private void array(ArrayKernel array) {
        array.operands().forEach(place -> {
            whole(array, place);
            loaded.add(place.buffer());
        });
        array.results().forEach(place -> {
            whole(array, place);
            require(stored.add(place.buffer()), "two results share b" + place.buffer());
            writable(array.op().symbol(), place.buffer());
        });
        array.bodies().forEach(KernelChecker::check);
    }

    private void whole(ArrayKernel array, ArrayKernel.Place place) {
        String kind = array.op().symbol();
        buffer(kind, place.buffer(), place.type().dtype());
        Extent count = program.buffers().get(place.buffer()).count();
        require(
                count.equals(Extent.of(place.type().shape())),
                kind + ": b" + place.buffer() + " of " + count + " elements is no " + place.type());
    }

    private void writable(Object what, int buffer) {
        var role = program.buffers().get(buffer).role();
        require(
                role instanceof KernelBuffer.Role.Output || role instanceof KernelBuffer.Role.Temporary,
                what + " stores to a buffer that is read only");
    }

    private void open(Axis axis) {
        require(axes.add(axis.id()), "axis i" + axis.id() + " is declared twice");
    }

    /// @param stores whether stores and loops that store may stand here
    /// @param loops whether loops may stand here
    private void block(Block block, boolean stores, boolean loops) {
        Set<Integer> mine = new HashSet<>();
        for (Statement statement : block.statements()) {
            statement(statement, stores, loops);
            mine.addAll(Statements.results(statement));
        }
        scopes.getLast().addAll(mine);
    }

    private final List<Set<Integer>> scopes = new ArrayList<>(List.of(new HashSet<>()));

    private void statement(Statement statement, boolean stores, boolean loops) {
        switch (statement) {
            case Statement.Constant(int result, DType type, long _) -> define(statement, result, type);
            case Statement.Compute(int result, DType type, var function, List<Integer> operands) -> {
                require(
                        function instanceof ScalarOp || function instanceof Lookup,
                        statement + ": a composite is no instruction");
                DType inferred = infer(statement, operands);
                require(inferred == type, statement + " should be of type " + inferred.symbol());
                define(statement, result, type);
            }
            case Statement.Position(int result, DType type, Index index) -> {
                require(type != DType.BOOL, statement + ": a position is a number");
                index(statement, index);
                define(statement, result, type);
            }
            case Statement.Size(int result, Extent _) -> define(statement, result, DType.I64);
            case Statement.Load(int result, DType type, int buffer, Index index) -> {
                buffer(statement, buffer, type);
                index(statement, index);
                loaded.add(buffer);
                define(statement, result, type);
            }
            case Statement.Gather(int result, DType type, int buffer, Index index, int position, var _, var _) -> {
                require(guards == 0, statement + ": a guard gathers nothing");
                buffer(statement, buffer, type);
                index(statement, index);
                DType by = type(statement, position);
                require(by == DType.I32 || by == DType.I64, statement + ": a position is an integer");
                loaded.add(buffer);
                define(statement, result, type);
            }
            case Statement.Store(int buffer, Index index, int value) -> {
                require(stores, statement + ": a fold or a guard stores nothing");
                buffer(statement, buffer, type(statement, value));
                index(statement, index);
                stored.add(buffer);
                writable(statement, buffer);
            }
            case Statement.Loop loop -> loop(loop, loops);
            case Statement.Each(List<Axis> each, Block body) -> {
                require(stores && loops, "a loop that stores stands inside a fold or a guard");
                nested(each, body, true, true, List.of());
            }
            case Statement.Guard(int condition, Block body, var merges) -> {
                require(type(statement, condition) == DType.BOOL, "a guard's condition is no bool");
                merges.forEach(m -> type(statement, m.otherwise()));
                guards++;
                Map<Integer, DType> taken = nested(
                        List.of(),
                        body,
                        false,
                        false,
                        merges.stream().map(Statement.Merge::taken).toList());
                guards--;
                merges.forEach(m -> {
                    require(
                            taken.get(m.taken()) == m.type() && type(statement, m.otherwise()) == m.type(),
                            m + " merges other types");
                    define(statement, m.result(), m.type());
                });
            }
            case Statement.Recurrence(Axis axis, boolean _, var carried, Block body) -> {
                require(loops, "a recurrence stands inside a guard");
                state(statement, carried);
                requireNext(carried, nested(List.of(axis), body, stores, true, Statements.nexts(carried)));
                leave(statement, carried);
            }
            case Statement.Repeat(var carried, Block test, int condition, Block body, long bound, Index at, int _) -> {
                require(loops && !carried.isEmpty() && bound >= 0, "a loop with a condition has a state and a bound");
                state(statement, carried);
                Map<Integer, DType> tested = nested(List.of(), test, false, true, List.of(condition));
                require(tested.get(condition) == DType.BOOL, "a loop's condition is no bool");
                requireNext(carried, nested(List.of(), body, false, true, Statements.nexts(carried)));
                index(statement, at);
                leave(statement, carried);
            }
            case Statement.Require(int condition, Index sample, int _) -> {
                require(type(statement, condition) == DType.BOOL, statement + ": the condition is no bool");
                index(statement, sample);
            }
        }
    }

    /// What a step finds, before its loop's blocks.
    private void state(Statement statement, List<Statement.Carried> carried) {
        for (Statement.Carried c : carried) {
            require(type(statement, c.initial()) == c.type(), c + " starts as another type");
            define(statement, c.current(), c.type());
        }
    }

    private void requireNext(List<Statement.Carried> carried, Map<Integer, DType> next) {
        carried.forEach(c -> require(next.get(c.next()) == c.type(), c + " goes on as another type"));
    }

    /// The state is out of sight behind its loop, whose results are not.
    private void leave(Statement statement, List<Statement.Carried> carried) {
        carried.forEach(c -> types.remove(c.current()));
        carried.forEach(c -> define(statement, c.result(), c.type()));
    }

    private void loop(Statement.Loop loop, boolean loops) {
        require(loops, "a loop stands inside a guard");
        require(!loop.axes().isEmpty() && !loop.accumulators().isEmpty(), "a loop has axes and accumulators");
        loop.chunk()
                .ifPresent(c -> require(
                        stage instanceof Kernel kernel
                                && kernel.parallel().stream().anyMatch(a -> a.id() == c),
                        "chunk i" + c + " is no parallel axis"));
        List<Integer> elements =
                loop.accumulators().stream().flatMap(a -> a.elements().stream()).toList();
        Map<Integer, DType> inner = nested(loop.axes(), loop.body(), false, true, elements);
        for (Accumulator a : loop.accumulators()) {
            require(
                    a.elements().size() == a.fold().arity(),
                    a + " takes " + a.fold().arity() + " elements");
            require(
                    a.elements().stream().allMatch(e -> inner.get(e) == a.type()),
                    a + " folds elements of another type");
            require(KernelOrders.isLegal(a), a + " has no such order");
            define(loop, a.result(), a.type());
        }
    }

    /// Checks a nested block; returns the types of `wanted`, which may be defined in it.
    private Map<Integer, DType> nested(
            List<Axis> more, Block body, boolean stores, boolean loops, List<Integer> wanted) {
        more.forEach(this::open);
        scopes.add(new HashSet<>());
        block(body, stores, loops);
        Map<Integer, DType> found = new HashMap<>();
        for (int value : wanted) {
            require(types.containsKey(value), "v" + value + " leaves a block that does not define it");
            found.put(value, types.get(value));
        }
        scopes.removeLast().forEach(types::remove);
        more.forEach(a -> axes.remove(a.id()));
        return found;
    }

    private DType infer(Statement statement, List<Integer> operands) {
        List<DType> x = operands.stream().map(v -> type(statement, v)).toList();
        try {
            return ((Statement.Compute) statement).function().infer(x);
        } catch (GraphException e) {
            throw new IllegalStateException("stage " + stage.name() + ": " + statement + ": " + e.getMessage(), e);
        }
    }

    private DType type(Statement statement, int value) {
        require(types.containsKey(value), statement + " uses v" + value + ", which is not defined before it");
        return types.get(value);
    }

    private void define(Statement statement, int value, DType type) {
        require(everDefined.add(value), statement + " defines v" + value + " a second time");
        types.put(value, type);
    }

    private void index(Statement statement, Index index) {
        index.terms()
                .forEach(t -> require(
                        axes.contains(t.axis()), statement + " runs along i" + t.axis() + ", which is not in scope"));
    }

    private void buffer(Object what, int buffer, DType type) {
        require(
                buffer >= 0
                        && buffer < program.buffers().size()
                        && program.buffers().get(buffer).type() == type,
                what + ": b" + buffer + " holds no " + type.symbol());
    }
}
