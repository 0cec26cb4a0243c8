package dev.gradlane.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.function.Functions;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Op;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.BatchSum;
import dev.gradlane.pass.Freeze;
import dev.gradlane.pass.ProductSum;
import dev.gradlane.pass.Symbols;
import dev.gradlane.text.GraphText;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients of parameters that all samples share, by two roads: the gradient of the batch sum, and the batch sum of
/// the samples' gradients. Where the parameter meets the samples in a product, both are one matrix product.
class ProductSumTest {
    private static final TensorType X = TensorType.of(DType.F32, 4);

    /// A loss of one sample: `p` is shared, `x` differs.
    interface Loss {
        Expr of(Expr p, Expr x);
    }

    /// @param plainSums sums over the batch that are no products: of the loss, of biases
    record Program(String name, TensorType p, TensorType x, int plainSums, Loss loss) {
        Graph sample() {
            GraphBuilder b = new GraphBuilder("loss");
            return b.output("loss", loss.of(b.input("p", p), b.input("x", x))).build();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    private static TensorType matrix(long... sizes) {
        return TensorType.of(DType.F32, sizes);
    }

    private static Expr times(Expr w, Expr x) {
        return w.dot(x, DotAxes.contract(1, 0));
    }

    private static Expr loss(Expr y) {
        Expr t = y.apply(Functions.named("tanh").orElseThrow());
        List<Integer> all =
                java.util.stream.IntStream.range(0, y.shape().rank()).boxed().toList();
        return t.mul(t).reduce(Reduction.SUM, all);
    }

    private static Expr join(int axis, Expr... parts) {
        return parts[0].builder().emit(new Op.Concatenate(axis), parts).getFirst();
    }

    static Stream<Program> programs() {
        TensorType w = matrix(3, 4);
        TensorType square = matrix(4, 4);
        return Stream.of(
                new Program("weights", w, X, 1, (p, x) -> loss(times(p, x))),
                new Program("a vector of weights", matrix(4), X, 1, (p, x) -> loss(p.dot(x, DotAxes.contract(0, 0)))),
                new Program(
                        "outer product written out",
                        w,
                        X,
                        1,
                        (p, x) -> loss(p.mul(x.broadcast(p.shape(), List.of(1))).reduce(Reduction.SUM, List.of(1)))),
                new Program(
                        "packed weights and bias",
                        matrix(17),
                        X,
                        2,
                        (p, x) -> loss(times(p.slice(0, 1, 12, 1).reshape(Shape.of(3, 4)), x)
                                .add(p.slice(0, 13, 3, 1)))),
                new Program(
                        "every second element",
                        matrix(24),
                        X,
                        1,
                        (p, x) -> loss(times(p.slice(0, 1, 12, 2).reshape(Shape.of(3, 4)), x))),
                new Program("transposed", matrix(4, 3), X, 1, (p, x) -> loss(times(p.permute(List.of(1, 0)), x))),
                new Program("scaled", w, X, 1, (p, x) -> loss(times(p.mul(0.3), x))),
                new Program("divided", w, X, 1, (p, x) -> loss(times(p.div(3).neg(), x))),
                new Program(
                        "exponentials",
                        w,
                        X,
                        1,
                        (p, x) -> loss(times(p.apply(Functions.named("exp").orElseThrow()), x))),
                new Program(
                        "positive part", w, X, 1, (p, x) -> loss(times(p.gt(0).select(p, p.constant(0)), x))),
                new Program(
                        "one row for all",
                        matrix(4),
                        X,
                        1,
                        (p, x) -> loss(
                                times(p.broadcast(Shape.of(3, 4), List.of(1)).mul(2), x))),
                new Program(
                        "padded",
                        matrix(2, 4),
                        X,
                        1,
                        (p, x) -> loss(times(
                                p.pad(0, 1, 0, 0, p.builder().constant(TensorType.scalar(DType.F32), 0.5)), x))),
                new Program("joined with itself", matrix(2, 4), X, 1, (p, x) -> loss(times(join(0, p, p.mul(0.1)), x))),
                new Program(
                        "used twice",
                        square,
                        X,
                        1,
                        (p, x) -> loss(times(p, times(p, x).abs()))),
                new Program(
                        "tied",
                        w,
                        X,
                        1,
                        (p, x) -> loss(
                                times(p.permute(List.of(1, 0)), times(p, x)).sub(x))),
                new Program(
                        "f64 weights",
                        TensorType.of(DType.F64, 3, 4),
                        X,
                        1,
                        (p, x) -> loss(times(p.convert(DType.F32), x))),
                new Program("a sample is a matrix", w, matrix(4, 5), 1, (p, x) -> loss(times(p, x))),
                new Program(
                        "stacked samples",
                        matrix(6, 2, 4),
                        matrix(6, 4, 5),
                        1,
                        (p, x) -> loss(p.dot(x, new DotAxes(List.of(0), List.of(0), List.of(2), List.of(1))))));
    }

    /// d_p of the batch sum.
    private static Graph gradientOfSum(Program program) {
        Graph batch = Batch.of(program.sample(), Set.of(1), "B");
        Graph sum = BatchSum.of(batch, "B", BatchSum.Kind.SUM, List.of(true));
        return Freeze.of(Vjp.valueAndGradient(sum, List.of(0)));
    }

    private static Graph sumOfGradients(Program program) {
        Graph batch = Batch.of(Vjp.valueAndGradient(program.sample(), List.of(0)), Set.of(1), "B");
        return Freeze.of(BatchSum.of(batch, "B", BatchSum.Kind.SUM, List.of(true, true)));
    }

    private static long[] normals(TensorType type, long batch) {
        SplittableRandom random = new SplittableRandom(type.shape().size() + batch);
        return random.doubles(type.shape().size() * batch)
                .mapToLong(v -> type.dtype().bitsOf(2 * v - 1))
                .toArray();
    }

    private static List<long[]> run(Program program, Graph graph, long batch) {
        return OnCpu.run(graph, Map.of("B", batch), normals(program.p(), 1), normals(program.x(), batch));
    }

    @ParameterizedTest
    @MethodSource("programs")
    void bothRoadsHaveTheSameBits(Program program) {
        for (long batch : new long[] {0, 1, 2, 5, 300}) {
            List<long[]> ofSum = run(program, gradientOfSum(program), batch);
            List<long[]> ofGradients = run(program, sumOfGradients(program), batch);
            for (int i = 0; i < 2; i++) {
                DType dtype = sumOfGradients(program).outputTypes().get(i).dtype();
                Bits.requireSame(
                        program + ", batch " + batch + ", output " + i, dtype, ofSum.get(i), ofGradients.get(i));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void noMatrixPerSampleIsSummed(Program program) {
        Graph graph = sumOfGradients(program);
        long plain = graph.nodes().stream()
                .filter(n -> n.op() instanceof Op.Reduce)
                .filter(n -> graph.type(n.operands().getFirst()).shape().dim(0) instanceof Dim.Symbol)
                .filter(n -> ((Op.Reduce) n.op()).axes().contains(0))
                .count();
        assertEquals(program.plainSums(), plain, () -> GraphText.print(graph));
    }

    /// A number in the place of the symbol, before the derivative and after: orders are chosen by the program alone.
    @ParameterizedTest
    @MethodSource("programs")
    void specialisingASymbolChangesNoBit(Program program) {
        Map<String, Dim> five = Map.of("B", Dim.of(5));
        Graph sum = BatchSum.of(Batch.of(program.sample(), Set.of(1), "B"), "B", BatchSum.Kind.SUM, List.of(true));
        Graph before = Freeze.of(Vjp.valueAndGradient(Symbols.substitute(sum, five), List.of(0)));
        Graph after = Freeze.of(Symbols.substitute(Vjp.valueAndGradient(sum, List.of(0)), five));
        assertEquals(GraphText.print(after), GraphText.print(before));
        List<long[]> symbolic = run(program, gradientOfSum(program), 5);
        List<long[]> fixed = OnCpu.run(before, Map.of(), normals(program.p(), 1), normals(program.x(), 5));
        Bits.requireSame(program + "", program.p().dtype(), symbolic.getLast(), fixed.getLast());
    }

    /// The loss is the sum of the samples' losses, in the order of sums: no factor is moved out of it.
    @Test
    void aSumOfNumbersStaysASum() {
        GraphBuilder b = new GraphBuilder("f");
        Shape batch = Shape.of(Dim.symbol("B"));
        Expr w = b.input("w", TensorType.scalar(DType.F64));
        Expr x = b.input("x", new TensorType(DType.F64, batch));
        Expr sum = ProductSum.sum(w.broadcast(batch, List.of()).mul(x), List.of(0));
        assertEquals(
                new Op.Reduce(Reduction.SUM, List.of(0), Order.LANES),
                sum.node().op());
    }

    /// Thousands of uses of one matrix: neither deep recursion nor a search that visits a node twice.
    @Test
    void manyUsesOfOneMatrix() {
        Program deep = new Program("deep", matrix(2, 2), matrix(2), 1, (p, x) -> {
            Expr y = x;
            for (int i = 0; i < 3000; i++) {
                y = times(p, y).mul(0.5).add(x);
            }
            return loss(y);
        });
        assertTrue(sumOfGradients(deep).nodes().size() < 100_000);
        GraphBuilder b = new GraphBuilder("f");
        Shape shape = Shape.of(Dim.symbol("B"), Dim.of(2), Dim.of(3));
        Expr sum = b.input("x", new TensorType(DType.F32, shape));
        for (int i = 0; i < 200; i++) {
            sum = sum.add(sum.mul(2));
        }
        assertEquals(
                new Op.Reduce(Reduction.SUM, List.of(0), Order.LANES),
                ProductSum.sum(sum, List.of(0)).node().op());
    }
}
