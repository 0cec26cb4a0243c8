package dev.gradlane.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.function.Log;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Which kernels the graphs of models become.
class LoweringTest {
    private static KernelProgram lower(Graph graph) {
        KernelProgram program = Lowering.of(graph, LoweringOptions.DEFAULT);
        KernelChecker.check(program);
        return program;
    }

    private static String text(Graph graph) {
        return lower(graph).kernels().stream().map(KernelText::print).reduce("", String::concat);
    }

    /// The lines without those that only compute.
    private static String outline(Graph graph) {
        return text(graph)
                .lines()
                .filter(l -> Stream.of("load", "store", "fold", "each", " < ").anyMatch(l::contains))
                .map(l -> l + "\n")
                .reduce("", String::concat);
    }

    @Test
    void valueAndGradientOfANeuronAreOneKernel() {
        assertEquals(
                """
                k0 lane i0 < B {
                  v0:f32 = load b0[i0]
                  v1:f32 = load b1[i0]
                  v2:f32 = load b2[0]
                  v3:f32 = load b3[0]
                  v4:f32 = load b4[0]
                """, text(Models.neuron()).lines().limit(6).map(l -> l + "\n").reduce("", String::concat));
        assertEquals(
                6,
                text(Models.neuron()).lines().filter(l -> l.contains("store")).count());
        assertEquals(1, lower(Models.neuron()).kernels().size());
    }

    @Test
    void softmaxIsOneKernelOfRows() {
        assertEquals("""
                k0 row i0 < B {
                  v1:f32 = max free v0 = fold i1 < 100 {
                    v0:f32 = load b0[i0·100 + i1]
                  v44:f32 = sum lanes v43 = fold i2 < 100 {
                    v16:f32 = load b0[i0·100 + i2]
                  each i3 < 100 {
                    v45:f32 = load b0[i0·100 + i3]
                    store b1[i0·100 + i3] v73
                """, outline(Models.softmax()));
    }

    @Test
    void logSumExpAndItsGradientAreOneKernelAndSumsOfOneRowShareALoop() {
        KernelProgram program = lower(Models.logSumExp());
        assertEquals(1, program.kernels().size());
        List<Statement.Loop> loops = program.kernels().getFirst().body().statements().stream()
                .filter(Statement.Loop.class::isInstance)
                .map(Statement.Loop.class::cast)
                .toList();
        assertEquals(
                List.of(1, 2, 1),
                loops.stream().map(l -> l.accumulators().size()).toList());
    }

    @Test
    void columnSumsFoldInsideLanes() {
        assertEquals("""
                k0 lane i0 < 300 {
                  v2:f32 = sum lanes v1 = fold i1 < B {
                    v0:f32 = load b0[i0 + i1·300]
                    v1:f32 = mul v0 v0
                  }
                  store b1[i0] v2
                }
                """, text(Models.columnSums()));
    }

    @Test
    void aLongSumIsSplitAndItsEpilogueFollowsTheSecondKernel() {
        assertEquals("""
                k0_chunks row i0 < ⌈B/4096⌉ {
                  v2:f32 = sum lanes v1 = fold i1 < B of chunk i0 {
                    v0:f32 = load b0[i1]
                    v1:f32 = mul v0 v0
                  }
                  store b2[i0] v2
                }
                k0 row {
                  v1:f32 = sum lanes v0 = fold i0 < ⌈B/4096⌉ {
                    v0:f32 = load b2[i0]
                  }
                  v2:f32 = constant 0.5
                  v3:f32 = mul v1 v2
                  store b1[0] v3
                }
                """, text(Models.meanSquare()));
        LoweringOptions whole = new LoweringOptions(true, true, false, true);
        assertEquals(1, Lowering.of(Models.meanSquare(), whole).kernels().size());
    }

    @Test
    void aLayerIsAProductWithPrologueAndEpilogue() {
        assertEquals("""
                k0 block i0 < B, i1 < 256 {
                  v0:f32 = load b2[i1]
                  v1:f32 = constant 0.5
                  v5:f32 = dot chain v4 v3 = fold i2 < 784 {
                    v2:f32 = load b0[i0·784 + i2]
                    v3:f32 = load b1[i1 + i2·256]
                    v4:f32 = mul v2 v1
                  }
                  v6:f32 = add v5 v0
                  v7:f32 = constant 0.0
                  v8:f32 = max v6 v7
                  store b3[i0·256 + i1] v8
                }
                """, text(Models.layer()));
        Contraction parts = Contraction.of(lower(Models.layer()).kernels().getFirst());
        assertEquals(
                List.of("i0 < B"), parts.leftAxes().stream().map(Axis::toString).toList());
        assertEquals(
                List.of("i1 < 256"),
                parts.rightAxes().stream().map(Axis::toString).toList());
        assertEquals(1, parts.invariant().statements().size());
        assertEquals(2, parts.left().statements().size());
        assertEquals(1, parts.right().statements().size());
        // the bias is loaded where it is added
        assertTrue(parts.epilogue().statements().getFirst() instanceof Statement.Load);
    }

