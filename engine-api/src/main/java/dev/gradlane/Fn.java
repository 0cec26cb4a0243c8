package dev.gradlane;

import dev.gradlane.autodiff.Compression;
import dev.gradlane.autodiff.Sparsity;
import dev.gradlane.expression.Expression;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.GraphException;
import dev.gradlane.graph.Origin;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.BatchSum;
import dev.gradlane.pass.Symbols;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/// A traced function from `A` to `R`, each a [Tensor] or a record, list or map of tensors. Its transforms
/// (gradient, jvp, vjp, Jacobian, Hessian, batched, sum, mean) are functions again, so they nest in any order.
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

    Fn(Structure<A> in, Structure<R> out, Graph graph, List<Tensor> captures, Form<A, R> form) {
        // each leaf an object of its own: accessors are told apart by what they return
        this.in = in.withLeaves(prototypes(graph.inputTypes().subList(0, in.size())));
        this.out = out;
        this.graph = graph;
        this.captures = List.copyOf(captures);
        this.form = form;
    }

    /// Traces `body` once on symbolic tensors of the prototype's types.
    ///
    /// @param prototype the argument with [Ops#f64] and the like in the place of tensors, or tensors with
    ///     values, of which the types count alone
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
                    in,
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

    /// [#parse(String)] in numbers of type `dtype`, f32 or f64.
    public static Fn<Map<String, Tensor>, Tensor> parse(String expression, DType dtype) {
        Graph graph = Expression.parse(expression).sampleGraph(dtype);
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        for (int i = 0; i < graph.inputNames().size(); i++) {
            inputs.put(graph.inputNames().get(i), prototype(graph.inputTypes().get(i)));
        }
        Tensor result = prototype(graph.outputTypes().getFirst());
        return new Fn<>(Structure.of(inputs), Structure.of(result), graph, List.of(), new Form.Plain<>());
    }

    /// The function of a graph, such as [dev.gradlane.io.GraphFile] reads: arguments and results by name. The graph
    /// is brought into normal form, which one that came from a function has.
    ///
    /// @throws GraphException if two inputs or two results have one name
    public static Fn<Map<String, Tensor>, Map<String, Tensor>> of(Graph graph) {
        GraphBuilder b = new GraphBuilder(graph.name());
        Map<String, Tensor> inputs = new LinkedHashMap<>();
        List<Expr> arguments = new ArrayList<>();
        for (int i = 0; i < graph.inputNames().size(); i++) {
            String name = graph.inputNames().get(i);
            TensorType type = graph.inputTypes().get(i);
            arguments.add(b.input(name, type));
            requireNew(graph, inputs.put(name, prototype(type)), name);
        }
        List<Expr> results = b.inline(graph, arguments);
        Map<String, Tensor> outputs = new LinkedHashMap<>();
        for (int i = 0; i < results.size(); i++) {
            String name = graph.outputs().get(i).name();
            b.output(name, results.get(i));
            requireNew(graph, outputs.put(name, prototype(results.get(i).type())), name);
        }
        return new Fn<>(Structure.of(inputs), Structure.of(outputs), b.build(), List.of(), new Form.Plain<>());
    }

    private static void requireNew(Graph graph, Tensor before, String name) {
        if (before != null) {
            throw new GraphException("graph " + graph.name() + " uses the name " + name + " twice: a function's"
                    + " arguments and results are told apart by their names");
        }
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

    // first derivatives

    /// The gradient with respect to all inputs; the value must be one float scalar (per sample, if
    /// batched).
    public Fn<A, A> gradient() {
        return gradient(a -> a);
    }

    /// The gradient with respect to the inputs that `wrt` picks, built like them.
    public <G> Fn<A, G> gradient(Function<? super A, ? extends G> wrt) {
        Structure.Selection<G> chosen = in.select(wrt);
        return Derivatives.gradient(this, chosen.indices(), false, chosen.structure());
    }

    /// The partial derivative with respect to one input: `price.partial(Option::spot)`.
    public Fn<A, Tensor> partial(Function<? super A, Tensor> wrt) {
        return gradient(wrt);
    }

    /// The value, and [#gradient()] beside it, in one program.
    public Fn<A, ValueAndGradient<R, A>> valueAndGradient() {
        return valueAndGradient(a -> a);
    }

    /// Value and gradient with respect to the inputs that `wrt` picks, in one program.
    public <G> Fn<A, ValueAndGradient<R, G>> valueAndGradient(Function<? super A, ? extends G> wrt) {
        Structure.Selection<G> chosen = in.select(wrt);
        var both =
                new ValueAndGradient<R, G>(out.prototype(), chosen.structure().prototype());
        return Derivatives.gradient(this, chosen.indices(), true, Structure.of(both));
    }

    /// Forward mode: value y and directional derivative ẏ = J·ẋ at a point, for a direction per input.
    public Fn<Dual<A>, Dual<R>> jvp() {
        return Derivatives.jvp(this);
    }

    /// Forward mode in directions of the inputs that `wrt` picks; the others are constants.
    public <G> Fn<Direction<A, G>, Dual<R>> jvp(Function<? super A, ? extends G> wrt) {
        return Derivatives.jvp(this, in.select(wrt));
    }

    /// Forward mode as a call that returns its residuals and a linear function of the direction that takes them.
    public Linearised<A, R, A> linearise() {
        return linearise(a -> a);
    }

    /// @param wrt picks the inputs that get directions
    public <G> Linearised<A, R, G> linearise(Function<? super A, ? extends G> wrt) {
        return Derivatives.linearise(this, in.select(wrt));
    }

    /// Reverse mode as a forward call that returns its residuals and a backward call that takes them.
    public Pullback<A, R, A> vjp() {
        return vjp(a -> a);
    }

    /// @param wrt picks the inputs that get cotangents
    public <G> Pullback<A, R, G> vjp(Function<? super A, ? extends G> wrt) {
        return Derivatives.vjp(this, in.select(wrt));
    }

    // matrices of derivatives

    /// The Jacobian of a function of one tensor; see [#jacobianForward(Function)].
    public Fn<A, R> jacobianForward() {
        return Jacobians.of(this, Jacobians.only(this, "jacobianForward"), Jacobians.Mode.FORWARD);
    }

    /// The Jacobian by one input x, built like the results: in the place of each result y stands
    /// J\[i…, j…] = ∂y\[i…]/∂x\[j…], of shape y.shape ++ x.shape. Of a record of results and several inputs it is
    /// asked for input by input, as partial derivatives are.
    ///
    /// One tangent per element of x: the choice where x is smaller than the results. J\[…, j] has the bits of
    /// [#jvp(Function)] by x for the unit vector j. Of a batched function it is the batch of the samples'
    /// Jacobians (derivatives of one sample by another are 0 and not stored), of a sum or mean over a batch their
    /// sum or mean.
    public Fn<A, R> jacobianForward(Function<? super A, Tensor> wrt) {
        return Jacobians.of(this, Jacobians.one(this, wrt), Jacobians.Mode.FORWARD);
    }

    /// The Jacobian of a function of one tensor; see [#jacobianReverse(Function)].
    public Fn<A, R> jacobianReverse() {
        return Jacobians.of(this, Jacobians.only(this, "jacobianReverse"), Jacobians.Mode.REVERSE);
    }

    /// The same as [#jacobianForward(Function)] by one cotangent per element of the results: the choice where they
    /// are smaller than x. The row J\[i, …] has the bits of the pullback of that result for the unit vector i; of a
    /// scalar result it has those of [#gradient(Function)]. The two Jacobians differ by rounding.
    public Fn<A, R> jacobianReverse(Function<? super A, Tensor> wrt) {
        return Jacobians.of(this, Jacobians.one(this, wrt), Jacobians.Mode.REVERSE);
    }

    /// The Hessian of a scalar function of one tensor; see [#hessian(Function, Function)].
    public Fn<A, Tensor> hessian() {
        int only = Jacobians.only(this, "hessian");
        return Jacobians.hessian(this, only, only);
    }

    /// The Hessian by one input: [#hessian(Function, Function)] with that input twice.
    public Fn<A, Tensor> hessian(Function<? super A, Tensor> wrt) {
        return hessian(wrt, wrt);
    }

    /// A block of the Hessian of a scalar function: H\[i…, j…] = ∂²f/∂x\[i…]∂z\[j…], of shape x.shape ++ z.shape.
    /// It is forward mode over reverse mode: the Jacobian by z of the gradient by x, hence H\[…, j] has the bits of
    /// [#hvp(Function)] by one and the same input for the unit vector j. H and its transpose differ by rounding.
    public Fn<A, Tensor> hessian(Function<? super A, Tensor> x, Function<? super A, Tensor> z) {
        return Jacobians.hessian(this, Jacobians.one(this, x), Jacobians.one(this, z));
    }

    /// The product of the Hessian of a scalar function with a direction, H·v, without H: at a few times the cost
    /// of the gradient, whatever the number of inputs. Inputs are floats.
    public Fn<Dual<A>, A> hvp() {
        return Jacobians.hvp(this);
    }

    /// H·v for the block of the inputs that `wrt` picks.
    public <G> Fn<Direction<A, G>, G> hvp(Function<? super A, ? extends G> wrt) {
        return Jacobians.hvp(this, in.select(wrt));
    }

    /// The Jacobian of the only result by the only input; see [#jacobianSparse(Function)].
    public SparseJacobian<A> jacobianSparse() {
        return SparseDerivatives.jacobian(this, Jacobians.only(this, "jacobianSparse"), Optional.empty());
    }

    /// The Jacobian of the only result by one input where most entries are 0: which ones are not is found in
    /// the program, and columns (or rows) without a row (a column) in common share one derivative. Of a batch
    /// the pattern is that of a sample.
    ///
    /// @throws GraphException if an extent is symbolic, or the program too large to find the pattern
    public SparseJacobian<A> jacobianSparse(Function<? super A, Tensor> wrt) {
        return SparseDerivatives.jacobian(this, Jacobians.one(this, wrt), Optional.empty());
    }

    /// The same with a pattern that is given. It may have entries that are 0 and must have all others.
    ///
    /// @throws GraphException if the program shows an entry that the pattern lacks; where the program is too
    ///     large to find one, the pattern is trusted
    public SparseJacobian<A> jacobianSparse(Function<? super A, Tensor> wrt, Sparsity pattern) {
        return SparseDerivatives.jacobian(this, Jacobians.one(this, wrt), Optional.of(pattern));
    }

    /// The Hessian of a function of one tensor; see [#hessianSparse(Function)].
    public SparseJacobian<A> hessianSparse() {
        return hessianSparse(Jacobians.only(this, "hessianSparse"), Optional.empty());
    }

    /// The Hessian of a scalar function by one input where most entries are 0, by columns: entries have the
    /// bits of [#hessian(Function)].
    public SparseJacobian<A> hessianSparse(Function<? super A, Tensor> wrt) {
        return hessianSparse(Jacobians.one(this, wrt), Optional.empty());
    }

    /// The same with a pattern that is given, as for [#jacobianSparse(Function, Sparsity)].
    public SparseJacobian<A> hessianSparse(Function<? super A, Tensor> wrt, Sparsity pattern) {
        return hessianSparse(Jacobians.one(this, wrt), Optional.of(pattern));
    }

    private SparseJacobian<A> hessianSparse(int wrt, Optional<Sparsity> pattern) {
        return SparseDerivatives.hessian("hessianSparse", this, wrt, pattern, Compression::byColumns);
    }

    /// The symmetric Hessian of a function of one tensor; see [#hessianSymmetric(Function)].
    public SparseJacobian<A> hessianSymmetric() {
        return hessianSymmetric(Jacobians.only(this, "hessianSymmetric"), Optional.empty());
    }

    /// As [#hessianSparse(Function)], with fewer derivatives where the symmetry saves some: columns are
    /// grouped by a star colouring. An entry (i, j) then has the bits of (i, j) or of (j, i) in
    /// [#hessian(Function)], which differ by rounding.
    public SparseJacobian<A> hessianSymmetric(Function<? super A, Tensor> wrt) {
        return hessianSymmetric(Jacobians.one(this, wrt), Optional.empty());
    }

    /// The same with a pattern that is given, as for [#jacobianSparse(Function, Sparsity)].
    public SparseJacobian<A> hessianSymmetric(Function<? super A, Tensor> wrt, Sparsity pattern) {
        return hessianSymmetric(Jacobians.one(this, wrt), Optional.of(pattern));
    }

    private SparseJacobian<A> hessianSymmetric(int wrt, Optional<Sparsity> pattern) {
        return SparseDerivatives.hessian("hessianSymmetric", this, wrt, pattern, Compression::symmetric);
    }

    // what derivatives do with it

    /// The same function, but reverse mode keeps only its arguments and computes it again.
    public Fn<A, R> checkpoint() {
        return Derivatives.checkpoint(this);
    }

    /// The same function with a derivative of your own for forward mode: from arguments and their tangents the
    /// tangents of the results. Reverse mode takes its transpose, so it must be linear in the tangents.
    ///
    /// ```java
    /// // a step with the derivative of the identity
    /// var step = Fn.trace("step", f64(), x -> rint(x)).withJvp(d -> d.tangent());
    /// ```
    /// The rule is traced like a function. It holds at every order: the second derivative is the derivative
    /// of the rule, and where the value itself occurs in it the rule is used again. Give it to a function of
    /// one sample and batch that. Tangents of inputs that are no floats are not to be used.
    ///
    /// @throws GraphException if the tangents are not shaped like the results, or the rule is not linear
    public Fn<A, R> withJvp(Function<? super Dual<A>, ? extends R> jvp) {
        return CustomDerivatives.forward(this, jvp);
    }

    /// The same for reverse mode: from arguments and cotangents of the results the cotangents of the arguments.
    /// Forward mode takes its transpose, so it must be linear in the cotangents.
    ///
    /// @throws GraphException if the cotangents are not shaped like the arguments, or the rule is not linear
    public Fn<A, R> withVjp(BiFunction<? super A, ? super R, ? extends A> vjp) {
        return CustomDerivatives.reverse(this, vjp);
    }

    /// Rules for both modes; that they agree is up to you.
    public Fn<A, R> withCustomDerivative(
            Function<? super Dual<A>, ? extends R> jvp, BiFunction<? super A, ? super R, ? extends A> vjp) {
        return CustomDerivatives.both(this, jvp, vjp);
    }

    // batching

    /// This function of one sample as a function of a batch: the inputs that `mapped` pick (all, when there
    /// is none) get a new first axis, and so does every result. A sample's bits do not depend on the batch
    /// around it.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Fn<A, R> batched(Function<? super A, ?>... mapped) {
        return Batching.along(this, 0, 0, Batching.mapped(this, mapped));
    }

    /// [#batched] with the batch as another axis: `axis` of each mapped input, `resultAxis` of each result;
    /// negative ones count from the last. A gradient by a mapped input has the batch where that input has it.
    @SafeVarargs
    @SuppressWarnings("varargs")
    public final Fn<A, R> batchedAlong(int axis, int resultAxis, Function<? super A, ?>... mapped) {
        return Batching.along(this, axis, resultAxis, Batching.mapped(this, mapped));
    }

    /// The results of a batched function summed over the batch, in the pinned order.
    public Fn<A, R> sum() {
        return Batching.overBatch(this, BatchSum.Kind.SUM);
    }

    /// The sum over the batch divided by its size.
    public Fn<A, R> mean() {
        return Batching.overBatch(this, BatchSum.Kind.MEAN);
    }

    /// This function with another graph of the same inputs and results.
    Fn<A, R> with(Graph other, Form<A, R> otherForm) {
        return new Fn<>(in, typed(out, other), other, captures, otherForm);
    }

    // looking inside

    /// Prototypes of the arguments, as [#trace] takes them: what another function needs in order to be traced around
    /// this one. Of a batched function they have the batch as their first axis.
    public A prototype() {
        return in.prototype();
    }

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

    List<Tensor> captures() {
        return captures;
    }

    Form<A, R> form() {
        return form;
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

    static <X> Structure<X> typed(Structure<X> structure, Graph graph) {
        return structure.withLeaves(prototypes(graph.outputTypes()));
    }

    static List<Tensor> prototypes(List<TensorType> types) {
        return types.stream().map(Fn::prototype).toList();
    }

    static Tensor prototype(TensorType type) {
        return new Tensor(new Tensor.Prototype(type));
    }

    private static List<String> outputNames(Structure<?> results) {
        return results.size() == 1 && results.names().getFirst().equals("x") ? List.of("value") : results.names();
    }
}
