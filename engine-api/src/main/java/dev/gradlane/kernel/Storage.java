package dev.gradlane.kernel;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.graph.Node;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// The buffers of a program and what is stored in them. Inputs, dense constants and the *stored* values have a home
/// buffer, which kernels load; every other value is computed where it is needed.
///
/// @param graph the opened graph
/// @param loops its loops
/// @param home by value, its buffer
/// @param factors by value of order HALVES, the buffer of the elements that its kernel multiplies in place
/// @param roots in the order of the values that they define
record Storage(
        Graph graph,
        Recurrences loops,
        List<KernelBuffer> buffers,
        Map<Integer, Integer> home,
        Map<Integer, Integer> factors,
        List<Root> roots) {

    /// @param stored values other than inputs and constants that get a home
    static Storage of(Opened opened, Recurrences loops, Set<Integer> stored) {
        Graph graph = opened.graph();
        Builder builder = new Builder(opened, loops);
        builder.outside();
        BitSet needed = loops.needed();
        // all that leaves a loop comes when all that the loop needs is there
        IntUnaryOperator order =
                v -> loops.leaves(v) ? loops.loop(loops.left(v)).first() : v;
        IntStream.range(0, graph.valueCount())
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(order::applyAsInt).thenComparing(v -> v))
                .forEach(value -> {
                    if (needed.get(value) && graph.definition(value).op() instanceof Op.Gather gather) {
                        builder.check(gather, value, opened.numbers().get(value));
                    }
                    if (stored.contains(value)) {
                        builder.store(value);
                    }
                });
        builder.copies();
        return new Storage(opened.graph(), loops, builder.buffers, builder.home, builder.factors, builder.roots);
    }

    /// True for a kernel's own memory: what it was before the run is of no interest.
    boolean isTemporary(int buffer) {
        return buffers.get(buffer).role() instanceof KernelBuffer.Role.Temporary;
    }

    private static final class Builder {
        final Graph graph;
        final int inputs;
        final Recurrences loops;
        final List<KernelBuffer> buffers = new ArrayList<>();
        final Map<Integer, Integer> home = new HashMap<>();
        final Map<Integer, Integer> factors = new HashMap<>();
        final List<Root> roots = new ArrayList<>();
        final Map<Integer, Integer> outputOf = new HashMap<>();

        Builder(Opened opened, Recurrences loops) {
            this.graph = opened.graph();
            this.inputs = opened.inputs();
            this.loops = loops;
        }

        int allocate(TensorType type, KernelBuffer.Role role) {
            buffers.add(new KernelBuffer(buffers.size(), type.dtype(), Extent.of(type.shape()), role));
            return buffers.size() - 1;
        }

        /// Inputs, outputs and constants.
        void outside() {
            for (int i = 0; i < inputs; i++) {
                Node node = graph.inputs().get(i);
                home.put(node.first(), allocate(graph.type(node.first()), new KernelBuffer.Role.Input(i)));
            }
            for (int i = 0; i < graph.outputs().size(); i++) {
                outputOf.put(i, allocate(graph.outputTypes().get(i), new KernelBuffer.Role.Output(i)));
            }
            for (Node node : graph.nodes()) {
                if (node.op() instanceof Op.Constant(TensorType type, Literal.Dense dense)) {
                    home.put(node.first(), allocate(type, new KernelBuffer.Role.Constant(dense)));
                }
            }
        }

        private OptionalInt output(int value) {
            return IntStream.range(0, graph.outputs().size())
                    .filter(i -> graph.outputs().get(i).value() == value)
                    .findFirst();
        }

        void store(int value) {
            TensorType type = graph.type(value);
            int buffer = output(value).stream()
                    .map(outputOf::get)
                    .findFirst()
                    .orElseGet(() -> allocate(type, new KernelBuffer.Role.Temporary()));
            home.put(value, buffer);
            Node node = graph.definition(value);
            if (loops.isStacked(value)) {
                roots.add(Root.stacked(value, type.shape(), buffer));
                return;
            }
            switch (node.op()) {
                case Op.Pad pad -> pad(pad, node, buffer);
                case Op.Concatenate(int axis) -> concatenate(axis, node, buffer);
                case Op.Reduce(var _, List<Integer> axes, Order order)
                when order == Order.HALVES -> {
                    elements(value, node.operands().getFirst(), axes);
                    roots.add(Root.dense(value, type.shape(), buffer, true));
                }
                case Op.Reshape(Shape shape) -> {
                    int operand = node.operands().getFirst();
                    Shape from = graph.type(operand).shape();
                    roots.add(
                            Coordinates.merges(from, shape)
                                    ? Root.dense(value, shape, buffer, true)
                                    : Root.dense(operand, from, buffer, false));
                }
                case Op.Permute(List<Integer> axes) -> {
                    // over the operand's space, where its kernel is
                    int operand = node.operands().getFirst();
                    Shape from = graph.type(operand).shape();
                    List<Extent> strides = Coordinates.strides(type.shape());
                    roots.add(Root.stored(
                            operand,
                            all(from),
                            from,
                            buffer,
                            List.of(),
                            all(from).stream()
                                    .map(i -> strides.get(axes.indexOf(i)))
                                    .toList(),
                            false));
                }
                case Op.Input _,
                        Op.Constant _,
                        Op.Map _,
                        Op.Broadcast _,
                        Op.Slice _,
                        Op.Iota _,
                        Op.Extent _,
                        Op.Reduce _,
                        Op.Dot _,
                        Op.Gather _,
                        Op.ScatterAdd _,
                        Op.Reverse _,
                        Op.CumSum _,
                        Op.Sort _,
                        Op.Cholesky _,
                        Op.TriangularSolve _,
                        Op.Call _,
                        Op.Barrier _,
                        Op.Control _ -> roots.add(Root.dense(value, type.shape(), buffer, true));
            }
        }

        /// Every index of a gather, whatever is read of it; of an empty result none.
        private void check(Op.Gather op, int value, int number) {
            Node node = graph.definition(value);
            Shape from = graph.type(node.operands().get(0)).shape();
            Shape indices = graph.type(node.operands().get(1)).shape();
            Extent behind = Extent.ONE;
            for (int i = op.batch(); i < from.rank(); i++) {
                behind = i == op.axis() ? behind : behind.times(Extent.of(from.dim(i)));
            }
            if (!behind.is(0) && !Extent.of(indices).is(0)) {
                var check = new Root.Check(number, Extent.of(from.dim(op.axis())), behind);
                roots.add(Root.checked(node.operands().get(1), indices, check));
            }
        }

        /// The filler everywhere, then the elements over it at low, low + interior + 1, …
        private void pad(Op.Pad op, Node node, int buffer) {
            Shape shape = node.results().getFirst().shape();
            Shape inner = graph.type(node.operands().getFirst()).shape();
            List<Extent> strides = Coordinates.strides(shape);
            boolean fills = !inner.equals(shape);
            if (fills) {
                roots.add(Root.stored(node.operands().get(1), List.of(), shape, buffer, List.of(), strides, false));
            }
            List<Extent> stretched = new ArrayList<>(strides);
            // neighbours that do not exist may be any number of elements apart
            boolean apart = !inner.dim(op.axis()).is(0) && !inner.dim(op.axis()).is(1);
            stretched.set(op.axis(), strides.get(op.axis()).times(apart ? op.interior() + 1 : 1));
            boolean empty = inner.dims().stream().anyMatch(d -> d.is(0));
            List<Extent> offset =
                    empty ? List.of() : List.of(strides.get(op.axis()).times(op.low()));
            roots.add(Root.stored(node.operands().getFirst(), all(inner), inner, buffer, offset, stretched, fills));
        }

        private void concatenate(int axis, Node node, int buffer) {
            List<Extent> strides = Coordinates.strides(node.results().getFirst().shape());
            long start = 0;
            for (int part : node.operands()) {
                Shape shape = graph.type(part).shape();
                roots.add(Root.stored(
                        part,
                        all(shape),
                        shape,
                        buffer,
                        List.of(strides.get(axis).times(start)),
                        strides,
                        false));
                start += ((Dim.Fixed) shape.dim(axis)).size();
            }
        }

        /// The elements of a product, for each result one after the other.
        private void elements(int value, int operand, List<Integer> axes) {
            Shape from = graph.type(operand).shape();
            List<Integer> order = new ArrayList<>(IntStream.range(0, from.rank())
                    .filter(i -> !axes.contains(i))
                    .boxed()
                    .toList());
            order.addAll(axes);
            Shape space = from.select(order);
            DType dtype = graph.type(operand).dtype();
            int buffer = allocate(new TensorType(dtype, space), new KernelBuffer.Role.Temporary());
            factors.put(value, buffer);
            List<Integer> positions = all(from).stream().map(order::indexOf).toList();
            roots.add(Root.stored(operand, positions, space, buffer, List.of(), Coordinates.strides(space), false));
        }

        private static List<Integer> all(Shape shape) {
            return IntStream.range(0, shape.rank()).boxed().toList();
        }

        /// Outputs that name an input, a constant or a value whose home is another output.
        void copies() {
            for (int i = 0; i < graph.outputs().size(); i++) {
                int value = graph.outputs().get(i).value();
                int buffer = outputOf.get(i);
                if (home.getOrDefault(value, -1) != buffer) {
                    roots.add(Root.dense(value, graph.type(value).shape(), buffer, false));
                }
            }
        }
    }
}
