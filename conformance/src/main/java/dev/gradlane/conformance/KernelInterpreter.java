package dev.gradlane.conformance;

import dev.gradlane.backend.Fault;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.ReductionTree;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What a program of kernels means, one cell and one statement after the other: it tells a wrong lowering from a wrong
/// emitter. Element by element and slow, for small sizes.
///
/// Beside the results it finds what a parallel device would suffer from: an element that is read before it was stored,
/// stored twice in one kernel, or read in the kernel that stores it.
public final class KernelInterpreter {
    private final Map<String, Long> sizes;
    private final List<Memory> memory = new ArrayList<>();
    private final Map<Integer, Long> axes = new HashMap<>();
    private final Map<Integer, Long> values = new HashMap<>();
    private final Map<Integer, DType> types = new HashMap<>();
    private final Folds folds = new Folds(Scalars::apply);
    private Optional<Fault> fault = Optional.empty();
    private int launch;

    /// A buffer: bits, and for each element the launch that stored it (0: an input or constant, −1: nobody yet).
    private record Memory(KernelBuffer buffer, long[] bits, int[] storedBy) {}

    private KernelInterpreter(Map<String, Long> sizes) {
        this.sizes = sizes;
    }

    /// What a run leaves.
    ///
    /// @param outputs of the program's graph
    /// @param fault the least one
    public record Ended(List<Value> outputs, Optional<Fault> fault) {
        public Ended {
            outputs = List.copyOf(outputs);
        }
    }

    /// @throws IllegalStateException if a kernel does what only a sequential device would forgive
    public static Ended run(KernelProgram program, List<Value> inputs, Map<String, Long> sizes) {
        KernelInterpreter machine = new KernelInterpreter(sizes);
        program.buffers().forEach(b -> machine.allocate(b, inputs));
        program.kernels().forEach(machine::launch);
        return new Ended(machine.outputs(program.graph()), machine.fault);
    }

    private void allocate(KernelBuffer buffer, List<Value> inputs) {
        int count = Math.toIntExact(buffer.count().at(sizes));
        long[] bits = new long[count];
        int[] storedBy = new int[count];
        switch (buffer.role()) {
            case KernelBuffer.Role.Input(int index) -> Arrays.setAll(bits, inputs.get(index)::bits);
            case KernelBuffer.Role.Constant(var literal) -> Arrays.setAll(bits, literal::bits);
            case KernelBuffer.Role.Output _, KernelBuffer.Role.Temporary _ -> Arrays.fill(storedBy, -1);
        }
        memory.add(new Memory(buffer, bits, storedBy));
    }

    private List<Value> outputs(Graph graph) {
        Value[] outputs = new Value[graph.outputs().size()];
        for (Memory m : memory) {
            if (m.buffer.role() instanceof KernelBuffer.Role.Output(int index)) {
                if (Arrays.stream(m.storedBy).anyMatch(by -> by < 0)) {
                    throw new IllegalStateException("an element of b" + m.buffer.id() + ", output '"
                            + graph.outputs().get(index).name() + "', was never stored");
                }
                outputs[index] = Value.of(graph.outputTypes().get(index), sizes, i -> m.bits[(int) i]);
            }
        }
        return List.of(outputs);
    }

    private void launch(Kernel kernel) {
        launch++;
        points(kernel.parallel(), () -> {
            values.clear();
            execute(kernel.body());
        });
    }

    /// Every point of `loop` in row-major order.
    private void points(List<Axis> loop, Runnable body) {
        if (loop.isEmpty()) {
            body.run();
            return;
        }
        Axis axis = loop.getFirst();
        long extent = axis.extent().at(sizes);
        for (long i = 0; i < extent; i++) {
            axes.put(axis.id(), i);
            points(loop.subList(1, loop.size()), body);
        }
        axes.remove(axis.id());
    }

    private void execute(Block block) {
        block.statements().forEach(this::execute);
    }

