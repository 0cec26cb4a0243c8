package dev.gradlane.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecurrenceTest {
    private static final Dim CELLS = Dim.symbol("B");
    private static final TensorType ROW = new TensorType(DType.F64, Shape.of(CELLS));

    /// What is made of the arrays is computed in the loop, what is made of the last state behind it.
    @Test
    void aScanIsALoopInsideOneKernel() {
        var step = new GraphBuilder("step");
        Expr state = step.input("state", ROW);
        Expr x = step.input("x", ROW);
        Expr next = state.mul(x);
        Graph body = step.output("state", next)
                .output("before", state)
                .output("sum", next)
                .build();
        var b = new GraphBuilder("scan");
        Expr x0 = b.input("x0", ROW);
        Expr all = b.input("x", new TensorType(DType.F64, Shape.of(Dim.of(9), CELLS)));
        List<Expr> results = b.emit(new Op.Scan(body, 0, 1, 1, Dim.of(9), true), x0, all.mul(all));
        Graph graph = b.output("last", results.get(0).neg())
                .output("before", results.get(1))
                .output("sum", results.get(2))
                .build();
        assertEquals("""
                k0 lane i0 < B {
                  v0:f64 = load b0[i0]
                  v1:f64 = constant -0.0
                  v8:f64 = v2 from v0 to v6, v9:f64 = v3 from v1 to v7 = recur i1 < 9 reversed {
                    v4:f64 = load b1[i0 + i1·B]
                    v5:f64 = mul v4 v4
                    v6:f64 = mul v2 v5
                    v7:f64 = add v3 v6
                    store b3[i0 + i1·B] v2
                  }
                  v10:f64 = neg v8
                  store b4[i0] v9
                  store b2[i0] v10
                }
                """, kernels(graph));
    }

    /// Each cell asks for itself, and its fault is its own.
    @Test
    void aMaskedLoopEndsForEachCell() {
        TensorType flag = new TensorType(DType.BOOL, Shape.of(CELLS));
        var condition = new GraphBuilder("condition");
        Expr asked = condition.input("runs", flag);
        condition.input("y", ROW);
        Graph holds = condition.output("runs", asked).build();
        var step = new GraphBuilder("step");
        Expr runs = step.input("runs", flag);
        Expr y = step.input("y", ROW);
        Expr kept = runs.select(y.mul(y), y);
        Graph body =
                step.output("runs", runs.and(kept.gt(0.5))).output("y", kept).build();
        var b = new GraphBuilder("masked");
        Expr x = b.input("x", ROW);
        List<Expr> results = b.emit(new Op.While(holds, body, 0, 7), x.gt(0.5), x);
        assertEquals("""
                k0 lane i0 < B {
                  v0:f64 = load b0[i0]
                  v1:f64 = constant 0.5
                  v2:bool = gt v0 v1
                  v9:bool = v3 from v2 to v8, v10:f64 = v4 from v0 to v6 = repeat, at most 7, else fault i0 %3 {
                  } while v3 {
                    v5:f64 = mul v4 v4
                    v6:f64 = select v3 v5 v4
                    v7:bool = gt v6 v1
                    v8:bool = and v3 v7
                  }
                  store b1[i0] v10
                }
                """, kernels(b.output("y", results.get(1)).build()));
    }

    @Test
    void sumsOverTheStateAreNotPointwise() {
        var step = new GraphBuilder("step");
        Expr state = step.input("state", ROW);
        Expr total = state.reduce(dev.gradlane.graph.Reduction.SUM, List.of(0));
        Graph body = step.output("state", state.mul(total.broadcast(state.shape(), List.of())))
                .build();
        var b = new GraphBuilder("scan");
        List<Expr> results = b.emit(new Op.Scan(body, 0, 1, 0, Dim.of(9), false), b.input("x", ROW));
        Graph graph = b.output("y", results.getFirst()).build();
        KernelProgram program = Lowering.of(graph, LoweringOptions.DEFAULT);
        assertTrue(program.stages().getFirst() instanceof ArrayKernel, program::toString);
        assertTrue(
                program.decisions().getFirst().endsWith("is not pointwise: in it stands reduce (%1)"),
                program.decisions()::toString);
    }

    private static String kernels(Graph graph) {
        KernelProgram program = Lowering.of(graph, LoweringOptions.DEFAULT);
        KernelChecker.check(program);
        StringBuilder text = new StringBuilder();
        program.stages().forEach(stage -> text.append(KernelText.print((Kernel) stage)));
        return text.toString();
    }
}
