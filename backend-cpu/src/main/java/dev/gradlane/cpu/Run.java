package dev.gradlane.cpu;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One run of a schedule: the values so far, each a view. Confined to one thread.
final class Run {
    private final Schedule schedule;
    private final Graph graph;
    private final Sizes sizes;
    private final List<View> inputs;
    private final List<MemorySegment> outputs;
    private final Scratch scratch;
    private final Faults faults;
    private final View[] values;
    private final Map<Integer, MemorySegment> owned = new HashMap<>();
    private final Set<Integer> computedInto = new HashSet<>();

    Run(
            Schedule schedule,
            Sizes sizes,
            List<View> inputs,
            List<MemorySegment> outputs,
            Scratch scratch,
            Faults faults) {
        this.schedule = schedule;
        this.graph = schedule.graph();
        this.sizes = sizes;
        this.inputs = inputs;
        this.outputs = outputs;
        this.scratch = scratch;
        this.faults = faults;
        this.values = new View[graph.valueCount()];
    }

    /// A value computed before.
    View view(int value) {
        return values[value];
    }

    /// Number of elements of a shape in this run.
    long size(Shape shape) {
        return sizes.count(shape);
    }

    /// Memory for a value that is about to be computed, row-major: that of the first output that names it, if any does.
    View define(int value) {
        TensorType type = graph.type(value);
        for (int i = 0; i < outputs.size(); i++) {
            if (graph.outputs().get(i).value() == value) {
                computedInto.add(i);
                return values[value] = dense(outputs.get(i), type);
            }
        }
        return values[value] = dense(own(value, sizes.bytes(type)), type);
    }

    /// New memory that lives as long as `value`.
    private MemorySegment own(int value, long bytes) {
        MemorySegment memory = scratch.allocate(bytes);
        owned.put(value, memory);
        return memory;
    }

    private View dense(MemorySegment memory, TensorType type) {
        return View.dense(memory, type.dtype(), sizes.extents(type.shape()));
    }

    View operand(Node node, int index) {
        return values[node.operands().get(index)];
    }

    void execute() {
        int input = 0;
        for (int i = 0; i < schedule.steps().size(); i++) {
            switch (schedule.steps().get(i)) {
                case Step.Blocks(List<Node> _, BlockProgram program) -> program.run(this);
                case Step.Single(Node node)
                when node.op() instanceof Op.Input -> values[node.first()] = inputs.get(input++);
                case Step.Single(Node node) -> compute(node);
            }
            for (int value : schedule.released().get(i)) {
                MemorySegment memory = owned.remove(value);
                if (memory != null) {
                    scratch.release(memory);
                }
            }
        }
        for (int i = 0; i < outputs.size(); i++) {
            int value = graph.outputs().get(i).value();
            if (!computedInto.contains(i)) {
                View.copy(values[value], dense(outputs.get(i), graph.type(value)));
            }
        }
    }

    /// A body of a node of this run, once.
    void body(Schedule body, List<View> bodyInputs, List<MemorySegment> bodyOutputs) {
        Run run = new Run(body, sizes, bodyInputs, bodyOutputs, scratch, faults);
        run.execute();
        run.owned.values().forEach(scratch::release);
    }

    Schedule schedule() {
        return schedule;
    }

    Sizes sizes() {
        return sizes;
    }

    Scratch scratch() {
        return scratch;
    }

    Faults faults() {
        return faults;
    }