    private void execute(Statement statement) {
        switch (statement) {
            case Statement.Constant(int result, DType type, long bits) -> define(result, type, bits);
            case Statement.Compute(int result, DType type, ScalarOp op, List<Integer> operands) -> {
                // of a select the first operand is the condition
                DType dtype = types.get(operands.get(op == ScalarOp.SELECT ? 1 : 0));
                define(
                        result,
                        type,
                        Scalars.apply(
                                op,
                                dtype,
                                operands.stream().mapToLong(this::value).toArray()));
            }
            case Statement.Compute(int result, DType type, Lookup(var table), List<Integer> operands) ->
                define(result, type, table.bits().get((int) value(operands.getFirst())));
            case Statement.Compute compute -> throw new IllegalStateException(compute + " is not a scalar instruction");
            case Statement.Position(int result, DType type, Index index) ->
                define(
                        result,
                        type,
                        type == DType.I64
                                ? at(index)
                                : Scalars.apply(ScalarOp.conversionTo(type), DType.I64, new long[] {at(index)}));
            case Statement.Size(int result, var extent) -> define(result, DType.I64, extent.at(sizes));
            case Statement.Load(int result, DType type, int buffer, Index index) ->
                define(result, type, load(memory.get(buffer), at(index)));
            case Statement.Gather(
                    int result,
                    DType type,
                    int buffer,
                    Index index,
                    int position,
                    var by,
                    var extent) -> {
                long at = types.get(position) == DType.I32 ? (int) value(position) : value(position);
                boolean inside = at >= 0 && at < extent.at(sizes);
                define(result, type, inside ? load(memory.get(buffer), at(index) + at * by.at(sizes)) : 0);
            }
            case Statement.Store(int buffer, Index index, int value) ->
                store(memory.get(buffer), at(index), value(value));
            case Statement.Loop loop -> fold(loop);
            case Statement.Each(List<Axis> loop, Block body) -> points(loop, () -> execute(body));
            case Statement.Guard(int condition, Block body, List<Statement.Merge> merges) -> {
                boolean taken = value(condition) != 0;
                if (taken) {
                    execute(body);
                }
                merges.forEach(m -> define(m.result(), m.type(), value(taken ? m.taken() : m.otherwise())));
            }
            case Statement.Recurrence(Axis axis, boolean reversed, var carried, Block body) -> {
                long steps = axis.extent().at(sizes);
                long[] state = state(carried);
                for (long i = 0; i < steps; i++) {
                    axes.put(axis.id(), reversed ? steps - 1 - i : i);
                    state = step(carried, state, body);
                }
                axes.remove(axis.id());
                leave(carried, state);
            }
            case Statement.Repeat(var carried, Block test, int condition, Block body, long bound, var at, int node) -> {
                long[] state = state(carried);
                long step = 0;
                for (; step < bound && holds(carried, state, test, condition); step++) {
                    state = step(carried, state, body);
                }
                if (step == bound && holds(carried, state, test, condition)) {
                    report(new Fault(at(at), node));
                }
                leave(carried, state);
            }
            case Statement.Require(int condition, Index sample, int node) -> {
                if (value(condition) == 0) {
                    report(new Fault(at(sample), node));
                }
            }
        }
    }

    private void report(Fault met) {
        fault = Optional.of(fault.filter(before -> before.compareTo(met) <= 0).orElse(met));
    }

    private long[] state(List<Statement.Carried> carried) {
        return carried.stream().mapToLong(c -> value(c.initial())).toArray();
    }

    private void enter(List<Statement.Carried> carried, long[] state) {
        for (int i = 0; i < state.length; i++) {
            define(carried.get(i).current(), carried.get(i).type(), state[i]);
        }
    }

    private boolean holds(List<Statement.Carried> carried, long[] state, Block test, int condition) {
        enter(carried, state);
        execute(test);
        return value(condition) != 0;
    }

