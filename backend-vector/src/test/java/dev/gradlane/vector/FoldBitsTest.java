package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.conformance.Definition;
import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.SpecialValues;
import dev.gradlane.conformance.Value;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Folds at all widths of vectors and on one, two and three threads have the bits of the numerics contract, read
/// formula by formula, around the sizes of vectors, lanes, groups of lanes and chunks.
final class FoldBitsTest {
    private static final Map<String, List<Value>> EXPECTED = new ConcurrentHashMap<>();

    /// One run: folds of `n` elements in each of `cells` cells.
    private record Size(long n, long cells) {
        Map<String, Long> symbols() {
            return Map.of("N", n, "C", cells);
        }
    }

    /// How the vector device runs.
    record Way(DType type, int bits, int threads) {}

    static Stream<Way> ways() {
        return Stream.of(
                new Way(DType.F32, 64, 2),
                new Way(DType.F32, 128, 1),
                new Way(DType.F32, 256, 3),
                new Way(DType.F32, 512, 1),
                new Way(DType.F64, 64, 1),
                new Way(DType.F64, 128, 2),
                new Way(DType.F64, 512, 3),
                new Way(DType.I32, 512, 2),
                new Way(DType.I64, 256, 1));
    }

    private static List<Size> sizes() {
        long[] few = {
            0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 127, 128, 129, 130, 135, 136, 255, 256, 257
        };
        long[] many = {511, 513, 1000, 2047, 2048, 2049, 2183, 4095, 4096, 4097, 4225, 8192, 8193, 12_293};
        long[] cells = {1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 48, 63, 65, 100, 129, 255, 257};
        List<Size> sizes = new ArrayList<>();
        for (int i = 0; i < few.length; i++) {
            sizes.add(new Size(few[i], cells[i % cells.length]));
            sizes.add(new Size(few[i], cells[(5 * i + 3) % cells.length]));
        }
        for (int i = 0; i < many.length; i++) {
            sizes.add(new Size(many[i], cells[i % 10]));
        }
        for (long cell : cells) {
            sizes.add(new Size(11, cell));
            sizes.add(new Size(140, cell));
        }
        for (long cell : new long[] {0, 511, 512, 513, 700, 1025}) {
            sizes.add(new Size(3, cell));
            sizes.add(new Size(133, cell));
        }
        // more chunks than lanes
        sizes.add(new Size(4096L * 130 + 7, 1));
        return sizes;
    }

    /// What is folded; a graph each, since the loops of one kernel become one.
    private enum Elements {
        LOADED,
        DENSE,
        SCALED,
        CENTRED
    }

    private static List<Graph> graphs(DType type, Dim n, Dim cells) {
        List<Graph> graphs = new ArrayList<>();
        for (Elements elements : Elements.values()) {
            var rows = new GraphBuilder("rows" + elements);
            folds(elements, rows, new TensorType(type, Shape.of(cells, n)), 1);
            graphs.add(Freeze.of(rows.build()));
            var columns = new GraphBuilder("columns" + elements);
            folds(elements, columns, new TensorType(type, Shape.of(n, cells)), 0);
            graphs.add(Freeze.of(columns.build()));
        }
        return graphs;
    }

