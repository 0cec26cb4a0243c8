package dev.gradlane;

import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.BatchSum;
import dev.gradlane.pass.MovedAxes;
import dev.gradlane.pass.Symbols;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// Functions of one sample as functions of a batch, and reductions over it.
final class Batching {
    private Batching() {}

    /// The inputs that the accessors pick; all, when there is none.
    static <A> Set<Integer> mapped(Fn<A, ?> f, Function<? super A, ?>[] accessors) {
        Set<Integer> indices = new LinkedHashSet<>();
        for (Function<? super A, ?> accessor : accessors) {
            indices.addAll(f.in().select(accessor).indices());
        }
        if (accessors.length == 0) {
            IntStream.range(0, f.in().size()).forEach(indices::add);
        }
        return indices;
    }

    /// @param axis of the batch in each mapped input; negative counts from the last
    /// @param resultAxis of the batch in each result
    static <A, R> Fn<A, R> along(Fn<A, R> sample, int axis, int resultAxis, Set<Integer> mapped) {
        Map<Integer, Integer> inputs = new LinkedHashMap<>();
        List<TensorType> inputTypes = sample.graph().inputTypes();
        mapped.forEach(i -> inputs.put(
                i,
                position(
                        axis, inputTypes.get(i), "input '" + sample.in().names().get(i) + "'")));
        List<Integer> results = new ArrayList<>();
        for (int i = 0; i < sample.out().size(); i++) {
            results.add(position(
                    resultAxis,
                    sample.graph().outputTypes().get(i),
                    "result '" + sample.graph().outputs().get(i).name() + "'"));
        }
        return batched(sample, new BatchAxes(inputs, results));
    }

    private static int position(int axis, TensorType sample, String name) {
        int rank = sample.shape().rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new GraphException("batch axis " + axis + " of " + name + " at " + Origin.here() + ": a sample is "
                    + sample + ", so the axis is between " + -rank + " and " + (rank - 1));
        }
        return axis < 0 ? axis + rank : axis;
    }

    static <A, R> Fn<A, R> batched(Fn<A, R> sample, BatchAxes axes) {
        Graph batch = Batch.of(sample.graph(), axes.mapped(), symbol(sample));
        List<Integer> results = axes.results();
        return sample.with(MovedAxes.of(batch, axes.inputs(), results), new Form.Batched<>(sample, axes));
    }

    private static <A, R> Fn<A, R> reduced(Fn<A, R> sample, BatchAxes axes, BatchSum.Kind kind, List<Boolean> reduced) {
        Graph batch = Batch.of(sample.graph(), axes.mapped(), symbol(sample));
        Graph sums = BatchSum.of(batch, symbol(sample), kind, reduced);
        List<Integer> results = IntStream.range(0, reduced.size())
                .mapToObj(i -> reduced.get(i) ? 0 : axes.results().get(i))
                .toList();
        return sample.with(MovedAxes.of(sums, axes.inputs(), results), new Form.Reduced<>(sample, axes, kind, reduced));
    }

    private static String symbol(Fn<?, ?> sample) {
        return Symbols.fresh("B", sample.graph().symbols());
    }

    static <A, R> Fn<A, R> overBatch(Fn<A, R> f, BatchSum.Kind kind) {
        return switch (f.form()) {
            case Form.Batched<A, R>(Fn<A, R> sample, BatchAxes axes) ->
                reduced(sample, axes, kind, Collections.nCopies(f.out().size(), true));
            case Form.Plain<A, R> _, Form.Reduced<A, R> _ ->
                throw new GraphException("sum() and mean() of a function reduce its batch, and "
                        + f.graph().name() + " has none: call batched() first (Tensor.sum and Tensor.mean reduce"
                        + " axes)");
        };
    }

    /// A transform of `f`: of a batched function it is the batch of the transform of one sample, of a sum or mean
    /// the sum or mean of it.
    ///
    /// @param transform the same transform of one sample
    /// @param plain the transform of a function that is no batch
    static <A, R, B, S> Fn<B, S> inside(
            Fn<A, R> f, Lineage lineage, Function<Fn<A, R>, Fn<B, S>> transform, Supplier<Fn<B, S>> plain) {
        return switch (f.form()) {
            case Form.Plain<A, R> _ -> plain.get();
            case Form.Batched<A, R>(Fn<A, R> sample, BatchAxes axes) ->
                batched(transform.apply(sample), axes.of(lineage));
            case Form.Reduced<A, R>(Fn<A, R> sample, BatchAxes axes, BatchSum.Kind kind, List<Boolean> reduced)
            when !reduced.contains(false) || lineage.results().stream().noneMatch(Lineage.Gradient.class::isInstance) ->
                reduced(
                        transform.apply(sample),
                        axes.ofReduced(lineage, reduced, ranks(sample)),
                        kind,
                        axes.reduced(lineage, reduced));
            case Form.Reduced<A, R> _ -> plain.get();
        };
    }

    /// The form of a transform of `f` whose graph was made from the batched graph itself, where that has the bits of
    /// the batch of the transform.
    static <A, R, B, S> Form<B, S> form(Fn<A, R> f, Lineage lineage, Function<Fn<A, R>, Fn<B, S>> transform) {
        return switch (f.form()) {
            case Form.Plain<A, R> _ -> new Form.Plain<>();
            case Form.Batched<A, R>(Fn<A, R> sample, BatchAxes axes) ->
                new Form.Batched<>(transform.apply(sample), axes.of(lineage));
            case Form.Reduced<A, R>(Fn<A, R> sample, BatchAxes axes, BatchSum.Kind kind, List<Boolean> reduced) ->
                new Form.Reduced<>(
                        transform.apply(sample),
                        axes.ofReduced(lineage, reduced, ranks(sample)),
                        kind,
                        axes.reduced(lineage, reduced));
        };
    }

    private static List<Integer> ranks(Fn<?, ?> f) {
        return f.graph().outputTypes().stream().map(t -> t.shape().rank()).toList();
    }
}