    private long[] step(List<Statement.Carried> carried, long[] state, Block body) {
        enter(carried, state);
        execute(body);
        return carried.stream().mapToLong(c -> value(c.next())).toArray();
    }

    private void leave(List<Statement.Carried> carried, long[] state) {
        for (int i = 0; i < state.length; i++) {
            define(carried.get(i).result(), carried.get(i).type(), state[i]);
        }
    }

    private void fold(Statement.Loop loop) {
        Map<Accumulator, List<long[]>> elements = new HashMap<>();
        loop.accumulators().forEach(a -> elements.put(a, new ArrayList<>()));
        long[] number = {0};
        long from = chunkStart(loop.chunk());
        long to = loop.chunk().isPresent() ? from + ReductionTree.CHUNK : Long.MAX_VALUE;
        points(loop.axes(), () -> {
            if (number[0] >= from && number[0] < to) {
                execute(loop.body());
                elements.forEach((a, list) ->
                        list.add(a.elements().stream().mapToLong(this::value).toArray()));
            }
            number[0]++;
        });
        elements.forEach((a, list) -> define(a.result(), a.type(), folded(a, list)));
    }

    private long chunkStart(OptionalInt chunk) {
        return chunk.isPresent() ? axes.get(chunk.getAsInt()) * ReductionTree.CHUNK : 0;
    }

    private long folded(Accumulator a, List<long[]> elements) {
        long[] x = elements.stream().mapToLong(e -> e[0]).toArray();
        if (a.fold() != Fold.DOT) {
            return folds.reduce(dev.gradlane.graph.Reduction.valueOf(a.fold().name()), a.type(), x);
        }
        long[] y = elements.stream().mapToLong(e -> e[1]).toArray();
        if (a.type().isFloat()) {
            return folds.dot(a.order(), a.type(), x, y);
        }
        if (a.order() != Order.FREE) {
            throw new IllegalStateException("a product of integers is free of order, not " + a.order());
        }
        long sum = 0;
        for (int i = 0; i < x.length; i++) {
            long product = Scalars.apply(ScalarOp.MUL, a.type(), new long[] {x[i], y[i]});
            sum = Scalars.apply(ScalarOp.ADD, a.type(), new long[] {sum, product});
        }
        return sum;
    }

    private void define(int result, DType type, long bits) {
        values.put(result, bits);
        types.put(result, type);
    }

    private long value(int id) {
        Long bits = values.get(id);
        if (bits == null) {
            throw new IllegalStateException("v" + id + " is used before it is defined in launch " + launch);
        }
        return bits;
    }

    private long at(Index index) {
        long sum = index.offsetAt(sizes);
        for (Index.Term term : index.terms()) {
            sum += axes.get(term.axis()) * term.stride().at(sizes);
        }
        return sum;
    }

    private long load(Memory m, long index) {
        int i = within(m, index);
        if (m.storedBy[i] < 0 || m.storedBy[i] == launch) {
            throw new IllegalStateException("launch " + launch + " loads b" + m.buffer.id() + "[" + index + "], which "
                    + (m.storedBy[i] < 0 ? "nobody stored" : "it stores itself"));
        }
        return m.bits[i];
    }

    private void store(Memory m, long index, long bits) {
        int i = within(m, index);
        if (m.storedBy[i] == 0 || m.storedBy[i] == launch) {
            throw new IllegalStateException("launch " + launch + " stores b" + m.buffer.id() + "[" + index + "] "
                    + (m.storedBy[i] == 0 ? "of an input" : "twice"));
        }
        m.bits[i] = bits;
        m.storedBy[i] = launch;
    }

    private int within(Memory m, long index) {
        if (index < 0 || index >= m.bits.length) {
            throw new IllegalStateException("launch " + launch + " reaches b" + m.buffer.id() + "[" + index + "] of "
                    + m.bits.length + " elements");
        }
        return (int) index;
    }
}
