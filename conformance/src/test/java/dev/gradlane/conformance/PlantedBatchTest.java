package dev.gradlane.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import dev.gradlane.random.Draws;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Faults in batching, which equal bits cannot show, because every device computes the same wrong program: each sample
/// on its own must.
class PlantedBatchTest {
    private static final TensorType MATRIX = TensorType.of(DType.F64, 3, 3);
    private static final TensorType NUMBER = TensorType.of(DType.I64);

    /// A program of one sample, and a program that is not its batch.
    record Batched(String fault, TensorType sample, UnaryOperator<Expr> single, UnaryOperator<Expr> wrong) {
        @Override
        public String toString() {
            return fault;
        }
    }

    static Stream<Batched> faults() {
        return Stream.of(
                new Batched(
                        "dot, the other axis contracted",
                        MATRIX,
                        a -> a.dot(a, DotAxes.contract(1, 0)),
                        a -> a.dot(a, new DotAxes(List.of(0), List.of(0), List.of(2), List.of(2)))),
                new Batched("cumSum along the samples", MATRIX, a -> a.cumSum(0, false), a -> a.cumSum(0, false)),
                new Batched(
                        "sort along the other axis",
                        MATRIX,
                        a -> a.sort(0).get(0),
                        a -> a.sort(2).get(0)),
                new Batched("reverse of the samples", MATRIX, a -> a.reverse(0), a -> a.reverse(0)),
                new Batched("sum over samples too", MATRIX, a -> a.reduce(Reduction.SUM, List.of(0)), a -> {
                    Expr sum = a.reduce(Reduction.SUM, List.of(0, 1));
                    return sum.broadcast(a.shape().without(List.of(1)), List.of(1));
                }),
                new Batched(
                        "the choice of the first sample for all",
                        MATRIX,
                        a -> chosen(a, positive(a, 0)),
                        a -> chosen(a, first(positive(a, 1)))),
                new Batched("the random numbers of the first sample for all", NUMBER, s -> drawn(s), s -> {
                    Expr one = drawn(first(s));
                    return one.broadcast(one.shape().prepend(s.shape().dim(0)), List.of(1));
                }));
    }

    /// Whether the sum over all axes from `axis` on is positive.
    private static Expr positive(Expr a, int axis) {
        return a.reduce(Reduction.SUM, List.of(axis, axis + 1)).gt(0);
    }

    private static Expr chosen(Expr a, Expr choice) {
        boolean perSample = choice.shape().rank() > 0;
        return choice.broadcast(a.shape(), perSample ? List.of(0) : List.of()).select(a, a.neg());
    }

    private static Expr first(Expr samples) {
        return samples.gather(samples.builder().constant(NUMBER, 0), 0, 0);
    }

    private static Expr drawn(Expr sample) {
        Expr key = sample.builder().constant(NUMBER, 7);
        Expr stream = sample.builder().constant(TensorType.of(DType.I32), 1);
        return new Draws(key, stream, sample, 5).uniform(DType.F64);
    }

    @ParameterizedTest
    @MethodSource("faults")
    void isCaughtAndTheRightBatchIsNot(Batched fault) {
        Graph single = graph(fault.sample, fault.single);
        assertEquals(Optional.empty(), difference(single, Batch.of(single, Set.of(0), "S")));
        TensorType samples = fault.sample.withShape(fault.sample.shape().prepend(Dim.symbol("S")));
        assertNotEquals(Optional.empty(), difference(single, graph(samples, fault.wrong)));
    }

    private static Graph graph(TensorType type, UnaryOperator<Expr> of) {
        var b = new GraphBuilder("batch");
        return b.output("y", of.apply(b.input("x", type))).build();
    }

    private static Optional<String> difference(Graph single, Graph batched) {
        Map<String, Long> sizes = Map.of("S", 3L);
        Draw draw = new Draw(5, 7);
        List<Value> inputs = batched.inputTypes().stream()
                .map(t ->
                        Value.of(t, sizes, i -> t.dtype().isFloat() ? t.dtype().bitsOf(draw.number()) : 2 * i + 1))
                .toList();
        return new Samples(Freeze.of(single), Freeze.of(batched), "S")
                .difference(new FaultyDevice(PlantedFault.NONE), new Case(batched, inputs, sizes), 1);
    }
}
