package dev.gradlane.cli.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.Device;
import dev.gradlane.cli.data.Block;
import dev.gradlane.cli.data.Numbers;
import dev.gradlane.cli.data.Rows;
import dev.gradlane.cli.data.Table;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.BatchSum;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A table read in blocks gives the bits of one run over the whole table.
class StreamingTest {
    private static final List<String> FUNCTIONS = List.of(
            "mean((x - a)^2) + sum(y)",
            "mean((x - mean(x))^2)",
            "max(x*a) - min(y)",
            "log(sum(exp(x - max(x)))) + max(x)",
            "m = mean(x); s = sqrt(mean((x - m)^2)); mean(((x - m)/s)^3*y)",
            "sum(a)/mean(x)",
            "logSumExp(x) + sum(softmax(x - y)*x)",
            "mean((x*a - y)^2)");

    /// @param block rows in memory at once
    record Case(String function, int rows, int block, DType dtype) {}

    static Stream<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (String function : FUNCTIONS) {
            for (int rows : List.of(1, 127, 4095, 4096, 4097, 10_000, 12_289)) {
                cases.add(new Case(function, rows, 4096, DType.F64));
                cases.add(new Case(function, rows, 8192, DType.F32));
            }
        }
        return cases.stream();
    }

    /// Two columns of seeded numbers.
    private record Seeded(int count, DType dtype, List<MemorySegment> data) implements Table {
        static Seeded of(int count, DType dtype) {
            Random random = new Random(count);
            List<MemorySegment> data = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                MemorySegment column = Arena.ofAuto().allocate((long) count * dtype.bytes(), 64);
                for (int i = 0; i < count; i++) {
                    // few different values, so that max and min have ties
                    Numbers.set(column, i, dtype, dtype.bitsOf(random.nextInt(-500, 500) / 64.0));
                }
                data.add(column);
            }
            return new Seeded(count, dtype, data);
        }

        @Override
        public String title() {
            return "seeded";
        }

        @Override
        public List<String> columns() {
            return List.of("x", "y");
        }

        @Override
        public Rows read(List<String> numbers, List<String> texts, DType type) {
            return new Rows() {
                private int row;

                @Override
                public Optional<Block> next(int max) {
                    int start = row;
                    int rows = Math.min(max, count - start);
                    row += rows;
                    long bytes = (long) rows * dtype.bytes();
                    return rows == 0
                            ? Optional.empty()
                            : Optional.of(new Block(
                                    rows,
                                    numbers.stream()
                                            .map(n -> data.get(columns().indexOf(n))
                                                    .asSlice((long) start * dtype.bytes(), bytes))
                                            .toList(),
                                    List.of()));
                }

                @Override
                public void close() {}
            };
        }
    }

    private static Device device() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(b -> b.name().equals("cpu"))
                .findFirst()
                .orElseThrow()
                .open("cpu");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void hasTheBitsOfOneRun(Case c) {
        hasTheBitsOfOneRun(c, reduced(Expression.parse(c.function), c.dtype));
    }

    /// The same for gradients of samples that are folded, whose sums may be products.
    @ParameterizedTest
    @MethodSource("cases")
    void foldsGradientsOfSamples(Case c) {
        Optional<Expression> inside = Expression.parse(c.function).insideMean();
        if (inside.isPresent()) {
            hasTheBitsOfOneRun(c, folded(inside.get(), c.dtype));
        }
    }

    private static Graph reduced(Expression expression, DType dtype) {
        return gradient(expression.batchGraph(dtype, Set.of("x", "y"), "B"));
    }

    private static Graph folded(Expression sample, DType dtype) {
        Graph gradient = gradient(sample.sampleGraph(dtype));
        Set<Integer> columns =
                Set.of(sample.names().indexOf("x"), sample.names().indexOf("y"));
        List<Boolean> reduced = new ArrayList<>(List.of(true));
        sample.names().forEach(name -> reduced.add(name.equals("a")));
        return BatchSum.of(Batch.of(gradient, columns, "B"), "B", BatchSum.Kind.MEAN, reduced);
    }

    private static Graph gradient(Graph value) {
        return Vjp.valueAndGradient(
                value, IntStream.range(0, value.inputs().size()).boxed().toList());
    }

    private static void hasTheBitsOfOneRun(Case c, Graph graph) {
        Seeded table = Seeded.of(c.rows, c.dtype);
        MemorySegment a = Arena.ofAuto().allocate(c.dtype.bytes(), 64);
        Numbers.set(a, 0, c.dtype, c.dtype.bitsOf(0.75));
        try (Device device = device();
                Program whole = new Program(device, graph)) {
            List<MemorySegment> inputs = graph.inputNames().stream()
                    .map(n -> n.equals("a") ? a : table.data.get(table.columns().indexOf(n)))
                    .toList();
            List<String> expected = whole.run(inputs, Map.of("B", (long) c.rows)).stream()
                    .map(o -> bits(List.of(o), c.dtype))
                    .toList();
            assertEquals(expected, streamed(c, graph, table, device, a));
        }
    }

    private static List<String> streamed(Case c, Graph graph, Seeded table, Device device, MemorySegment a) {
        Map<String, MemorySegment> parameters =
                c.function.contains("a)") || c.function.contains("*a") ? Map.of("a", a) : Map.of();
        List<MemorySegment> forAll = new ArrayList<>();
        List<List<MemorySegment>> blocks = new ArrayList<>();
        var streaming = new Streaming(device, table, c.dtype, c.block, parameters, _ -> {});
        long rows = streaming.run(graph, "B", new Streaming.Sink() {
            @Override
            public void whole(List<MemorySegment> outputs) {
                forAll.addAll(outputs);
            }

            @Override
            public void rows(int count, List<MemorySegment> outputs) {
                blocks.add(outputs);
            }
        });
        assertEquals(c.rows, rows);
        List<String> results = new ArrayList<>();
        int next = 0;
        int column = 0;
        for (TensorType type : graph.outputTypes()) {
            if (type.shape().rank() == 0) {
                results.add(bits(List.of(forAll.get(next++)), c.dtype));
            } else {
                int index = column++;
                results.add(bits(blocks.stream().map(b -> b.get(index)).toList(), c.dtype));
            }
        }
        return results;
    }

    private static String bits(List<MemorySegment> parts, DType dtype) {
        StringBuilder text = new StringBuilder();
        for (MemorySegment part : parts) {
            for (long i = 0; i < part.byteSize() / dtype.bytes(); i++) {
                text.append(Long.toHexString(Numbers.get(part, i, dtype))).append(' ');
            }
        }
        return text.toString();
    }

    @Test
    void chunksOfChunksAreFoldedAsLanesDoes() {
        int count = 2 * 4096 + 77;
        var builder = new GraphBuilder("sum");
        var x = builder.input("x", new TensorType(DType.F64, Shape.of(Dim.symbol("B"))));
        Graph sum = builder.output("y", x.reduce(Reduction.SUM, List.of(0))).build();
        Random random = new Random(1);
        MemorySegment elements = Arena.ofAuto().allocate(8L * count, 64);
        try (Device device = device();
                Program program = new Program(device, sum)) {
            var tree = new ChunkTree(
                    DType.F64,
                    part -> program.run(List.of(part), Map.of("B", part.byteSize() / 8))
                            .getFirst());
            for (int i = 0; i < count; i++) {
                long bits = Double.doubleToLongBits(random.nextGaussian());
                Numbers.set(elements, i, DType.F64, bits);
                tree.add(bits);
            }
            long whole = Numbers.get(
                    program.run(List.of(elements), Map.of("B", (long) count)).getFirst(), 0, DType.F64);
            assertEquals(whole, tree.result());
        }
    }
}
