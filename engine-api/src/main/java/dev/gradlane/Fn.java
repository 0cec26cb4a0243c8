package dev.gradlane;

import dev.gradlane.autodiff.Jvp;
import dev.gradlane.autodiff.Vjp;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.CallRule;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.BatchSum;
import dev.gradlane.pass.Prune;
import dev.gradlane.pass.Symbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;

/// A traced function from `A` to `R`, each a [Tensor] or a record, list or map of tensors. Its transforms
/// (gradient, jvp, vjp, batched, sum, mean) are functions again, so they nest to any order.
///
/// ```java
/// record Option(Tensor spot, Tensor strike) {}
/// var f = Fn.trace("intrinsic", new Option(f64(), f64()), o -> relu(o.spot().minus(o.strike())));
/// Fn<Option, Tensor> delta = f.partial(Option::spot);
/// ```
/// *Batching and derivatives commute by definition*: the derivative of a batched function is the batch of
/// its derivatives, and the gradient of a batch sum or mean is the sum or mean of the per-sample gradients,
/// to the bit.
public final class Fn<A, R> {
    private final Structure<A> in;
    private final Structure<R> out;
    private final Graph graph;
    private final List<Tensor> captures;
    private final Form<A, R> form;

    /// How this function came from one of a single sample; what lets derivatives move inside the batch.
    private sealed interface Form<A, R> {
        record Plain<A, R>() implements Form<A, R> {}

        record Batched<A, R>(Fn<A, R> sample, Set<Integer> mapped) implements Form<A, R> {}

        /// `reduced` says per result whether it is summed over the batch, or keeps it.
        record Reduced<A, R>(Fn<A, R> sample, Set<Integer> mapped, BatchSum.Kind kind, List<Boolean> reduced)
                implements Form<A, R> {}
    }

    private Fn(Structure<A> in, Structure<R> out, Graph graph, List<Tensor> captures, Form<A, R> form) {
        this.in = in;
        this.out = out;
        this.graph = graph;
        this.captures = List.copyOf(captures);
        this.form = form;
    }

    /// Traces `body` once on symbolic tensors of the prototype's types.
    ///
    /// @param prototype the argument with [Ops#f64] and the like in the place of tensors
    /// @throws GraphException if types or shapes in the body do not fit; the message has the line
    public static <A, R> Fn<A, R> trace(String name, A prototype, Function<? super A, ? extends R> body) {
        Structure<A> in = Structure.of(prototype);
        Trace trace = Trace.begin(name);
        try {
            List<Tensor> inputs = new ArrayList<>();
            List<Tensor> prototypes = in.flatten(prototype);
            for (int i = 0; i < prototypes.size(); i++) {
                inputs.add(trace.input(in.names().get(i), prototypes.get(i)));
            }
            R result = body.apply(in.unflatten(inputs));
            Structure<R> traced = Structure.of(result);
            Graph graph = trace.finish(outputNames(traced), traced.flatten(result));
            return new Fn<>(
                    in.withLeaves(prototypes(graph.inputTypes().subList(0, in.size()))),
                    traced.withLeaves(prototypes(graph.outputTypes())),
                    graph,
                    trace.captures(),
                    new Form.Plain<>());
        } finally {
            trace.end();
        }
    }

    /// A function from the expression language, of f64 scalars: `Fn.parse("(x + y) * z")`.
    public static Fn<Map<String, Tensor>, Tensor> parse(String expression) {
        return parse(expression, DType.F64);
    }