    @Test
    void withoutFusionEveryComputedValueHasItsKernel() {
        LoweringOptions apart = new LoweringOptions(false, true, true, true);
        KernelProgram program = Lowering.of(Models.columnSums(), apart);
        assertEquals(2, program.kernels().size());
    }

    @Test
    void priceAndGreeksAreOneKernel() {
        assertEquals(1, lower(Models.blackScholes()).kernels().size());
    }

    /// Sharing what is computed and read is worth more than few streams.
    @Test
    void anyNumberOfDerivativesIsOneKernel() {
        assertEquals(1, lower(Models.wide(100)).kernels().size());
    }

    /// Each product carries what follows it, the rows of the loss and their gradient are one kernel, sums over the
    /// batch are split.
    @Test
    void twoLayersAndTheirGradients() {
        assertEquals(
                List.of("block", "block", "lane", "row", "row", "block", "block", "lane", "lane", "block"),
                lower(Models.twoLayers()).kernels().stream()
                        .map(k -> k.layout().symbol())
                        .toList());
    }

    /// The far argument reduction of an angle is rare; what log gives of a positive number is not.
    @Test
    void indicesAndConsumersOfAGatherAreOneKernelWithTheCheck() {
        var b = new GraphBuilder("interpolate");
        var n = new TensorType(DType.F32, Shape.of(Dim.symbol("N")));
        var table = b.input("table", TensorType.of(DType.F32, 100));
        var x = b.input("x", n);
        var left = x.floor();
        var at = left.convert(DType.I32);
        var low = table.gather(at, 0, 0);
        var high = table.gather(at.add(at.constant(1)), 0, 0);
        b.output("y", low.add(x.sub(left).mul(high.sub(low))));
        assertEquals("""
                k0 lane i0 < N {
                  v0:f32 = load b1[i0]
                  v1:f32 = floor v0
                  v2:i32 = toI32 v1
                  v3:f32 = gather b0[v2] v2 < 100
                  v4:i32 = constant 1
                  v5:i32 = add v2 v4
                  v6:f32 = gather b0[v5] v5 < 100
                  v7:f32 = sub v0 v1
                  v8:f32 = sub v6 v3
                  v9:f32 = mul v7 v8
                  v10:f32 = add v3 v9
                  v11:i32 = constant 100
                  v12:bool = ltu v2 v11
                  require v12 i0 %4
                  v13:bool = ltu v5 v11
                  require v13 i0 %7
                  store b2[i0] v10
                }
                """, text(b.build()));
    }

    @Test
    void gatheredRowsAreSummedWhereTheyLieAndCheckedApart() {
        var b = new GraphBuilder("bag");
        var table = b.input("table", TensorType.of(DType.F32, 1000, 64));
        var words = b.input("words", new TensorType(DType.I64, Shape.of(Dim.symbol("B"), Dim.of(20))));
        b.output("bag", table.gather(words, 0, 0).reduce(Reduction.SUM, List.of(1)));
        assertEquals("""
                k0 lane i0 < B, i1 < 20 {
                  v0:i64 = load b1[i0·20 + i1]
                  v1:i64 = constant 1000
                  v2:bool = ltu v0 v1
                  require v2 i0 %2
                }
                k1 lane i0 < B, i1 < 64 {
                  v2:f32 = sum lanes v1 = fold i2 < 20 {
                    v0:i64 = load b1[i0·20 + i2]
                    v1:f32 = gather b0[i1 + v0·64] v0 < 1000
                  }
                  store b2[i0·64 + i1] v2
                }
                """, text(b.build()));
    }

    @Test
    void reversedElementsAreReadWhereTheyLie() {
        var b = new GraphBuilder("reversed");
        var x = b.input("x", new TensorType(DType.F32, Shape.of(Dim.symbol("N"))));
        b.output("y", x.reverse(0).add(x));
        assertEquals("""
                k0 lane i0 < N {
                  v0:f32 = load b0[i0]
                  v1:f32 = load b0[-1 + N + i0·-1]
                  v2:f32 = add v1 v0
                  store b1[i0] v2
                }
                """, text(b.build()));
    }

    @Test
    void rareDearArmsAreGuarded() {
        assertTrue(text(Models.elementwise(Trig.SIN)).contains("guard"));
        assertFalse(text(Models.elementwise(Log.LOG)).contains("guard"));
        LoweringOptions plain = new LoweringOptions(true, true, true, false);
        KernelProgram sin = Lowering.of(Models.elementwise(Trig.SIN), plain);
        assertFalse(KernelText.print(sin).contains("guard"));
    }

    @Test
    void temporariesShareMemory() {
        KernelProgram shared = lower(Models.twoLayers());
        LoweringOptions apart = new LoweringOptions(true, false, true, true);
        KernelProgram unshared = Lowering.of(Models.twoLayers(), apart);
        assertEquals(unshared.plan().slotOf().size(), unshared.plan().slots().size());
        assertTrue(shared.plan().slots().size() < shared.plan().slotOf().size());
    }
}
