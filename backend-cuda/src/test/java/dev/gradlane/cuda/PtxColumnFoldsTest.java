package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.graph.Graph;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.kernel.LoweringOptions;
import dev.gradlane.text.GraphText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sums of columns and of short rows have the bits of the definition, at the edges of blocks, lanes and chunks.
class PtxColumnFoldsTest {
    /// @param threads of a block, which tells who folds
    private record Sum(String name, int threads, List<Map<String, Long>> sizes, String text) {
        Graph graph() {
            return GraphText.parse(text);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Map<String, Long>> COLUMNS = List.of(
            sizes(1, 1),
            sizes(0, 3),
            sizes(5, 0),
            sizes(7, 32),
            sizes(64, 31),
            sizes(65, 33),
            sizes(128, 2),
            sizes(300, 70),
            sizes(4096, 3),
            sizes(4097, 33),
            sizes(9001, 2),
            sizes(4096 * 128 + 4097, 1));

    private static Map<String, Long> sizes(long m, long n) {
        return Map.of("M", m, "N", n);
    }

    static List<Sum> sums() {
        List<Sum> sums = new ArrayList<>();
        for (String type : List.of("f32", "f64")) {
            boolean single = type.equals("f32");
            List<Map<String, Long>> sizes = single ? COLUMNS : COLUMNS.subList(0, 10);
            sums.add(new Sum("columns " + type, PtxColumnFolds.THREADS, sizes, """
                    graph columns {
                      %%0:%1$s[M,N] = input x
                      %%1:%1$s[N] = reduce sum axes=[0] order=lanes %%0
                      return y = %%1
                    }
                    """.formatted(type)));
            sums.add(new Sum(
                    "two folds of columns, with producers and an epilogue, " + type,
                    PtxColumnFolds.THREADS,
                    COLUMNS.subList(0, 10),
                    """
                    graph dressed {
                      %%0:%1$s[M,N] = input x
                      %%1:%1$s[N] = input shift
                      %%2:%1$s[M,N] = broadcast axes=[1] %%1
                      %%3:%1$s[M,N] = sub %%0 %%2
                      %%4:%1$s[N] = reduce sum axes=[0] order=lanes %%3
                      %%5:%1$s[N] = reduce max axes=[0] order=free %%3
                      %%6:%1$s[N] = mul %%4 %%5
                      return y = %%6, z = %%4
                    }
                    """.formatted(type)));
            sums.add(new Sum(
                    "scalar products of columns, " + type,
                    PtxColumnFolds.THREADS,
                    COLUMNS.subList(0, 10),
                    """
                    graph products {
                      %%0:%1$s[M,N] = input a
                      %%1:%1$s[M,N] = input b
                      %%2:%1$s[N] = dot aBatch=[1] bBatch=[1] aContract=[0] bContract=[0] order=lanes %%0 %%1
                      return c = %%2
                    }
                    """.formatted(type)));
            sums.add(new Sum(
                    "chunks of few columns, " + type,
                    PtxColumnFolds.THREADS,
                    List.of(sizes(1, 0), sizes(4097, 0), sizes(13000, 0)),
                    """
                    graph few {
                      %%0:%1$s[M,20] = input x
                      %%1:%1$s[20] = reduce sum axes=[0] order=lanes %%0
                      return y = %%1
                    }
                    """.formatted(type)));
            for (int n : List.of(1, 2, 15, 16, 31)) {
                sums.add(new Sum("rows of " + n + ", " + type, 128, List.of(sizes(0, 0), sizes(200, 0)), """
                        graph rows {
                          %%0:%1$s[M,%2$d] = input x
                          %%1:%1$s[M] = reduce sum axes=[1] order=lanes %%0
                          %%2:%1$s[M] = reduce min axes=[1] order=free %%0
                          return y = %%1, z = %%2
                        }
                        """.formatted(
                                type, n)));
            }
            sums.add(new Sum(
                    "columns of 48, " + type, PtxColumnFolds.THREADS, COLUMNS.subList(0, 8), """
                    graph fixed {
                      %%0:%1$s[48,N] = input x
                      %%1:%1$s[N] = reduce sum axes=[0] order=lanes %%0
                      return y = %%1
                    }
                    """.formatted(type)));
        }
        return sums;
    }

    @ParameterizedTest
    @MethodSource("sums")
    void sumsHaveTheBitsOfTheDefinition(Sum sum) {
        Graph graph = sum.graph();
        assertEquals(sum.threads(), emitted(graph, false).getFirst().blockSize(), "this is to test who folds");
        // most columns have ordinary numbers only
        EmulatedBits.require(graph, sum.sizes(), 5_000);
    }

    @ParameterizedTest
    @MethodSource("sums")
    void sumsAssembleWithoutSpills(Sum sum) {
        if (Assembler.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            Assumptions.abort(reason + "; " + remedy);
        }
        for (boolean wide : List.of(false, true)) {
            for (PtxKernel kernel : emitted(sum.graph(), wide)) {
                for (Assembler.Target target : Assembler.Target.values()) {
                    AssemblyReport.Entry entry =
                            Assembler.assemble(kernel.text(), target).report().entry(kernel.name());
                    assertEquals(0, entry.spillStoreBytes() + entry.spillLoadBytes(), entry::toString);
                    assertTrue(entry.registers() <= 128, entry::toString);
                }
            }
        }
    }

    private static List<PtxKernel> emitted(Graph graph, boolean wide) {
        return Lowering.of(graph, LoweringOptions.DEFAULT).kernels().stream()
                .map(kernel -> PtxEmitter.emit(kernel, wide))
                .toList();
    }
}
