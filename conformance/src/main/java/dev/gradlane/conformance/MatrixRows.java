package dev.gradlane.conformance;

import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Fault;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Factorisations and triangular systems of matrices that are positive definite, and of special values where no fault
/// can come of them; then matrices that are not, which must end in a fault of their sample.
final class MatrixRows {
    private static final List<Integer> SIZES = List.of(0, 1, 2, 3, 5, 17, 33);
    private static final String AXIS = "S";

    private MatrixRows() {}

    static Stream<ConformanceRow> of(Device device) {
        return Stream.of(DType.F32, DType.F64)
                .flatMap(dtype -> Stream.of(row(device, dtype), special(device, dtype), fault(device, dtype)));
    }

    private static ConformanceRow row(Device device, DType dtype) {
        return named(
                "cholesky and triangularSolve " + dtype.symbol(),
                SIZES.stream()
                        .flatMap(n -> Stream.of(single(dtype, n), Batch.of(single(dtype, n), Set.of(0, 1), AXIS)))
                        .map(graph -> same(device, Freeze.of(graph), false)));
    }

    private static Graph single(DType dtype, long n) {
        var b = new GraphBuilder("matrices");
        Expr g = b.input("g", TensorType.of(dtype, n, n));
        Expr right = b.input("right", TensorType.of(dtype, n, 3));
        // g·gᵀ + (n + 1)·1: positive definite however g is rounded
        Expr a = g.times(g.transposed()).add(g.diagonal().select(g.constant(n + 1), g.constant(0)));
        Expr l = a.cholesky();
        b.output("l", l);
        b.output("forward", l.triangularSolve(right, false));
        return b.output("backward", l.triangularSolve(right, true)).build();
    }

    /// The triangle is an input: zeros, infinities and NaNs on its diagonal divide.
    private static ConformanceRow special(Device device, DType dtype) {
        return named(
                "triangularSolve of special values " + dtype.symbol(),
                SIZES.stream().map(n -> {
                    var b = new GraphBuilder("special");
                    Expr l = b.input("l", TensorType.of(dtype, 2, n, n));
                    Expr right = b.input("right", TensorType.of(dtype, 2, n, 1));
                    b.output("forward", l.triangularSolve(right, false));
                    return same(
                            device,
                            Freeze.of(b.output("backward", l.triangularSolve(right, true))
                                    .build()),
                            true);
                }));
    }

    private static ConformanceRow fault(Device device, DType dtype) {
        var b = new GraphBuilder("fault");
        b.output("l", b.input("a", TensorType.of(dtype, 2, 2)).cholesky());
        Graph batched = Freeze.of(Batch.of(b.build(), Set.of(0), AXIS));
        List<double[]> broken =
                List.of(new double[] {1, 9, 2, 4}, new double[] {-1, 0, 0, 1}, new double[] {0, 0, 0, 0}, new double[] {
                    1, 0, Double.NaN, 1
                });
        return named("fault of cholesky " + dtype.symbol(), broken.stream().map(matrix -> {
            if (Refusals.lacking(device, batched).isPresent()) {
                return Refusals.difference(device, batched);
            }
            // the upper triangle of the first, sound matrix is not read
            double[] all = {4, Double.NaN, 2, 4, matrix[0], matrix[1], matrix[2], matrix[3], 0, 0, 0, 0};
            Value a = Value.of(TensorType.of(dtype, 3, 2, 2), Map.of(), i -> dtype.bitsOf(all[(int) i]));
            Optional<Fault> actual = DeviceRun.fault(device, batched, List.of(a), Map.of(AXIS, 3L));
            Optional<Fault> expected = Optional.of(new Fault(1, batched.nodes().size() - 1));
            return actual.equals(expected)
                    ? Optional.<String>empty()
                    : Optional.of("expected " + expected + ", got " + actual);
        }));
    }

    private static Optional<String> same(Device device, Graph frozen, boolean special) {
        if (Refusals.lacking(device, frozen).isPresent()) {
            return Refusals.difference(device, frozen);
        }
        Map<String, Long> sizes = Map.of(AXIS, 2L);
        Draw draw = new Draw(4711, frozen.nodes().size());
        List<Value> inputs = frozen.inputTypes().stream()
                .map(type -> Value.of(
                        type,
                        sizes,
                        _ -> special ? draw.bits(type.dtype()) : type.dtype().bitsOf(draw.number() / 2)))
                .toList();
        try {
            return Value.difference(
                    Definition.run(frozen, inputs, sizes),
                    DeviceRun.of(device, frozen, CompileOptions.DEFAULT, inputs, sizes));
        } catch (RuntimeException e) {
            return Optional.of("the run failed: " + e);
        }
    }

    private static ConformanceRow named(String name, Stream<Optional<String>> differences) {
        return differences
                .flatMap(Optional::stream)
                .findFirst()
                .map(detail -> ConformanceRow.differs(name, detail))
                .orElseGet(() -> ConformanceRow.same(name));
    }
}
