package dev.gradlane.opencl;

import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.KernelInterpreter;
import dev.gradlane.conformance.Value;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.BufferPlan;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Stage;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// A kernel for each fold, element type and order: x\[3, n\] and y\[3, n\] folded along their last axis.
final class FoldKernels {
    private static final long CELLS = 3;

    private record Folding(Fold fold, DType type, Order order) {}

    private static final List<Folding> FOLDINGS = List.of(
            new Folding(Fold.SUM, DType.F32, Order.LANES),
            new Folding(Fold.SUM, DType.F64, Order.LANES),
            new Folding(Fold.SUM, DType.I32, Order.FREE),
            new Folding(Fold.MAX, DType.F32, Order.FREE),
            new Folding(Fold.MIN, DType.F64, Order.FREE),
            new Folding(Fold.MAX, DType.I64, Order.FREE),
            new Folding(Fold.PROD, DType.I32, Order.FREE),
            new Folding(Fold.ALL, DType.BOOL, Order.FREE),
            new Folding(Fold.ANY, DType.BOOL, Order.FREE),
            new Folding(Fold.DOT, DType.F32, Order.LANES),
            new Folding(Fold.DOT, DType.F32, Order.CHAIN),
            new Folding(Fold.DOT, DType.F64, Order.CHAIN),
            new Folding(Fold.DOT, DType.I64, Order.FREE));

    private FoldKernels() {}

    /// What differs from the interpreter of kernels for a seeded draw of inputs.
    static Optional<String> difference(
            OpenClDevice device, OpenClExecutable executable, KernelProgram program, Map<String, Long> sizes) {
        SplittableRandom random = new SplittableRandom(7);
        List<Value> inputs = program.graph().inputTypes().stream()
                .map(type -> Value.of(type, sizes, i -> element(type.dtype(), random)))
                .toList();
        List<Value> expected = KernelInterpreter.run(program, inputs, sizes).outputs();
        return Value.difference(expected, DeviceRun.run(device, executable, program.graph(), inputs, sizes));
    }

    /// Signs, magnitudes and now and then a zero of either sign; no NaN and no infinity, which would
    /// hide the rest.
    private static long element(DType type, SplittableRandom random) {
        double x = random.nextInt(20) == 0 ? random.nextBoolean() ? 0.0 : -0.0 : random.nextDouble(-2, 2);
        return switch (type) {
            case F32, F64 -> type.bitsOf(x);
            case I32 -> random.nextInt() & 0xffffffffL;
            case I64 -> random.nextLong();
            case BOOL -> random.nextInt(4) == 0 ? 0 : 1;
        };
    }

    /// @param n a number or a symbol
    static KernelProgram program(Layout layout, Dim n) {
        Extent length = Extent.of(n);
        GraphBuilder graph = new GraphBuilder("folds");
        List<KernelBuffer> buffers = new ArrayList<>();
        List<Stage> kernels = new ArrayList<>();
        for (int f = 0; f < FOLDINGS.size(); f++) {
            DType type = FOLDINGS.get(f).type();
            Shape shape = Shape.of(Dim.of(CELLS), n);
            for (String name : List.of("x", "y")) {
                graph.input(name + f, new TensorType(type, shape));
                buffers.add(new KernelBuffer(
                        buffers.size(), type, Extent.of(shape), new KernelBuffer.Role.Input(buffers.size())));
            }
        }
        for (int f = 0; f < FOLDINGS.size(); f++) {
            Folding folding = FOLDINGS.get(f);
            int output = buffers.size();
            buffers.add(new KernelBuffer(output, folding.type(), Extent.of(CELLS), new KernelBuffer.Role.Output(f)));
            graph.output("z" + f, graph.constant(TensorType.of(folding.type(), CELLS), 0));
            Index x = new Index(List.of(), List.of(new Index.Term(0, length), new Index.Term(1, Extent.ONE)));
            Block body = new Block(List.of(
                    new Statement.Load(0, folding.type(), 2 * f, x),
                    new Statement.Load(1, folding.type(), 2 * f + 1, x)));
            Accumulator accumulator = new Accumulator(
                    2,
                    folding.type(),
                    folding.fold(),
                    folding.order(),
                    folding.fold() == Fold.DOT ? List.of(0, 1) : List.of(0));
            kernels.add(new Kernel(
                    "fold" + f,
                    layout,
                    List.of(new Axis(0, Extent.of(CELLS))),
                    new Block(List.of(
                            new Statement.Loop(
                                    List.of(new Axis(1, length)), OptionalInt.empty(), body, List.of(accumulator)),
                            new Statement.Store(
                                    output, new Index(List.of(), List.of(new Index.Term(0, Extent.ONE))), 2)))));
        }
        return new KernelProgram(graph.build(), buffers, kernels, new BufferPlan(List.of(), Map.of()), List.of());
    }
}
