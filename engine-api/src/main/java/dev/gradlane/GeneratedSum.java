package dev.gradlane;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Sums over samples that a program makes from their number, in the pinned order of a reduction over all of them: 128
/// lanes at once, row by row of a chunk of 4096, then the tree of lanes; then the same over the results of chunks, of
/// which no more is kept than [LaneSums]. A lane without a sample adds −0, which changes no number.
///
/// The derivatives of the sum are the sums of the samples' derivatives, in the same order, by a rule of their own.
final class GeneratedSum {
    private static final long LANES = 128;
    private static final long CHUNK = 4096;

    private GeneratedSum() {}

    static <R> R of(String kind, long n, Function<Tensor, ? extends R> function) {
        Trace trace = Trace.current(kind);
        Origin here = Origin.here();
        trace.builder().at(here);
        if (n < 0) {
            throw new GraphException(kind + " of " + n + " samples at " + here);
        }
        List<Structure<R>> out = new ArrayList<>();
        Body body = Body.trace(
                kind,
                List.of("i"),
                List.of(TensorType.scalar(DType.I64)),
                i -> {
                    R result = function.apply(i.getFirst());
                    out.add(Structure.of(result));
                    return out.getFirst().flatten(result);
                },
                _ -> out.getFirst().names());
        for (TensorType type : body.graph().outputTypes()) {
            if (!type.dtype().isFloat()) {
                throw new GraphException(kind + " over samples takes floats, but a sample is " + type + ", at " + here);
            }
        }
        List<Expr> constants = Body.constants(trace, List.of(body));
        Graph sample = body.closed(trace, constants);
        Op.Call call = new Op.Call(sum(sample, constants.size(), n), derivative(sample, constants.size(), n));
        List<Expr> sums = trace.builder().at(here).emit(call, constants);
        return out.getFirst()
                .unflatten(sums.stream()
                        .map(s -> kind.equals("mean") ? s.div(n) : s)
                        .map(trace::tensor)
                        .toList());
    }

    private static CallRule derivative(Graph sample, int consts, long n) {
        List<Integer> floats = IntStream.range(0, consts)
                .filter(i -> sample.inputTypes().get(i).dtype().isFloat())
                .boxed()
                .toList();
        return new CallRule.Derivative(
                sum(tangents(sample, consts, floats), 2 * consts, n), cotangents(sample, consts, floats, n));
    }

    /// Inputs: constants, a tangent of each, the number; outputs: tangents.
    private static Graph tangents(Graph sample, int consts, List<Integer> floats) {
        Graph jvp = Jvp.of(sample, floats);
        int outputs = sample.outputs().size();
        GraphBuilder b = new GraphBuilder(jvp.name());
        List<Expr> x = inputs(b, "x", sample.inputTypes().subList(0, consts));
        List<Expr> dx = inputs(b, "dx", sample.inputTypes().subList(0, consts));
        List<Expr> arguments = new ArrayList<>(x);
        arguments.add(b.input("i", TensorType.scalar(DType.I64)));
        floats.forEach(i -> arguments.add(dx.get(i)));
        List<Expr> results = b.inline(jvp, arguments);
        for (int k = 0; k < outputs; k++) {
            b.output("t" + k, results.get(outputs + k));
        }
        return b.build();
    }

    /// Inputs: constants and a cotangent of each sum; outputs: a cotangent of each constant, of an integer 0.
    private static Graph cotangents(Graph sample, int consts, List<Integer> floats, long n) {
        Graph vjp = Vjp.of(sample, floats);
        int outputs = sample.outputs().size();
        GraphBuilder s = new GraphBuilder(vjp.name());
        List<Expr> arguments =
                new ArrayList<>(inputs(s, "x", sample.inputTypes().subList(0, consts)));
        List<Expr> bars = inputs(s, "bar", sample.outputTypes());
        arguments.add(s.input("i", TensorType.scalar(DType.I64)));
        arguments.addAll(bars);
        List<Expr> results = s.inline(vjp, arguments);
        for (int k = 0; k < floats.size(); k++) {
            s.output("d" + k, results.get(outputs + k));
        }
        Graph summed = sum(s.build(), consts + outputs, n);
        GraphBuilder b = new GraphBuilder(vjp.name());
        List<Expr> all = new ArrayList<>(inputs(b, "x", sample.inputTypes().subList(0, consts)));
        all.addAll(inputs(b, "bar", sample.outputTypes()));
        List<Expr> sums = b.inline(summed, all);
        for (int i = 0; i < consts; i++) {
            int k = floats.indexOf(i);
            b.output("d" + i, k < 0 ? b.constant(sample.inputTypes().get(i), 0) : sums.get(k));
        }
        return b.build();
    }

