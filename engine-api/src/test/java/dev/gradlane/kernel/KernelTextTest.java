package dev.gradlane.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Lookup;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.ScalarOp;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.Table;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/// Every statement as text, and the memory of a program.
class KernelTextTest {
    private static final Extent ROWS = new Extent.Product(1, List.of("N"));
    private static final Axis CELL = new Axis(0, ROWS);
    private static final Axis STEP = new Axis(1, Extent.of(30));

    @Test
    void everyStatementHasALine() {
        Index element = new Index(List.of(), List.of(new Index.Term(0, Extent.of(30)), new Index.Term(1, Extent.ONE)));
        Block loop = new Block(List.of(
                new Statement.Load(1, DType.F32, 0, element),
                new Statement.Constant(2, DType.F32, 0x3f000000L),
                new Statement.Compute(3, DType.F32, ScalarOp.MUL, List.of(1, 2))));
        Block rare = new Block(List.of(
                new Statement.Constant(8, DType.I32, 3),
                new Statement.Compute(9, DType.F32, new Lookup(Table.f32(1, 2, 3, 4)), List.of(8))));
        Block cell = new Block(List.of(
                new Statement.Size(0, ROWS),
                new Statement.Loop(
                        List.of(STEP),
                        OptionalInt.empty(),
                        loop,
                        List.of(
                                new Accumulator(4, DType.F32, Fold.SUM, Order.LANES, List.of(3)),
                                new Accumulator(5, DType.F32, Fold.DOT, Order.CHAIN, List.of(1, 3)))),
                new Statement.Position(6, DType.I64, Index.along(0)),
                new Statement.Compute(7, DType.BOOL, ScalarOp.LT, List.of(4, 5)),
                new Statement.Guard(7, rare, List.of(new Statement.Merge(10, DType.F32, 9, 4))),
                new Statement.Gather(11, DType.F32, 0, Index.along(0), 6, Extent.of(30), ROWS),
                new Statement.Require(7, Index.along(0), 12),
                new Statement.Store(1, Index.along(0), 10),
                new Statement.Each(
                        List.of(new Axis(2, Extent.of(2))),
                        new Block(List.of(new Statement.Store(2, Index.along(2), 10))))));
        assertEquals("""
                k0 row i0 < N {
                  v0:i64 = extent N
                  v4:f32 = sum lanes v3, v5:f32 = dot chain v1 v3 = fold i1 < 30 {
                    v1:f32 = load b0[i0·30 + i1]
                    v2:f32 = constant 0.5
                    v3:f32 = mul v1 v2
                  }
                  v6:i64 = position i0
                  v7:bool = lt v4 v5
                  v10:f32 = v9 else v4 = guard v7 {
                    v8:i32 = constant 3
                    v9:f32 = lookup f32[4] v8
                  }
                  v11:f32 = gather b0[i0 + v6·30] v6 < N
                  require v7 i0 %12
                  store b1[i0] v10
                  each i2 < 2 {
                    store b2[i2] v10
                  }
                }
                """, KernelText.print(new Kernel("k0", Layout.ROW, List.of(CELL), cell)));
    }

    @Test
    void aChunkIsNamed() {
        var body = new Block(List.of(new Statement.Constant(0, DType.F64, 0)));
        var sum = new Accumulator(1, DType.F64, Fold.SUM, Order.LANES, List.of(0));
        var fold = new Statement.Loop(List.of(STEP), OptionalInt.of(3), body, List.of(sum));
        var kernel = new Kernel("k", Layout.SCALAR, List.of(), new Block(List.of(fold)));
        assertEquals("""
                k scalar {
                  v1:f64 = sum lanes v0 = fold i1 < 30 of chunk i3 {
                    v0:f64 = constant 0.0
                  }
                }
                """, KernelText.print(kernel));
    }

    @Test
    void aProgramTellsDecisionsBuffersAndPlan() {
        var b = new GraphBuilder("g");
        var x = b.input("x", new TensorType(DType.F32, Shape.of(Dim.symbol("N"))));
        var program = new KernelProgram(
                b.output("y", x.neg()).build(),
                List.of(
                        new KernelBuffer(0, DType.F32, ROWS, new KernelBuffer.Role.Input(0)),
                        new KernelBuffer(1, DType.F32, ROWS, new KernelBuffer.Role.Output(0)),
                        new KernelBuffer(2, DType.F32, Extent.of(8), new KernelBuffer.Role.Temporary())),
                List.of(new Kernel("k0", Layout.LANE, List.of(CELL), Block.EMPTY)),
                new BufferPlan(List.of(Extent.of(32)), Map.of(2, 0)),
                List.of("%1 is stored: it is an output"));
        assertEquals("""
                program g
                ; %1 is stored: it is an output
                  b0: f32[N] input x
                  b1: f32[N] output y
                  b2: f32[8] temporary
                k0 lane i0 < N {
                }
                """, KernelText.print(program));
        assertEquals("""
                plan of g: temporaries 1, slots 1 in one slab
                  slot 0: 32 bytes: b2: f32[8] temporary
                """, KernelText.plan(program));
    }
}
