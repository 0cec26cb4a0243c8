package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.conformance.Definition;
import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.SpecialValues;
import dev.gradlane.conformance.Value;
import dev.gradlane.function.Pow;
import dev.gradlane.function.Trig;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Kernels with a common route have the bits of the reference wherever their rare points lie.
final class CommonPathTest {
    private static final Map<String, List<Value>> EXPECTED = new ConcurrentHashMap<>();
    private static final String TITLE = "where no point is rare";

    /// How the vector device runs.
    record Way(DType type, int bits, int threads) {}

    static Stream<Way> ways() {
        return Stream.of(
                new Way(DType.F32, 64, 1),
                new Way(DType.F32, 256, 2),
                new Way(DType.F32, 512, 3),
                new Way(DType.F64, 128, 1),
                new Way(DType.F64, 512, 2));
    }

    /// Where the rare points are among `n`.
    private enum Rare {
        NOWHERE,
        FIRST,
        LAST,
        BEFORE_THE_TAIL,
        SOMETIMES,
        ONE_TILE,
        EVERYWHERE;

        LongPredicate among(long n) {
            return switch (this) {
                case NOWHERE -> _ -> false;
                case FIRST -> i -> i == 0;
                case LAST -> i -> i == n - 1;
                case BEFORE_THE_TAIL -> i -> i == n / 16 * 16 - 1;
                case SOMETIMES -> i -> i % 97 == 5;
                case ONE_TILE -> i -> i / Rows.TILE == n / Rows.TILE / 2;
                case EVERYWHERE -> _ -> true;
            };
        }
    }

    private static final long[] SIZES = {1, 17, 513, 4097, 5003};

    /// y, far from 0 seldom, for which the other arm is no way of most points either.
    private static Expr merged(Expr x) {
        Expr dear = x;
        for (int i = 0; i < 20; i++) {
            dear = dear.mul(0.5).add(i);
        }
        Expr cheap = x;
        for (int i = 0; i < 5; i++) {
            cheap = cheap.mul(0.25).add(i);
        }
        return x.gt(1e6).select(dear, cheap);
    }

    private static Graph stores(DType type) {
        Shape shape = Shape.of(Dim.symbol("N"));
        DType other = type == DType.F32 ? DType.F64 : DType.F32;
        var b = new GraphBuilder("stores");
        Expr x = b.input("x", new TensorType(type, shape));
        Expr sine = x.apply(Trig.SIN);
        b.output("sine", sine);
        b.output("both", sine.add(x.mul(2).convert(other).apply(Trig.COS).convert(type)));
        b.output("merged", merged(x));
        b.output("positive", sine.gt(0));
        return Freeze.of(b.build());
    }

    private static Graph one(DType type) {
        var b = new GraphBuilder("one");
        b.output(
                "y",
                b.input("x", new TensorType(type, Shape.of(Dim.symbol("N")))).apply(Trig.SIN));
        return Freeze.of(b.build());
    }

    /// Folds of a computed value, and of a guard's own result.
    private static Graph folds(DType type, int axis) {
        Dim cells = Dim.of(3);
        Dim n = Dim.symbol("N");
        var b = new GraphBuilder("folds" + axis);
        Expr x = b.input("x", new TensorType(type, axis == 1 ? Shape.of(cells, n) : Shape.of(n, cells)));
        b.output("sine", x.apply(Trig.SIN).reduce(Reduction.SUM, List.of(axis)));
        b.output("merged", merged(x).reduce(Reduction.SUM, List.of(axis)));
        return Freeze.of(b.build());
    }

    /// Every other element, by which nothing lies side by side.
    private static Graph strided(DType type) {
        var b = new GraphBuilder("strided");
        Expr x = b.input("x", new TensorType(type, Shape.of(Dim.symbol("N"), Dim.of(2))));
        b.output("y", x.slice(1, 1, 1, 1).apply(Trig.SIN));
        return Freeze.of(b.build());
    }

    private static Graph powers(DType type) {
        Shape shape = Shape.of(Dim.symbol("N"));
        var b = new GraphBuilder("powers");
        Expr x = b.input("x", new TensorType(type, shape));
        b.output("power", x.apply(Pow.POW, b.input("y", new TensorType(type, shape))));
        return Freeze.of(b.build());
    }

    @ParameterizedTest
    @MethodSource("ways")
    void rarePointsAnywhere(Way way) {
        List<Graph> graphs =
                List.of(stores(way.type), one(way.type), folds(way.type, 0), folds(way.type, 1), strided(way.type));
        try (Device device = open(way)) {
            for (Graph graph : graphs) {
                try (Executable compiled = device.compile(graph, CompileOptions.DEFAULT)) {
                    assertTrue(compiled.explain().contains(TITLE), graph.name());
                    for (long n : SIZES) {
                        for (Rare rare : Rare.values()) {
                            check(way, device, compiled, graph, n, rare);
                        }
                    }
                }
            }
        }
    }

