package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A fault in a real function, and what the judges say of it: the check of the checks.
///
/// @param quantity the function, or its derivative
/// @param fault what is wrong
/// @param occurrence at which of the nodes that allow the fault
record Planted(Quantity quantity, Fault fault, int occurrence) {
    /// Each is one edit of an expansion; all are caught.
    static final List<Planted> ALL = List.of(
            of("exp", Fault.CONSTANT_UP, 4),
            of("exp", Fault.CONSTANT_DOWN, 2),
            of("exp", Fault.CONSTANT_SHORT, 7),
            of("exp", Fault.COMPARE_FLIPPED, 0),
            of("exp", Fault.FMA_SPLIT, 1),
            of("exp", Fault.DIFFERENCE_DROPPED, 0),
            of("log", Fault.CONSTANT_UP, 1),
            of("log", Fault.CONSTANT_DOWN, 1),
            of("log", Fault.CONSTANT_SHORT, 9),
            of("log", Fault.COMPARE_FLIPPED, 2),
            of("log", Fault.ARMS_SWAPPED, 4),
            of("expm1", Fault.DIFFERENCE_DROPPED, 3),
            of("expm1", Fault.DIFFERENCE_DROPPED, 6),
            of("expm1", Fault.ARMS_SWAPPED, 2),
            of("tanh", Fault.BITS_DROPPED, 0),
            of("sigmoid", Fault.ARMS_SWAPPED, 0),
            of("sigmoid′", Fault.COMPARE_FLIPPED, 0),
            of("normalPdf", Fault.NEGATION_DROPPED, 0),
            of("normalPdf′", Fault.NEGATION_DROPPED, 1));

    private static Planted of(String name, Fault fault, int occurrence) {
        return new Planted(Quantity.named(name).orElseThrow(), fault, occurrence);
    }

    @Override
    public String toString() {
        return "%s %s %d".formatted(quantity.name(), fault, occurrence);
    }

    Graph graph() {
        return fault.plantedIn(quantity.graph(DType.F32), occurrence)
                .orElseThrow(() -> new IllegalStateException(this + ": the function has no such node"));
    }

    /// What is wrong with `graph` as an f32 expansion of the quantity: a broken promise, special values; nothing if it
    /// is sound.
    static List<String> complaints(Device device, Quantity quantity, Graph graph) {
        Subject subject = Families.unary().stream()
                .filter(s -> s.function().equals(quantity.function()))
                .findFirst()
                .orElseThrow();
        Truth truth = quantity.partial() < 0 ? subject.value() : subject.slope();
        double promise = Promises.of(quantity.name(), DType.F32).orElseThrow();
        long[] x = Arrays.stream(Samples.f32())
                .filter(b -> subject.holds(DType.F32.toDouble(b)) && truth.judges(DType.F32, DType.F32.toDouble(b)))
                .toArray();
        var evaluation = new Evaluation(device);
        long[] wideX = Arrays.stream(x)
                .map(b -> DType.F64.bitsOf(DType.F32.toDouble(b)))
                .toArray();
        long[] wide = evaluation.run(quantity.graph(DType.F64), DType.F64, wideX);
        long[] y = evaluation.run(graph, DType.F32, x);
        int worst = worst(wide, y);
        double ulps = truth.error(DType.F32, DType.F32.toDouble(x[worst]), DType.F32.toDouble(y[worst]));
        List<String> complaints = new ArrayList<>();
        if (!(ulps <= promise)) {
            complaints.add("%.3g ulp at %08x".formatted(ulps, x[worst]));
        }
        for (SpecialValue s : SpecialValue.all()) {
            if (quantity.partial() < 0 && s.function().equals(quantity.function())) {
                long[] at = {DType.F32.bitsOf(s.x().getFirst())};
                long result = evaluation.run(graph, DType.F32, at)[0];
                if (!DType.F32.same(DType.F32.bitsOf(s.y()), result)) {
                    complaints.add("%s of %s".formatted(DType.F32.toDouble(result), s.x()));
                }
            }
        }
        return complaints;
    }

    /// Where f32 results are farthest from those of the f64 expansion, in ulp.
    private static int worst(long[] wide, long[] narrow) {
        int worst = 0;
        double most = 0;
        for (int i = 0; i < narrow.length; i++) {
            double near = DType.F64.toDouble(wide[i]);
            double y = DType.F32.toDouble(narrow[i]);
            double error = y == (float) near ? 0 : Math.abs(y - near) * Misfit.inverseUlp(near);
            if (!(error <= most)) {
                most = error;
                worst = i;
            }
        }
        return worst;
    }

    /// exp with the power of two multiplied in twice, so that results below the normal range lose digits on the way.
    static Graph scaledTwice() {
        Composite exp = Functions.named("exp").orElseThrow();
        Composite wrong = Composite.unary("scaled twice")
                .expansion(x -> x.apply(exp).mul(0x1p-40).mul(0x1p40))
                .partial((x, y) -> y)
                .build();
        return Quantity.value(wrong).graph(DType.F32);
    }
}
