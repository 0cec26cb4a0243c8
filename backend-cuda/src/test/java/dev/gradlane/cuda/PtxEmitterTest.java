package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Table;
import dev.gradlane.kernel.Accumulator;
import dev.gradlane.kernel.Axis;
import dev.gradlane.kernel.Block;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Fold;
import dev.gradlane.kernel.Index;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// NVIDIA's assembler takes whatever the emitter writes, for every target.
class PtxEmitterTest {
    private static final Extent N = new Extent.Product(1, List.of("N"));

    private static Index along(int axis) {
        return new Index(List.of(), List.of(new Index.Term(axis, Extent.ONE)));
    }

    private static void assemble(Kernel kernel) {
        for (boolean wide : List.of(false, true)) {
            PtxKernel ptx = PtxEmitter.emit(kernel, wide);
            for (Assembler.Target target : Assembler.Target.values()) {
                assertTrue(Assembler.assemble(ptx.text(), target).cubin().length > 0);
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> everyScalarInstruction() {
        return Stream.of(DType.values())
                .map(dtype -> DynamicTest.dynamicTest(dtype.symbol(), () -> {
                    List<Statement> body = new ArrayList<>();
                    body.add(new Statement.Load(0, dtype, 0, along(0)));
                    body.add(new Statement.Constant(1, DType.BOOL, 1));
                    int next = 2;
                    for (ScalarOp op : ScalarOp.values()) {
                        List<Integer> operands =
                                op == ScalarOp.SELECT ? List.of(1, 0, 0) : Collections.nCopies(op.arity(), 0);
                        DType result;
                        try {
                            result = op.infer(operands.stream()
                                    .map(i -> i == 1 ? DType.BOOL : dtype)
                                    .toList());
                        } catch (GraphException _) {
                            continue; // this instruction does not take the type
                        }
                        body.add(new Statement.Compute(next, result, op, operands));
                        body.add(new Statement.Store(next, along(0), next));
                        next++;
                    }
                    assemble(new Kernel(
                            "every_" + dtype.symbol(), Layout.LANE, List.of(new Axis(0, N)), new Block(body)));
                }));
    }

    @Test
    void tablesPositionsSizesGuardsAndFaults() {
        List<Statement> guarded = List.of(new Statement.Compute(5, DType.F32, ScalarOp.NEG, List.of(3)));
        assemble(new Kernel(
                "rest",
                Layout.LANE,
                List.of(new Axis(0, N), new Axis(1, Extent.of(3))),
                new Block(List.of(
                        new Statement.Position(0, DType.I32, along(1)),
                        new Statement.Position(1, DType.F64, along(0)),
                        new Statement.Size(2, N),
                        new Statement.Compute(3, DType.F32, new Lookup(Table.f32(1, 2, 3)), List.of(0)),
                        new Statement.Compute(4, DType.BOOL, ScalarOp.GT, List.of(3, 3)),
                        new Statement.Guard(4, new Block(guarded), List.of(new Statement.Merge(6, DType.F32, 5, 3))),
                        new Statement.Require(4, along(0), 7),
                        new Statement.Store(0, along(0), 6),
                        new Statement.Store(1, along(0), 4),
                        new Statement.Store(2, along(0), 2),
                        new Statement.Store(3, along(0), 1)))));
    }

    @Test
    void gathersOfEveryTypeByBothTypesOfPositions() {
        List<Statement> body = new ArrayList<>();
        body.add(new Statement.Position(0, DType.I32, along(0)));
        body.add(new Statement.Position(1, DType.I64, along(0)));
        int next = 2;
        for (DType dtype : DType.values()) {
            for (int position : new int[] {0, 1}) {
                for (Extent extent : List.of(Extent.of(9), N)) {
                    body.add(new Statement.Gather(next, dtype, 0, along(0), position, Extent.of(-3), extent));
                    body.add(new Statement.Store(next, along(0), next));
                    next++;
                }
            }
        }
        assemble(new Kernel("gathers", Layout.LANE, List.of(new Axis(0, N)), new Block(body)));
    }

    private static Stream<Accumulator> accumulators(DType dtype) {
        return Stream.of(Fold.values())
                .flatMap(fold -> Stream.of(Order.values())
                        .filter(order -> switch (fold) {
                            case SUM -> order == (dtype.isFloat() ? Order.LANES : Order.FREE) && dtype != DType.BOOL;
                            case DOT ->
                                dtype.isFloat()
                                        ? order == Order.LANES || order == Order.CHAIN
                                        : order == Order.FREE && dtype != DType.BOOL;
                            case PROD -> order == (dtype.isFloat() ? Order.HALVES : Order.FREE) && dtype != DType.BOOL;
                            case MAX, MIN -> order == Order.FREE && dtype != DType.BOOL;
                            case ALL, ANY -> order == Order.FREE && dtype == DType.BOOL;
                        })
                        .map(order -> new Accumulator(1, dtype, fold, order, Collections.nCopies(fold.arity(), 0))));
    }

    @TestFactory
    Stream<DynamicTest> everyFold() {
        return Stream.of(DType.values())
                .flatMap(PtxEmitterTest::accumulators)
                .flatMap(a -> Stream.of(Layout.ROW, Layout.LANE)
                        .flatMap(layout -> Stream.of(Extent.of(5), Extent.of(5000), N)
                                .map(extent -> DynamicTest.dynamicTest(
                                        "%s of %s in order %s, %s < %s"
                                                .formatted(a.fold(), a.type(), a.order(), layout, extent),
                                        () -> assemble(fold(a, layout, extent, OptionalInt.empty()))))));
    }

    private static Kernel fold(Accumulator a, Layout layout, Extent extent, OptionalInt chunk) {
        Index row = new Index(List.of(), List.of(new Index.Term(0, extent), new Index.Term(1, Extent.ONE)));
        return new Kernel(
                "fold",
                layout,
                List.of(new Axis(0, Extent.of(7))),
                new Block(List.of(
                        new Statement.Loop(
                                List.of(new Axis(1, extent)),
                                chunk,
                                new Block(List.of(new Statement.Load(0, a.type(), 0, row))),
                                List.of(a)),
                        new Statement.Store(1, along(0), 1))));
    }

    @Test
    void nothingThatRoundsIsLeftToTheAssemblersChoice() {
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            accumulators(dtype).forEach(a -> {
                String text = PtxEmitter.emit(fold(a, Layout.ROW, N, OptionalInt.empty()), false)
                        .text();
                assertFalse(text.matches("(?s).*(add|sub|mul|div|fma|sqrt)\\.(f32|f64|ftz).*"), text);
                assertFalse(text.contains(".ftz"), text);
            });
        }
    }
}