    public static Fn<Map<String, Tensor>, Tensor> parse(String expression, DType dtype) {
        Graph graph = Expression.parse(expression).sampleGraph(dtype);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int i = 0; i < graph.inputNames().size(); i++) {
            inputs.put(graph.inputNames().get(i), prototype(graph.inputTypes().get(i)));
        }
        Tensor result = prototype(graph.outputTypes().getFirst());
        return new Fn<>(Structure.of(inputs), Structure.of(result), graph, List.of(), new Form.Plain<>());
    }

    /// Applies this function inside a traced function; its program becomes part of the other.
    ///
    /// @throws TraceException outside of one: compile and run it instead
    public R apply(A arguments) {
        Trace trace = Trace.current("apply");
        List<Tensor> leaves = new ArrayList<>(in.flatten(arguments));
        leaves.addAll(captures);
        Origin here = Origin.here();
        List<Expr> lifted = leaves.stream().map(trace::lift).toList();
        Map<String, Dim> bound = Symbols.bind(
                graph.inputNames(),
                graph.inputTypes(),
                lifted.stream().map(Expr::type).toList());
        List<Expr> results = trace.builder().at(here).inline(Symbols.substitute(graph, bound), lifted);
        return out.unflatten(results.stream().map(trace::tensor).toList());
    }

    // derivatives

    /// The gradient with respect to all inputs; the value must be one float scalar (per sample, if
    /// batched).
    public Fn<A, A> gradient() {
        return gradient(a -> a);
    }

    /// The gradient with respect to the inputs that `wrt` picks, built like them.
    public <G> Fn<A, G> gradient(Function<? super A, ? extends G> wrt) {
        Structure.Selection<G> chosen = in.select(wrt);
        return differentiate(chosen.indices(), false, chosen.structure());
    }

    /// The partial derivative with respect to one input: `price.partial(Option::spot)`.
    public Fn<A, Tensor> partial(Function<? super A, Tensor> wrt) {
        return gradient(wrt);
    }

    public Fn<A, ValueAndGradient<R, A>> valueAndGradient() {
        return valueAndGradient(a -> a);
    }

    /// Value and gradient with respect to the inputs that `wrt` picks, in one program.
    public <G> Fn<A, ValueAndGradient<R, G>> valueAndGradient(Function<? super A, ? extends G> wrt) {
        Structure.Selection<G> chosen = in.select(wrt);
        var both =
                new ValueAndGradient<R, G>(out.prototype(), chosen.structure().prototype());
        return differentiate(chosen.indices(), true, Structure.of(both));
    }

    private <X> Fn<A, X> differentiate(List<Integer> wrt, boolean withValue, Structure<X> result) {
        return switch (form) {
            case Form.Batched<A, R>(Fn<A, R> sample, Set<Integer> mapped) ->
                sample.differentiate(wrt, withValue, result).batched(mapped);
            case Form.Reduced<A, R>(Fn<A, R> sample, Set<Integer> mapped, BatchSum.Kind kind, List<Boolean> reduced)
            when !reduced.contains(false) -> {
                List<Boolean> flags = new ArrayList<>(withValue ? reduced : List.of());
                wrt.forEach(input -> flags.add(!mapped.contains(input)));
                yield sample.differentiate(wrt, withValue, result).reduced(mapped, kind, flags);
            }
            case Form.Reduced<A, R> _, Form.Plain<A, R> _ -> {
                requireScalar();
                Graph all = Vjp.valueAndGradient(graph, wrt);
                List<Graph.Output> outputs = all.outputs()
                        .subList(withValue ? 0 : out.size(), all.outputs().size());
                Graph wanted = Prune.of(new Graph(all.name(), all.nodes(), outputs));
                yield new Fn<>(in, typed(result, wanted), wanted, captures, new Form.Plain<>());
            }
        };
    }

    private void requireScalar() {
        TensorType type = graph.outputTypes().getFirst();
        if (out.size() != 1 || !type.dtype().isFloat() || type.shape().rank() != 0) {
            throw new GraphException("the gradient of " + graph.name() + " needs one float scalar, but it returns "
                    + graph.outputTypes() + ": reduce it with sum or mean, or trace one sample and use batched()");
        }
    }

    /// Forward mode: value and directional derivative at a point, for a direction per input.
    public Fn<Dual<A>, Dual<R>> jvp() {
        int n = in.size();
        List<Integer> floats = IntStream.range(0, n)
                .filter(i -> graph.inputTypes().get(i).dtype().isFloat())
                .boxed()
                .toList();
        if (!graph.outputTypes().stream().allMatch(t -> t.dtype().isFloat())) {
            throw new GraphException("jvp needs float results, " + graph.name() + " returns " + graph.outputTypes());
        }
        Graph forward = Jvp.of(graph, floats);
        GraphBuilder b = new GraphBuilder(graph.name() + ".jvp");
        List<Expr> primals = inputs(b, "", graph.inputNames().subList(0, n));
        List<Expr> tangents = inputs(b, "t_", graph.inputNames().subList(0, n));
        List<Expr> arguments = new ArrayList<>(primals);
        for (int i = n; i < graph.inputs().size(); i++) {
            arguments.add(b.input(graph.inputNames().get(i), graph.inputTypes().get(i)));
        }
        floats.forEach(i -> arguments.add(tangents.get(i)));
        List<Expr> results = b.inline(forward, arguments);
        for (int i = 0; i < results.size(); i++) {
            b.output(forward.outputs().get(i).name(), results.get(i));
        }
        Graph built = b.build();
        return new Fn<>(
                Structure.of(new Dual<>(in.prototype(), in.prototype())),
                typed(Structure.of(new Dual<>(out.prototype(), out.prototype())), built),
                built,
                captures,
                new Form.Plain<>());
    }

    private List<Expr> inputs(GraphBuilder b, String prefix, List<String> names) {
        return IntStream.range(0, names.size())
                .mapToObj(i -> b.input(prefix + names.get(i), graph.inputTypes().get(i)))
                .toList();
    }

    /// Reverse mode as a forward call that returns its residuals and a backward call that takes them.
    public Pullback<A, R, A> vjp() {
        return vjp(a -> a);
    }

    /// @param wrt picks the inputs that get cotangents
    public <G> Pullback<A, R, G> vjp(Function<? super A, ? extends G> wrt) {
        Structure.Selection<G> chosen = in.select(wrt);
        if (!graph.outputTypes().stream().allMatch(t -> t.dtype().isFloat())) {
            throw new GraphException("vjp needs float results, " + graph.name() + " returns " + graph.outputTypes());
        }
        Vjp.Split split = Vjp.split(graph, chosen.indices());
        List<TensorType> outputs = split.forward().outputTypes();
        List<Tensor> residuals = prototypes(outputs.subList(out.size(), outputs.size()));
        var forward = new Pullback.Forward<>(out.prototype(), residuals);
        var backward = new Pullback.Backward<>(residuals, out.prototype());
        return new Pullback<>(
                new Fn<>(in, Structure.of(forward), split.forward(), captures, new Form.Plain<>()),
                new Fn<>(
                        Structure.of(backward),
                        typed(chosen.structure(), split.backward()),
                        split.backward(),
                        List.of(),
                        new Form.Plain<>()));
    }

    /// The same function, but reverse mode keeps only its arguments and computes it again.
    public Fn<A, R> checkpoint() {
        GraphBuilder b = new GraphBuilder(graph.name());
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < graph.inputs().size(); i++) {
            arguments.add(b.input(graph.inputNames().get(i), graph.inputTypes().get(i)));
        }
        List<Expr> results = b.emit(new Op.Call(graph, new CallRule.Checkpoint()), arguments);
        for (int i = 0; i < results.size(); i++) {
            b.output(graph.outputs().get(i).name(), results.get(i));
        }
        return new Fn<>(in, out, b.build(), captures, new Form.Plain<>());
    }

    // batching

    /// This function of one sample as a function of a batch: the inputs that `mapped` pick (all, when there
    /// is none) get a new first axis, and so does every result. A sample's bits do not depend on the batch
    /// around it.
    @SafeVarargs
    public final Fn<A, R> batched(Function<? super A, ?>... mapped) {
        Set<Integer> indices = new LinkedHashSet<>();
        for (Function<? super A, ?> accessor : mapped) {
            indices.addAll(in.select(accessor).indices());
        }
        if (mapped.length == 0) {
            IntStream.range(0, in.size()).forEach(indices::add);
        }
        return batched(indices);
    }

    private Fn<A, R> batched(Set<Integer> mapped) {
        return of(Batch.of(graph, mapped, symbol()), new Form.Batched<>(this, mapped));
    }

    private Fn<A, R> reduced(Set<Integer> mapped, BatchSum.Kind kind, List<Boolean> flags) {
        Graph batch = Batch.of(graph, mapped, symbol());
        return of(BatchSum.of(batch, symbol(), kind, flags), new Form.Reduced<>(this, mapped, kind, flags));
    }

    /// This function with another graph of the same inputs and results.
    private Fn<A, R> of(Graph other, Form<A, R> otherForm) {
        return new Fn<>(
                in.withLeaves(prototypes(other.inputTypes().subList(0, in.size()))),
                typed(out, other),
                other,
                captures,
                otherForm);
    }

    private String symbol() {
        return Symbols.fresh("B", graph.symbols());
    }

    /// The results of a batched function summed over the batch, in the pinned order.
    public Fn<A, R> sum() {
        return overBatch(BatchSum.Kind.SUM);
    }

    /// The sum over the batch divided by its size.
    public Fn<A, R> mean() {
        return overBatch(BatchSum.Kind.MEAN);
    }

    private Fn<A, R> overBatch(BatchSum.Kind kind) {
        return switch (form) {
            case Form.Batched<A, R>(Fn<A, R> sample, Set<Integer> mapped) ->
                sample.reduced(mapped, kind, java.util.Collections.nCopies(out.size(), true));
            case Form.Plain<A, R> _, Form.Reduced<A, R> _ ->
                throw new GraphException("sum() and mean() of a function reduce its batch, and " + graph.name()
                        + " has none: call batched() first (Tensor.sum and Tensor.mean reduce axes)");
        };
    }

    // looking inside

    /// The program in normal form, before expansion; captures are its last inputs.
    public Graph graph() {
        return graph;
    }

    Structure<A> in() {
        return in;
    }

    Structure<R> out() {
        return out;
    }

    /// @throws TraceException if the function uses tensors of a trace around it
    Graph closedGraph() {
        if (!captures.isEmpty()) {
            throw new TraceException(graph.name() + " uses tensors of the function around it and has no value of its"
                    + " own: apply it there, and compile the outer function");
        }
        return graph;
    }

    @Override
    public String toString() {
        return graph.name() + ": " + graph.inputTypes() + " -> " + graph.outputTypes();
    }

    private static <X> Structure<X> typed(Structure<X> structure, Graph graph) {
        return structure.withLeaves(prototypes(graph.outputTypes()));
    }

    private static List<Tensor> prototypes(List<TensorType> types) {
        return types.stream().map(Fn::prototype).toList();
    }

    private static Tensor prototype(TensorType type) {
        return new Tensor(new Tensor.Prototype(type));
    }

    private static List<String> outputNames(Structure<?> results) {
        return results.size() == 1 && results.names().getFirst().equals("x") ? List.of("value") : results.names();
    }
}
