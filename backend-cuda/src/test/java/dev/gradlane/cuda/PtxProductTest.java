package dev.gradlane.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.graph.Graph;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.Layout;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.kernel.LoweringOptions;
import dev.gradlane.text.GraphText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Products in tiles have the bits of the definition, at the edges of tiles, passes and blocks.
class PtxProductTest {
    private record Product(String name, String text) {
        Graph graph() {
            return GraphText.parse(text);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Map<String, Long>> SIZES = List.of(
            sizes(1, 1, 1),
            sizes(3, 0, 2),
            sizes(64, 16, 64),
            sizes(65, 17, 63),
            sizes(17, 255, 66),
            sizes(2, 256, 130),
            sizes(70, 257, 5),
            sizes(5, 600, 33),
            sizes(0, 7, 9));

    private static Map<String, Long> sizes(long m, long k, long n) {
        return Map.of("M", m, "K", k, "N", n);
    }

    static List<Product> products() {
        List<Product> products = new ArrayList<>();
        for (String type : List.of("f32", "f64")) {
            products.add(new Product("plain " + type, """
                    graph plain {
                      %%0:%1$s[M,K] = input a
                      %%1:%1$s[K,N] = input b
                      %%2:%1$s[M,N] = dot aBatch=[] bBatch=[] aContract=[1] bContract=[0] order=chain %%0 %%1
                      return c = %%2
                    }
                    """.formatted(type)));
            products.add(new Product("transposed, with producers and an epilogue, " + type, """
                    graph dressed {
                      %%0:%1$s[K,M] = input a
                      %%1:%1$s[N,K] = input b
                      %%2:%1$s[N] = input bias
                      %%3:%1$s[K,M] = mul %%0 %%0
                      %%4:%1$s[N,K] = neg %%1
                      %%5:%1$s[M,N] = dot aBatch=[] bBatch=[] aContract=[0] bContract=[1] order=chain %%3 %%4
                      %%6:%1$s[M,N] = broadcast axes=[1] %%2
                      %%7:%1$s[M,N] = add %%5 %%6
                      %%8:%1$s[M,N] = sqrt %%7
                      return c = %%8, d = %%7
                    }
                    """.formatted(type)));
            products.add(new Product("batches, two contracted axes, " + type, """
                    graph batches {
                      %%0:%1$s[3,M,2,K] = input a
                      %%1:%1$s[3,2,K,N] = input b
                      %%2:%1$s[3,M,N] = dot aBatch=[0] bBatch=[0] aContract=[2,3] bContract=[1,2] order=chain %%0 %%1
                      return c = %%2
                    }
                    """.formatted(type)));
        }
        return products;
    }

    @ParameterizedTest
    @MethodSource("products")
    void tilesGiveTheBitsOfTheDefinition(Product product) {
        Graph graph = product.graph();
        assertTrue(tiled(graph).stream().allMatch(k -> k.blockSize() == PtxProduct.THREADS), "this is to test tiles");
        EmulatedBits.require(graph, SIZES, 200);
    }

    @ParameterizedTest
    @MethodSource("products")
    void tilesAssembleWithoutSpills(Product product) {
        if (Assembler.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            Assumptions.abort(reason + "; " + remedy);
        }
        for (PtxKernel kernel : tiled(product.graph())) {
            for (Assembler.Target target : Assembler.Target.values()) {
                AssemblyReport.Entry entry =
                        Assembler.assemble(kernel.text(), target).report().entry(kernel.name());
                assertEquals(0, entry.spillStoreBytes() + entry.spillLoadBytes(), entry::toString);
            }
        }
    }

    /// The product's kernel with indices of 32 and of 64 bits.
    private static List<PtxKernel> tiled(Graph graph) {
        Kernel product = Lowering.of(graph, LoweringOptions.DEFAULT).kernels().stream()
                .filter(k -> k.layout() == Layout.BLOCK)
                .findFirst()
                .orElseThrow();
        return List.of(PtxEmitter.emit(product, false), PtxEmitter.emit(product, true));
    }
}
