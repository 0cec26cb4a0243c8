package dev.gradlane.conformance;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Freeze;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Derivatives against truth, in f64, which equal bits cannot show: reverse mode against forward mode by
/// the inner product ⟨ȳ, J·ẋ⟩ = ⟨Jᵀ·ȳ, ẋ⟩, forward mode against central differences in one random
/// direction, and the same again for the derivative graph, which is the second derivative.
public final class GradientRows {
    /// Both sides are sums of the same terms in other orders.
    private static final double INNER_PRODUCT = 1e-9;

    /// The step h costs h²·f‴/6 and 2⁻⁵²·f/h.
    private static final double STEP = 1e-5;

    private static final double DIFFERENCES = 2e-6;

    private GradientRows() {}

    static Stream<ConformanceRow> of(Device device) {
        return GradientGraphs.all()
                .flatMap(subject -> Stream.of(
                        row(device, "gradient of " + subject.name(), subject.graph(), subject.differences()),
                        row(
                                device,
                                "second derivative of " + subject.name(),
                                Vjp.of(subject.graph(), everyInput(subject.graph())),
                                subject.differences())));
    }

    private static List<Integer> everyInput(Graph graph) {
        return IntStream.range(0, graph.inputs().size()).boxed().toList();
    }

    /// @param graph inputs and outputs are f64
    /// @param differences whether the derivative is the limit of difference quotients; of a stopped
    ///     gradient not
    public static ConformanceRow row(Device device, String name, Graph graph, boolean differences) {
        try {
            return difference(device, graph, differences)
                    .map(detail -> ConformanceRow.differs(name, detail))
                    .orElseGet(() -> ConformanceRow.same(name));
        } catch (RuntimeException e) {
            return ConformanceRow.differs(name, "failed: " + e);
        }
    }

    private static Optional<String> difference(Device device, Graph graph, boolean differences) {
        Graph all = Freeze.of(Vjp.of(graph, everyInput(graph)));
        if (Refusals.lacking(device, all).isPresent()) {
            return Refusals.difference(device, all);
        }
        Draw draw = new Draw(2718, graph.nodes().size());
        int n = graph.inputs().size();
        // inside (0.15, 0.85) every function of the library is smooth
        List<Value> x = draws(graph, () -> 0.5 + 0.175 * draw.number());
        List<Value> dx = draws(graph, draw::number);
        List<Value> forward = run(device, Jvp.of(graph, everyInput(graph)), join(x, dx));
        int outputs = graph.outputs().size();
        List<Value> y = forward.subList(0, outputs);
        List<Value> dy = forward.subList(outputs, 2 * outputs);
        List<Value> bar = y.stream()
                .map(v -> Value.of(v.fixedType(), Map.of(), _ -> DType.F64.bitsOf(draw.number())))
                .toList();
        List<Value> reverse = run(device, Vjp.of(graph, everyInput(graph)), join(x, bar));
        List<Value> gradient = reverse.subList(outputs, outputs + n);
        double left = product(bar, dy);
        double right = product(gradient, dx);
        double size = 1 + magnitude(bar, dy) + magnitude(gradient, dx);
        if (!(Math.abs(left - right) <= INNER_PRODUCT * size)) {
            return Optional.of("<ybar, J dx> = " + left + " but <J'ybar, dx> = " + right);
        }
        return differences ? quotient(device, graph, x, dx, bar, left, size) : Optional.empty();
    }

    private static Optional<String> quotient(
            Device device, Graph graph, List<Value> x, List<Value> dx, List<Value> bar, double slope, double size) {
        double up = product(bar, run(device, graph, moved(x, dx, STEP)));
        double down = product(bar, run(device, graph, moved(x, dx, -STEP)));
        double quotient = (up - down) / (2 * STEP);
        boolean near = Math.abs(quotient - slope) <= DIFFERENCES * size;
        return near
                ? Optional.empty()
                : Optional.of("forward mode gives the slope " + slope + ", central differences " + quotient);
    }

    private static List<Value> run(Device device, Graph graph, List<Value> inputs) {
        return DeviceRun.of(device, Freeze.of(graph), CompileOptions.DEFAULT, inputs, Map.of());
    }

    private static List<Value> draws(Graph graph, java.util.function.DoubleSupplier number) {
        return graph.inputTypes().stream()
                .map(type -> Value.of(type, Map.of(), _ -> DType.F64.bitsOf(number.getAsDouble())))
                .toList();
    }

    private static List<Value> join(List<Value> a, List<Value> b) {
        List<Value> all = new ArrayList<>(a);
        all.addAll(b);
        return all;
    }

    private static List<Value> moved(List<Value> x, List<Value> dx, double step) {
        return IntStream.range(0, x.size())
                .mapToObj(i -> Value.of(
                        x.get(i).type(),
                        Map.of(),
                        e -> DType.F64.bitsOf(number(x.get(i), (int) e) + step * number(dx.get(i), (int) e))))
                .toList();
    }

    private static double product(List<Value> a, List<Value> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            for (int e = 0; e < a.get(i).size(); e++) {
                sum += number(a.get(i), e) * number(b.get(i), e);
            }
        }
        return sum;
    }

    private static double magnitude(List<Value> a, List<Value> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            for (int e = 0; e < a.get(i).size(); e++) {
                sum += Math.abs(number(a.get(i), e) * number(b.get(i), e));
            }
        }
        return sum;
    }

    private static double number(Value value, int element) {
        return Double.longBitsToDouble(value.bits(element));
    }
}
