package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Device;
import dev.gradlane.function.Exp;
import dev.gradlane.function.Functions;
import dev.gradlane.function.Hyperbolic;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every promise of every function, measured on one device; a table of the largest errors goes to
/// stdout.
///
/// f32: every 4099th of the 2³² inputs; f64: 10⁴ seeded inputs per function; of two arguments 2·10⁴ and
/// 10⁴ pairs.
public abstract class AccuracySuite {
    private static final long SEED = 20261124;

    /// The oracle judges every 1031st input in f32 whatever the filter says: about 1000 a row.
    private static final int EVERY = 1031;

    /// An open device of the backend under test.
    protected abstract Device open();

    @Test
    void everyFunctionHasItsTruth() {
        assertEquals(
                names(Functions.ALL.stream().filter(f -> f.arity() == 1)),
                names(Families.unary().stream().map(Subject::function)));
        assertEquals(
                names(Functions.ALL.stream().filter(f -> f.arity() == 2)),
                names(Families.binary().stream().map(BinarySubject::function)));
    }

    @Test
    void valuesAndDerivativesKeepTheirPromises() {
        List<Line> lines = new ArrayList<>();
        try (Device device = open()) {
            var evaluation = new Evaluation(device);
            for (Subject s : Families.unary()) {
                Composite f = s.function();
                lines.addAll(lines(f.symbol(), s, s.value(), (type, x) -> evaluation.value(f, type, x), f::promise));
                lines.addAll(lines(
                        f.symbol() + "′",
                        s,
                        s.slope(),
                        (type, x) -> evaluation.derivative(f, type, x),
                        type -> OptionalDouble.of(s.slopePromise())));
            }
            for (BinarySubject s : Families.binary()) {
                lines.addAll(PairSamples.lines(evaluation, s, DType.F32, 20_000, SEED));
                lines.addAll(PairSamples.lines(evaluation, s, DType.F64, 10_000, SEED));
            }
        }
        lines.forEach(System.out::println);
        assertEquals(List.of(), lines.stream().filter(line -> !line.kept()).toList());
    }

    @Test
    void specialValuesAreThoseOfTheStandard() {
        List<String> wrong = new ArrayList<>();
        try (Device device = open()) {
            var evaluation = new Evaluation(device);
            for (SpecialValue s : SpecialValue.all()) {
                for (DType type : List.of(DType.F32, DType.F64)) {
                    long[][] x =
                            s.x().stream().map(v -> new long[] {type.bitsOf(v)}).toArray(long[][]::new);
                    long y = evaluation.value(s.function(), type, x)[0];
                    if (!type.same(type.bitsOf(s.y()), y)) {
                        wrong.add("%s%s %s: expected %s, got %s (%x)"
                                .formatted(s.function(), s.x(), type, s.y(), type.toDouble(y), y));
                    }
                }
            }
        }
        assertEquals(List.of(), wrong);
    }

    /// The limits at ±∞ of the derivatives that vanish there: no ∞·0.
    @Test
    void derivativesVanishAtInfinity() {
        try (Device device = open()) {
            var evaluation = new Evaluation(device);
            for (Composite f : Families.ALL.stream()
                    .flatMap(family -> family.flat().stream())
                    .toList()) {
                for (DType type : List.of(DType.F32, DType.F64)) {
                    long[] ends = {type.bitsOf(Double.NEGATIVE_INFINITY), type.bitsOf(Double.POSITIVE_INFINITY)};
                    for (long slope : evaluation.derivative(f, type, ends)) {
                        assertEquals(0, Math.abs(type.toDouble(slope)), f + " " + type);
                    }
                }
            }
        }
    }

    @Test
    void coefficientsThatAreOffAreCaught() {
        try (Device device = open()) {
            var evaluation = new Evaluation(device);
            assertTrue(PlantedCoefficient.measured(evaluation, 0).kept());
            for (int ulps : new int[] {-64, 64, 1024}) {
                Line line = PlantedCoefficient.measured(evaluation, ulps);
                assertFalse(line.kept(), line::toString);
            }
        }
    }

