package dev.gradlane.kernel;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.ScalarOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What the checker refuses, each planted into a good program.
class KernelCheckerTest {
    private static final KernelProgram GOOD = Lowering.of(Models.columnSums(), LoweringOptions.DEFAULT);
    private static final Statement.Load LOAD = new Statement.Load(100, DType.F32, 0, Index.along(0));

    private static KernelProgram with(Statement... more) {
        Kernel kernel = GOOD.kernels().getFirst();
        List<Statement> body = new ArrayList<>(kernel.body().statements());
        body.addAll(List.of(more));
        return program(new Kernel(kernel.name(), kernel.layout(), kernel.parallel(), new Block(body)));
    }

    private static KernelProgram program(Kernel... kernels) {
        return new KernelProgram(GOOD.graph(), GOOD.buffers(), List.of(kernels), GOOD.plan(), List.of());
    }

    private static void refused(String why, KernelProgram program) {
        String message = assertThrows(IllegalStateException.class, () -> KernelChecker.check(program))
                .getMessage();
        assertTrue(message.contains(why), message);
    }

    @Test
    void aGoodProgramPasses() {
        KernelChecker.check(with(LOAD));
    }

    @Test
    void valuesAreDefinedOnceAndBeforeUse() {
        refused("a second time", with(LOAD, LOAD));
        refused("not defined before", with(new Statement.Compute(101, DType.F32, ScalarOp.NEG, List.of(100)), LOAD));
        // v0 is a value of the loop's body
        refused("not defined before", with(new Statement.Compute(101, DType.F32, ScalarOp.NEG, List.of(0))));
    }

    @Test
    void typesAreThoseOfTheInstructions() {
        refused("should be of type f32", with(LOAD, new Statement.Compute(101, DType.I32, ScalarOp.NEG, List.of(100))));
        refused("holds no i32", with(new Statement.Load(100, DType.I32, 0, Index.along(0))));
    }

    @Test
    void positionsAreIntegersAndGuardsGatherNothing() {
        Extent one = Extent.ONE;
        refused("an integer", with(LOAD, new Statement.Gather(101, DType.F32, 0, Index.ZERO, 100, one, one)));
        var gather = new Statement.Gather(103, DType.F32, 0, Index.ZERO, 101, one, one);
        refused(
                "gathers nothing",
                with(
                        new Statement.Position(101, DType.I64, Index.along(0)),
                        new Statement.Constant(102, DType.BOOL, 1),
                        new Statement.Guard(102, new Block(List.of(gather)), List.of())));
    }

    @Test
    void axesAreInScope() {
        refused("not in scope", with(new Statement.Load(100, DType.F32, 0, Index.along(1))));
    }

    @Test
    void memoryIsReadOrWrittenButNotBothAndOutputsAreWritten() {
        refused("both loaded and stored", with(new Statement.Load(100, DType.F32, 1, Index.along(0))));
        refused("read only", with(LOAD, new Statement.Store(0, Index.along(0), 100)));
        refused("never stored", program());
    }

    @Test
    void everyAccessLiesInItsBuffer() {
        for (long rows : new long[] {0, 1, 7}) {
            assertDoesNotThrow(() -> KernelChecker.bounds(GOOD, Map.of("B", rows)));
        }
        // 300 elements of 300·B
        assertDoesNotThrow(() -> KernelChecker.bounds(with(LOAD), Map.of("B", 1L)));
        assertThrows(GraphException.class, () -> KernelChecker.bounds(with(LOAD), Map.of("B", 0L)));
        Statement beyond = new Statement.Load(100, DType.F32, 0, Index.along(0).plus(Index.at(1)));
        assertThrows(GraphException.class, () -> KernelChecker.bounds(with(beyond), Map.of("B", 1L)));
    }

    @Test
    void everyPositionLiesInItsBuffer() {
        var position = new Statement.Position(100, DType.I64, Index.along(0));
        // the last of 300·B elements, and the one behind it
        var last = new Statement.Gather(
                101, DType.F32, 0, Index.ZERO, 100, Extent.of(300), new Extent.Product(1, List.of("B")));
        var beyond = new Statement.Gather(
                101, DType.F32, 0, Index.at(300), 100, Extent.of(300), new Extent.Product(1, List.of("B")));
        var before = new Statement.Gather(101, DType.F32, 0, Index.ZERO, 100, Extent.of(-1), Extent.of(2));
        assertDoesNotThrow(() -> KernelChecker.bounds(with(position, last), Map.of("B", 7L)));
        assertThrows(GraphException.class, () -> KernelChecker.bounds(with(position, beyond), Map.of("B", 7L)));
        assertThrows(GraphException.class, () -> KernelChecker.bounds(with(position, before), Map.of("B", 7L)));
    }
}