    private static List<Expr> inputs(GraphBuilder b, String name, List<TensorType> types) {
        return IntStream.range(0, types.size())
                .mapToObj(i -> b.input(name + i, types.get(i)))
                .toList();
    }

    /// @param sample inputs: constants, then the number of the sample
    /// @return inputs: constants; outputs: the sums
    private static Graph sum(Graph sample, int consts, long n) {
        GraphBuilder b = new GraphBuilder(sample.name() + ".sum");
        List<TensorType> types = sample.inputTypes().subList(0, consts);
        List<Expr> x = inputs(b, "x", types);
        List<Expr> sums;
        if (n == 0) {
            sums = sample.outputTypes().stream().map(t -> b.constant(t, 0)).toList();
        } else if (n <= CHUNK) {
            List<Expr> arguments = new ArrayList<>(x);
            arguments.add(b.constant(TensorType.scalar(DType.I64), 0));
            sums = b.inline(chunk(sample, types, n), arguments);
        } else {
            long chunks = (n + CHUNK - 1) / CHUNK;
            Graph chunk = chunk(sample, types, n);
            sums = chunks <= LANES ? few(b, chunk, x, chunks) : LaneSums.of(b, chunk, x, chunks);
        }
        for (int k = 0; k < sums.size(); k++) {
            b.output(sample.outputs().get(k).name(), sums.get(k));
        }
        return b.build();
    }

    private static List<Expr> few(GraphBuilder b, Graph chunk, List<Expr> x, long chunks) {
        List<Expr> operands = new ArrayList<>(x);
        operands.addAll(b.emit(new Op.Iota(TensorType.of(DType.I64, chunks), 0)));
        return b.emit(new Op.Scan(chunk, x.size(), 0, 0, Dim.of(chunks), false), operands).stream()
                .map(GeneratedSum::overFirst)
                .toList();
    }

    private static Expr overFirst(Expr x) {
        return x.reduce(Reduction.SUM, List.of(0));
    }

    /// Inputs: constants and the number of a chunk; outputs: its sums.
    private static Graph chunk(Graph sample, List<TensorType> types, long n) {
        long lanes = Math.min(n, LANES);
        long rows = (Math.min(n, CHUNK) + lanes - 1) / lanes;
        GraphBuilder b = new GraphBuilder("chunk");
        List<Expr> operands = new ArrayList<>(inputs(b, "x", types));
        operands.add(
                b.input("chunk", TensorType.scalar(DType.I64)).mul(b.constant(TensorType.scalar(DType.I64), CHUNK)));
        sample.outputTypes().forEach(type -> operands.add(b.constant(lanes(type, lanes), -0.0)));
        operands.addAll(b.emit(new Op.Iota(TensorType.of(DType.I64, rows), 0)));
        Graph row = row(sample, types, lanes, n);
        int carry = sample.outputs().size();
        List<Expr> lanesOf = b.emit(new Op.Scan(row, types.size() + 1, carry, 0, Dim.of(rows), false), operands);
        for (int k = 0; k < lanesOf.size(); k++) {
            b.output("y" + k, overFirst(lanesOf.get(k)));
        }
        return b.build();
    }

    private static TensorType lanes(TensorType type, long lanes) {
        return type.withShape(type.shape().prepend(Dim.of(lanes)));
    }

    /// A sample in each lane, added to what the lanes have.
    private static Graph row(Graph sample, List<TensorType> types, long lanes, long n) {
        GraphBuilder b = new GraphBuilder("row");
        List<Expr> arguments = new ArrayList<>(inputs(b, "x", types));
        Expr first = b.input("first", TensorType.scalar(DType.I64));
        List<Expr> sums = inputs(
                b,
                "sum",
                sample.outputTypes().stream().map(t -> lanes(t, lanes)).toList());
        Expr start = b.input("row", TensorType.scalar(DType.I64))
                .mul(first.constant(lanes))
                .add(first);
        TensorType line = TensorType.of(DType.I64, lanes);
        Expr number = start.broadcast(line.shape(), List.of())
                .add(b.emit(new Op.Iota(line, 0)).getFirst());
        // beyond the last sample is the last again, whose value is not added
        arguments.add(number.min(number.constant(n - 1)));
        Shape batch = Shape.of(lanes);
        List<Expr> values = b.inline(Batch.over(sample, Set.of(types.size()), batch), arguments);
        Expr exists = number.lt(number.constant(n));
        for (int k = 0; k < values.size(); k++) {
            Expr value = values.get(k);
            Expr term = exists.broadcast(value.shape(), List.of(0)).select(value, value.constant(-0.0));
            b.output("sum" + k, sums.get(k).add(term));
        }
        return b.build();
    }
}
