package dev.gradlane.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Elementwise;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Kinds over whole buffers among kernels: what is around them has memory, and does not pass them.
class ArrayKernelTest {
    private static final TensorType ROW = TensorType.of(DType.F32, 8);

    /// Running sums of 2x, sorted, of which the positions are wanted.
    private static Graph order() {
        var b = new GraphBuilder("order");
        Expr x = b.input("x", ROW);
        Expr sums = b.emit(new Op.CumSum(0, false), List.of(x.add(x))).getFirst();
        Expr positions = b.emit(new Op.Sort(0), List.of(sums)).get(1);
        return b.output("positions", positions.add(positions)).build();
    }

    @Test
    void operandsAndAllResultsLieInMemory() {
        KernelProgram program = Lowering.of(order(), LoweringOptions.DEFAULT);
        KernelChecker.check(program);
        assertEquals("""
                k0 lane i0 < 8 {
                  v0:f32 = load b0[i0]
                  v1:f32 = add v0 v0
                  store b2[i0] v1
                }
                k1 array b3 = CumSum[axis=0, reverse=false] b2 node 2
                k2 array b4 b5 = Sort[axis=0] b3 node 3
                k3 lane i0 < 8 {
                  v0:i64 = load b5[i0]
                  v1:i64 = add v0 v0
                  store b1[i0] v1
                }
                """, program.stages().stream().map(KernelText::print).reduce("", String::concat));
        // the slot of 2x is free when the sorted sums are stored
        assertEquals(program.plan().slotOf().get(2), program.plan().slotOf().get(4));
    }

    @Test
    void bodiesAreProgramsOfTheirOwn() {
        var body = new GraphBuilder("step");
        TensorType pair = TensorType.of(DType.F32, 2);
        Expr state = body.input("state", pair);
        Expr element = body.input("x", TensorType.scalar(DType.F32));
        // the elements of the state go no ways of their own
        Graph step = body.output("next", state.cumSum(0, false).mul(element.broadcast(pair.shape(), List.of())))
                .build();
        var b = new GraphBuilder("powers");
        Expr x = b.input("x", ROW);
        Expr one = b.constant(pair, 1);
        Op.Scan scan = new Op.Scan(step, 0, 1, 0, Dim.of(8), false);
        Graph graph = b.output("y", b.emit(scan, List.of(one, x)).getFirst()).build();
        KernelProgram program = Lowering.of(graph, LoweringOptions.DEFAULT);
        KernelChecker.check(program);
        ArrayKernel array = program.stages().stream()
                .filter(ArrayKernel.class::isInstance)
                .map(ArrayKernel.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of(step), array.bodies().stream().map(KernelProgram::graph).toList());
        assertEquals(scan, graph.numbered(array.node()).node().op());
        assertTrue(KernelText.print(array).contains("\n  program step\n"), KernelText.print(array));
    }

    @Test
    void sumsAreStatesOfTheBodyAndItsNodesKeepTheirNumbers() {
        TensorType matrix = TensorType.of(DType.F32, 2, 2);
        var body = new GraphBuilder("step");
        Expr x = body.input("sum0", matrix);
        Graph step = body.output("total", x.neg().cholesky()).build();
        var b = new GraphBuilder("total");
        Expr all = b.input("x", TensorType.of(DType.F32, 8, 2, 2));
        Op.Scan scan = new Op.Scan(step, 0, 0, 1, Dim.of(8), false);
        Graph graph = b.output("y", b.emit(scan, List.of(all)).getFirst()).build();
        KernelProgram program = Lowering.of(graph, LoweringOptions.DEFAULT);
        KernelChecker.check(program);
        KernelProgram loop =
                ((ArrayKernel) program.stages().getFirst()).bodies().getFirst();
        // the name that the body had given already is not taken twice
        assertEquals(List.of("sum0", "sum0'"), loop.graph().inputNames());
        ArrayKernel cholesky = loop.stages().stream()
                .filter(ArrayKernel.class::isInstance)
                .map(ArrayKernel.class::cast)
                .findFirst()
                .orElseThrow();
        assertEquals(new Op.Cholesky(), graph.numbered(cholesky.node()).node().op());
        assertEquals(ScalarOp.ADD.symbol(), last(loop).symbol());
    }

    private static Elementwise last(KernelProgram program) {
        return ((Op.Map) program.graph().nodes().getLast().op()).function();
    }

    @Test
    void aProgramWithArrayKernelsIsNoneOfKernels() {
        KernelProgram program = Lowering.of(order(), LoweringOptions.DEFAULT);
        assertTrue(assertThrows(IllegalStateException.class, program::kernels)
                .getMessage()
                .contains("CumSum"));
    }

    @Test
    void resultsShareNoMemory() {
        KernelProgram good = Lowering.of(order(), LoweringOptions.DEFAULT);
        ArrayKernel sort = (ArrayKernel) good.stages().get(2);
        var inPlace = new ArrayKernel(
                "k2", sort.op(), 3, sort.operands(), List.of(sort.operands().getFirst()), List.of());
        KernelProgram bad = new KernelProgram(
                good.graph(),
                good.buffers(),
                List.of(good.stages().get(0), good.stages().get(1), inPlace),
                good.plan(),
                List.of());
        String message = assertThrows(IllegalStateException.class, () -> KernelChecker.check(bad))
                .getMessage();
        assertTrue(message.contains("both loaded and stored"), message);
    }
}
