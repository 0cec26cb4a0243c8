package dev.gradlane.conformance.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.conformance.DeviceRun;
import dev.gradlane.conformance.Value;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Values in f64, first and second derivatives by reverse mode, at points where the truth is known to 60 digits.
///
/// Values keep their promise; derivatives keep [#DERIVATIVE] ulp, but for those of [#LOOSER]. The points stay away from
/// zeros of a derivative other than 0 itself, where no formula in working precision has digits.
public abstract class GoldenPointsSuite {
    static final double DERIVATIVE = 4;

    /// What is promised instead, by name: `f.0` is ∂f/∂x₀, `f.0.1` is ∂²f/∂x₀∂x₁.
    private static final Map<String, Double> LOOSER = Map.of(
            // third derivatives of hypot: sums of products of the second ones
            "hypotByFirst.1.0", 8.0,
            "hypotBySecond.0.0", 8.0);

    /// Kinks and constants, which have no digits to compare: the accuracy suite and the special values hold them.
    private static final Set<String> WITHOUT_DIGITS = Set.of("relu", "sign", "stopGradient");

    /// An open device of the backend under test.
    protected abstract Device open();

    @Test
    void everyFunctionHasItsPoints() {
        Set<String> missing = new HashSet<>();
        Functions.ALL.forEach(f -> missing.add(f.symbol()));
        missing.removeAll(WITHOUT_DIGITS);
        GoldenPoint.all().forEach(p -> missing.remove(p.symbol()));
        assertEquals(Set.of(), missing, "functions without a line in " + GoldenPoint.RESOURCE);
    }

    @Test
    void valuesAndDerivativesHaveTheDigits() {
        List<String> wrong = new ArrayList<>();
        Map<String, List<GoldenPoint>> bySymbol = new LinkedHashMap<>();
        GoldenPoint.all()
                .forEach(p -> bySymbol.computeIfAbsent(p.symbol(), _ -> new ArrayList<>())
                        .add(p));
        try (Device device = open()) {
            bySymbol.forEach((symbol, points) -> {
                Composite f = Functions.named(symbol)
                        .orElseThrow(() -> new AssertionError(GoldenPoint.RESOURCE + ": no function " + symbol));
                wrong.addAll(judge(device, f, points));
            });
        }
        assertTrue(wrong.isEmpty(), () -> String.join("\n", wrong));
    }

    private static List<String> judge(Device device, Composite f, List<GoldenPoint> points) {
        List<String> wrong = new ArrayList<>();
        double promise = f.promise(DType.F64).orElseThrow();
        Graph gradient = Vjp.valueAndGradient(scalar(f), all(f));
        List<List<Double>> first = run(device, gradient, points);
        judge(
                wrong,
                f.symbol(),
                promise,
                points,
                first.getFirst(),
                points.stream().map(GoldenPoint::value).toList());
        for (int i = 0; i < f.arity(); i++) {
            int index = i;
            String name = f.symbol() + "." + i;
            double bound = LOOSER.getOrDefault(name, DERIVATIVE);
            judge(
                    wrong,
                    name,
                    bound,
                    points,
                    first.get(1 + i),
                    points.stream().map(p -> p.first().get(index)).toList());
            List<List<Double>> second = run(device, Vjp.valueAndGradient(only(gradient, 1 + i), all(f)), points);
            for (int j = 0; j < f.arity(); j++) {
                int other = j;
                String both = name + "." + j;
                judge(
                        wrong,
                        both,
                        LOOSER.getOrDefault(both, DERIVATIVE),
                        points,
                        second.get(1 + j),
                        points.stream().map(p -> p.second(index, other)).toList());
            }
        }
        return wrong;
    }

    private static void judge(
            List<String> wrong,
            String name,
            double bound,
            List<GoldenPoint> points,
            List<Double> results,
            List<BigDecimal> truths) {
        for (int k = 0; k < points.size(); k++) {
            double error = error(results.get(k), truths.get(k));
            if (!(error <= bound)) {
                wrong.add("%s%s: %s is %.3f ulp from %s, promised %.0f"
                        .formatted(
                                name,
                                points.get(k).point().stream()
                                        .map(Double::toHexString)
                                        .toList(),
                                results.get(k),
                                error,
                                truths.get(k).round(new MathContext(20)),
                                bound));
            }
        }
    }

    /// In ulp of the truth; an infinity is right where the truth is beyond the range.
    private static double error(double y, BigDecimal truth) {
        if (!Double.isFinite(y)) {
            return y == truth.doubleValue() ? 0 : Double.POSITIVE_INFINITY;
        }
        BigDecimal ulp = new BigDecimal(Math.ulp(truth.doubleValue()));
        return new BigDecimal(y)
                .subtract(truth)
                .abs()
                .divide(ulp, MathContext.DECIMAL64)
                .doubleValue();
    }

    private static List<Integer> all(Composite f) {
        return IntStream.range(0, f.arity()).boxed().toList();
    }

    private static Graph scalar(Composite f) {
        GraphBuilder b = new GraphBuilder(f.symbol());
        List<Expr> inputs = new ArrayList<>();
        for (int i = 0; i < f.arity(); i++) {
            inputs.add(b.input("x" + i, TensorType.scalar(DType.F64)));
        }
        return b.output("y", b.map(f, inputs)).build();
    }

    private static Graph only(Graph graph, int output) {
        return new Graph(graph.name(), graph.nodes(), List.of(graph.outputs().get(output)));
    }

    /// Each output at all points.
    private static List<List<Double>> run(Device device, Graph graph, List<GoldenPoint> points) {
        int arity = graph.inputs().size();
        Graph frozen = Freeze.of(
                Batch.of(graph, new HashSet<>(IntStream.range(0, arity).boxed().toList()), "N"));
        Map<String, Long> sizes = Map.of("N", (long) points.size());
        TensorType column = new TensorType(DType.F64, Shape.of(Dim.symbol("N")));
        List<Value> inputs = new ArrayList<>();
        for (int i = 0; i < arity; i++) {
            int index = i;
            inputs.add(Value.of(
                    column,
                    sizes,
                    k -> DType.F64.bitsOf(points.get((int) k).point().get(index))));
        }
        return DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, sizes).stream()
                .map(value -> IntStream.range(0, points.size())
                        .mapToObj(k -> DType.F64.toDouble(value.bits(k)))
                        .toList())
                .toList();
    }
}