    @Test
    void faultsInRealFunctionsAreCaught() {
        try (Device device = open()) {
            List<Planted> missed = new ArrayList<>();
            for (Planted planted : Planted.ALL) {
                List<String> complaints = Planted.complaints(device, planted.quantity(), planted.graph());
                System.out.println(planted + ": " + complaints);
                if (complaints.isEmpty()) {
                    missed.add(planted);
                }
            }
            assertEquals(List.of(), missed);
            Quantity exp = Quantity.value(Exp.EXP);
            assertEquals(List.of(), Planted.complaints(device, exp, exp.graph(DType.F32)));
            assertNotEquals(List.of(), Planted.complaints(device, exp, Planted.scaledTwice()));
        }
    }

    /// A whole block judged through polynomials is judged as by the oracle itself, and one wrong result in it is found.
    @Test
    void oneWrongResultInABlockIsFound() {
        int first = Float.floatToRawIntBits(0.5f);
        Subject tanh = Families.unary().stream()
                .filter(s -> s.function().equals(Hyperbolic.TANH))
                .findFirst()
                .orElseThrow();
        float[] results = new float[BlockJudge.SIZE];
        int[] x = new int[BlockJudge.SIZE];
        Arrays.setAll(x, i -> first + i);
        try (Device device = open();
                var lanes = new LaneRun(device, Quantity.value(Hyperbolic.TANH).graph(DType.F32), x.length)) {
            lanes.run(List.of(MemorySegment.ofArray(x)), MemorySegment.ofArray(results));
        }
        Misfit sound = judged(tanh, first, results);
        double byOracle = 0;
        for (int i = 0; i < x.length; i += 499) {
            byOracle = Math.max(byOracle, tanh.value().error(DType.F32, Float.intBitsToFloat(x[i]), results[i]));
        }
        assertEquals(x.length, sound.judged());
        assertTrue(byOracle <= sound.ulps() + 0x1p-16 && sound.ulps() < 1, byOracle + " " + sound.ulps());
        int wrong = 3_141_592;
        results[wrong] = Math.nextUp(Math.nextUp(results[wrong]));
        Misfit planted = judged(tanh, first, results);
        assertEquals(first + wrong, planted.worst());
        assertTrue(planted.ulps() > 1, () -> "" + planted.ulps());
    }

    private static Misfit judged(Subject subject, int first, float[] results) {
        var judge = new BlockJudge(subject, subject.value(), true);
        judge.judge(first, results);
        return judge.misfit();
    }

    /// Results at the given bits.
    private interface Run {
        long[] at(DType type, long[] x);
    }

    private interface Promise {
        OptionalDouble in(DType type);
    }

    private static List<Line> lines(String name, Subject s, Truth truth, Run run, Promise promise) {
        double narrowPromise = promise.in(DType.F32).orElseThrow();
        long[] narrow = judged(Samples.f32(), s, truth, DType.F32);
        long[] same = Arrays.stream(narrow)
                .map(b -> DType.F64.bitsOf(DType.F32.toDouble(b)))
                .toArray();
        Measurement f32 = Measurement.filtered(
                narrow, run.at(DType.F32, narrow), run.at(DType.F64, same), truth, narrowPromise, EVERY);
        long[] seeded = judged(Samples.f64(s.low(), s.high(), SEED), s, truth, DType.F64);
        Measurement f64 = Measurement.of(DType.F64, seeded, run.at(DType.F64, seeded), truth);
        return List.of(
                new Line(name, DType.F32, f32, narrowPromise),
                new Line(name, DType.F64, f64, promise.in(DType.F64).orElseThrow()));
    }

    private static long[] judged(long[] x, Subject s, Truth truth, DType dtype) {
        return Arrays.stream(x)
                .filter(b -> s.holds(dtype.toDouble(b)) && truth.judges(dtype, dtype.toDouble(b)))
                .toArray();
    }

    private static List<String> names(Stream<Composite> functions) {
        return functions.map(Composite::symbol).sorted().toList();
    }
}