    private void compute(Node node) {
        int value = node.first();
        TensorType type = node.results().getFirst();
        switch (node.op()) {
            case Op.Constant(TensorType _, Literal.Dense _) ->
                values[value] = dense(schedule.literals().get(value), type);
            case Op.Constant(TensorType _, Literal.Splat _) ->
                values[value] = View.dense(schedule.literals().get(value), type.dtype())
                        .broadcast(sizes.extents(type.shape()), List.of());
            case Op.Broadcast(Shape shape, List<Integer> axes) ->
                values[value] = operand(node, 0).broadcast(sizes.extents(shape), axes);
            case Op.Reshape(Shape shape) -> reshape(node, sizes.extents(shape));
            case Op.Permute(List<Integer> axes) ->
                values[value] = operand(node, 0).permute(axes);
            case Op.Slice(int axis, long start, long size, long stride) ->
                values[value] = operand(node, 0).slice(axis, start, size, stride);
            case Op.Pad pad -> pad(pad, operand(node, 0), operand(node, 1), define(value));
            case Op.Concatenate(int axis) -> concatenate(axis, node);
            case Op.Iota(TensorType _, int axis) -> values[value] = iota(type, axis, value);
            case Op.Extent(Shape shape) -> {
                MemorySegment memory = own(value, Long.BYTES);
                memory.set(Block.I64, 0, sizes.count(shape));
                values[value] = dense(memory, type);
            }
            case Op.Reduce reduce -> Reductions.run(reduce, operand(node, 0), define(value), scratch);
            case Op.Dot dot -> Products.run(dot, operand(node, 0), operand(node, 1), define(value), scratch);
            case Op.Reverse(int axis) -> values[value] = operand(node, 0).reverse(axis);
            case Op.CumSum(int axis, boolean reverse) ->
                RunningSums.run(operand(node, 0), axis, reverse, define(value));
            case Op.Cholesky _ -> Matrices.cholesky(operand(node, 0), define(value), sample -> fault(node, sample));
            case Op.TriangularSolve(boolean transposed) ->
                Matrices.solve(transposed, operand(node, 0), operand(node, 1), define(value));
            case Op.Sort(int axis) -> Sorts.run(operand(node, 0), axis, define(value), define(value + 1));
            case Op.Gather(int axis, int batch) ->
                Gathers.run(chosen(node, axis, batch), operand(node, 0), define(value));
            case Op.ScatterAdd(int axis, int batch) ->
                Scatters.run(chosen(node, axis, batch), operand(node, 0), operand(node, 2), define(value));
            case Op.Barrier() -> {
                for (int i = 0; i < node.results().size(); i++) {
                    values[value + i] = operand(node, i);
                }
            }
            case Op.Control control -> BodyRuns.run(this, node, control);
            case Op.Input _, Op.Map _, Op.Call _ ->
                throw new BackendException("%" + value + " = " + node.op() + " is no step of a schedule");
        }
    }

    /// @param matrix its number among those of the value
    private void fault(Node node, long matrix) {
        View a = operand(node, 0);
        Shape shape = graph.type(node.operands().getFirst()).shape();
        boolean samples = shape.rank() > 2 && shape.dim(0) instanceof Dim.Symbol;
        long perSample = samples ? a.size() / a.extent(0) / a.extent(a.rank() - 1) / a.extent(a.rank() - 2) : 1;
        faults.add(
                new Fault(samples ? matrix / perSample : 0, schedule.numbers().get(node.first())));
    }

    private Chosen chosen(Node node, int axis, int batch) {
        Shape indices = graph.type(node.operands().get(1)).shape();
        boolean symbolic = indices.rank() > 0 && indices.dim(0) instanceof Dim.Symbol;
        int number = schedule.numbers().get(node.first());
        return Chosen.of(operand(node, 0), operand(node, 1), axis, batch, symbolic, number, faults);
    }

    private void reshape(Node node, long[] shape) {
        Optional<View> view = operand(node, 0).reshape(shape);
        if (view.isPresent()) {
            values[node.first()] = view.get();
        } else {
            View.copy(operand(node, 0), define(node.first()));
        }
    }

    /// The filler everywhere, then the elements over it at low, low + interior + 1, …
    private static void pad(Op.Pad op, View x, View filler, View y) {
        View.copy(filler.broadcast(y.extents(), List.of()), y);
        View.copy(x, y.slice(op.axis(), op.low(), x.extent(op.axis()), op.interior() + 1));
    }

    private void concatenate(int axis, Node node) {
        View y = define(node.first());
        long start = 0;
        for (int i = 0; i < node.operands().size(); i++) {
            View x = operand(node, i);
            View.copy(x, y.slice(axis, start, x.extent(axis), 1));
            start += x.extent(axis);
        }
    }

    /// The numbers 0, 1, … in memory once, repeated along the other axes.
    private View iota(TensorType type, int axis, int value) {
        long[] shape = sizes.extents(type.shape());
        MemorySegment memory =
                own(value, Math.multiplyExact(shape[axis], type.dtype().bytes()));
        for (long i = 0; i < shape[axis]; i++) {
            switch (type.dtype()) {
                case F32 -> memory.set(Block.F32, i * 4, (float) i);
                case F64 -> memory.set(Block.F64, i * 8, (double) i);
                case I32 -> memory.set(Block.I32, i * 4, (int) i);
                case I64 -> memory.set(Block.I64, i * 8, i);
                case BOOL -> throw new BackendException("iota counts in numbers, not bool");
            }
        }
        return View.dense(memory, type.dtype(), shape[axis]).broadcast(shape, List.of(axis));
    }
}