    private static void folds(Elements elements, GraphBuilder b, TensorType type, int axis) {
        List<Integer> axes = List.of(axis);
        List<Integer> cells = List.of(1 - axis);
        Expr x = b.input("x", type);
        Expr y = b.input("y", type);
        Expr line = b.input("line", type.withShape(Shape.of(type.shape().dim(axis))));
        Expr cell = b.input("cell", type.withShape(Shape.of(type.shape().dim(1 - axis))));
        Expr steps = line.broadcast(type.shape(), axes);
        Expr factor = cell.broadcast(type.shape(), cells);
        switch (elements) {
            case LOADED -> {
                b.output("sum", x.reduce(Reduction.SUM, axes));
                b.output("max", x.reduce(Reduction.MAX, axes));
                if (type.dtype().isFloat()) {
                    b.output("dot", x.dot(y, new DotAxes(cells, cells, axes, axes), Order.LANES));
                }
            }
            case DENSE -> {
                b.output("sum", x.mul(x).add(y).reduce(Reduction.SUM, axes));
                b.output("min", x.mul(y).reduce(Reduction.MIN, axes));
            }
            case SCALED -> {
                b.output("min", x.mul(steps).reduce(Reduction.MIN, axes));
                b.output("both", x.mul(factor).add(steps).reduce(Reduction.SUM, axes));
                b.output("epilogue", y.add(steps).reduce(Reduction.SUM, axes).mul(cell));
                b.output("uniform", factor.mul(factor).reduce(Reduction.SUM, axes));
                if (type.dtype().isFloat()) {
                    b.output("dot", x.dot(steps, new DotAxes(cells, cells, axes, axes), Order.LANES));
                }
            }
            case CENTRED -> {
                Expr greatest = x.reduce(Reduction.MAX, axes);
                Expr centred = x.sub(greatest.broadcast(x.shape(), cells));
                b.output("greatest", greatest);
                b.output("centred", centred);
                b.output("sum", centred.reduce(Reduction.SUM, axes));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void bitsOfTheContract(Way way) {
        check(way, graphs(way.type, Dim.symbol("N"), Dim.symbol("C")), sizes());
    }

    static Stream<Way> waysOfShortRows() {
        return Stream.of(
                new Way(DType.F32, 64, 1),
                new Way(DType.F32, 512, 1),
                new Way(DType.F64, 256, 2),
                new Way(DType.I32, 128, 3));
    }

    /// Loops, or rows of cells, whose length is a number, so short that many of them are computed together.
    @ParameterizedTest
    @MethodSource("waysOfShortRows")
    void shortRows(Way way) {
        for (long n : new long[] {1, 5, 16, 33, 128, 129}) {
            List<Size> sizes = new ArrayList<>();
            for (long cells : new long[] {0, 1, 3, 16, 33, 103, 600}) {
                sizes.add(new Size(n, cells));
            }
            check(way, graphs(way.type, Dim.of(n), Dim.symbol("C")), sizes);
        }
        for (long cells : new long[] {1, 5, 31, 64, 100}) {
            List<Size> sizes = new ArrayList<>();
            for (long n : new long[] {0, 1, 3, 16, 127, 130, 600, 4099}) {
                sizes.add(new Size(n, cells));
            }
            check(way, graphs(way.type, Dim.symbol("N"), Dim.of(cells)), sizes);
        }
    }

    private static void check(Way way, List<Graph> graphs, List<Size> sizes) {
        try (Device vector = vector(way)) {
            for (Graph graph : graphs) {
                try (Executable compiled = vector.compile(graph, CompileOptions.DEFAULT)) {
                    sizes.forEach(size -> check(way, vector, compiled, graph, size));
                }
            }
        }
    }

    private static void check(Way way, Device vector, Executable compiled, Graph graph, Size size) {
        List<Value> inputs = inputs(graph, size);
        String run = graph.name() + " " + way.type + " " + size;
        List<Value> expected = EXPECTED.computeIfAbsent(run, _ -> Definition.run(graph, inputs, size.symbols()));
        List<Value> actual = DeviceRun.run(vector, compiled, graph, inputs, size.symbols());
        assertEquals(Optional.empty(), difference(graph, expected, actual), run + " " + way);
    }

    private static Optional<String> difference(Graph graph, List<Value> expected, List<Value> actual) {
        for (int i = 0; i < expected.size(); i++) {
            String name = graph.outputs().get(i).name();
            Optional<String> difference = expected.get(i).difference(actual.get(i));
            if (difference.isPresent()) {
                return difference.map(text -> name + ": " + text);
            }
        }
        return Optional.empty();
    }

    /// Mostly ordinary numbers; in every other size special values among them, and rows of nothing but −0.
    private static List<Value> inputs(Graph graph, Size size) {
        SplittableRandom random = new SplittableRandom(size.n * 1000 + size.cells);
        boolean specials = (size.n + size.cells) % 2 == 0;
        return graph.inputTypes().stream()
                .map(type -> {
                    long[] special = SpecialValues.of(type.dtype());
                    boolean negativeZero = random.nextInt(8) == 0;
                    return Value.of(type, size.symbols(), _ -> {
                        if (negativeZero) {
                            return type.dtype().bitsOf(-0.0);
                        }
                        if (specials && random.nextInt(200) == 0) {
                            return special[random.nextInt(special.length)];
                        }
                        double number = random.nextDouble(-3000, 3000);
                        return type.dtype().bitsOf(type.dtype().isFloat() ? (float) number : Math.rint(number));
                    });
                })
                .toList();
    }

    private static Device vector(Way way) {
        System.setProperty("gradlane.vector.bits", Integer.toString(way.bits));
        System.setProperty("gradlane.vector.threads", Integer.toString(way.threads));
        try {
            return new VectorBackend().open("vector");
        } finally {
            System.clearProperty("gradlane.vector.bits");
            System.clearProperty("gradlane.vector.threads");
        }
    }
}