    private static void check(Way way, Device device, Executable compiled, Graph graph, long n, Rare rare) {
        TensorType type = graph.inputTypes().getFirst();
        Map<String, Long> sizes = Map.of("N", n);
        long row = type.shape().size(sizes) / n;
        boolean rows = graph.name().equals("folds1");
        LongPredicate among = rare.among(n);
        Value x = Value.of(type, sizes, i -> {
            long point = rows ? i % n : i / row;
            double near = (i * 7919 % 2000 - 1000) * 0.0625;
            return way.type.bitsOf(among.test(point) ? 3e8 + i * 4096 : near);
        });
        String run = graph.name() + " " + way.type + " " + n + " " + rare;
        List<Value> expected = EXPECTED.computeIfAbsent(run, _ -> Definition.run(graph, List.of(x), sizes));
        List<Value> actual = DeviceRun.run(device, compiled, graph, List.of(x), sizes);
        assertEquals(Optional.empty(), Value.difference(expected, actual), run + " " + way);
    }

    static Stream<Way> waysOfPowers() {
        return Stream.of(
                new Way(DType.F32, 64, 1),
                new Way(DType.F32, 512, 1),
                new Way(DType.F64, 64, 1),
                new Way(DType.F64, 256, 1));
    }

    /// A pair of special numbers among ordinary ones, which alone decides whether the common route is left. After it
    /// two
    /// runs without one, so that the next pair meets a try.
    @ParameterizedTest
    @MethodSource("waysOfPowers")
    void everySpecialPair(Way way) {
        int points = 17;
        int at = 5;
        Graph graph = powers(way.type);
        long[] numbers = Stream.of(
                        0.0, -0.0, 1.0, -1.0, 2.5, 3.0, -2.0, -2.5, 170.0, -1e4, 1e9, 1e-9, 1e300, 1e-310, -1e-320)
                .mapToLong(way.type::bitsOf)
                .toArray();
        long[] specials = LongStream.concat(LongStream.of(numbers), Arrays.stream(SpecialValues.of(way.type)))
                .distinct()
                .toArray();
        Map<String, Long> sizes = Map.of("N", (long) points);
        TensorType type = graph.inputTypes().getFirst();
        Value plain = Value.of(type, sizes, i -> way.type.bitsOf(0.5 + i * 0.25));
        List<Value> powersOfPlain = Definition.run(graph, List.of(plain, plain), sizes);
        try (Device device = open(way);
                Executable compiled = device.compile(graph, CompileOptions.DEFAULT)) {
            assertTrue(compiled.explain().contains(TITLE));
            for (long x : specials) {
                for (long y : specials) {
                    List<Value> inputs = List.of(
                            Value.of(type, sizes, i -> i == at ? x : plain.bits((int) i)),
                            Value.of(type, sizes, i -> i == at ? y : plain.bits((int) i)));
                    List<Value> expected = Definition.run(graph, inputs, sizes);
                    List<Value> actual = DeviceRun.run(device, compiled, graph, inputs, sizes);
                    assertEquals(
                            Optional.empty(),
                            Value.difference(expected, actual),
                            () -> way + " " + Long.toHexString(x) + " " + Long.toHexString(y));
                    for (int i = 0; i < 2; i++) {
                        List<Value> again = DeviceRun.run(device, compiled, graph, List.of(plain, plain), sizes);
                        assertEquals(Optional.empty(), Value.difference(powersOfPlain, again));
                    }
                }
            }
        }
    }

    private static Device open(Way way) {
        System.setProperty("gradlane.vector.bits", Integer.toString(way.bits));
        System.setProperty("gradlane.vector.threads", Integer.toString(way.threads));
        System.setProperty("gradlane.vector.tier", "fused");
        try {
            return new VectorBackend().open("vector");
        } finally {
            System.clearProperty("gradlane.vector.bits");
            System.clearProperty("gradlane.vector.threads");
            System.clearProperty("gradlane.vector.tier");
        }
    }

    @Test
    void whatIsNotGuardedHasOneRoute() {
        var b = new GraphBuilder("plain");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(Dim.symbol("N"))));
        b.output("y", x.gt(0).select(x.mul(3), x).add(1));
        try (Device device = open(new Way(DType.F32, 64, 1));
                Executable compiled = device.compile(Freeze.of(b.build()), CompileOptions.DEFAULT)) {
            assertFalse(compiled.explain().contains(TITLE));
        }
    }

    @Test
    void triesBecomeRareWhereTheyAreInVain() {
        assertEquals("1.1..1....1........1................1................1", tries(54, false));
        assertEquals("1111", tries(4, true));
    }

    private static String tries(int tiles, boolean well) {
        Attempts attempts = new Attempts();
        List<String> tries = new ArrayList<>();
        for (int i = 0; i < tiles; i++) {
            boolean due = attempts.isDue();
            tries.add(due ? "1" : ".");
            if (due) {
                attempts.ended(well);
            }
        }
        return String.join("", tries);
    }

    @Test
    void aTryThatGoesWellEndsThePause() {
        Attempts attempts = new Attempts();
        attempts.ended(false);
        attempts.ended(false);
        assertFalse(attempts.isDue());
        assertFalse(attempts.isDue());
        assertTrue(attempts.isDue());
        attempts.ended(true);
        assertTrue(attempts.isDue());
        attempts.ended(false);
        assertFalse(attempts.isDue());
        assertTrue(attempts.isDue());
    }
}
