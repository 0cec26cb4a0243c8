package dev.gradlane.opencl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.gradlane.autodiff.Vjp;
import dev.gradlane.function.Exp;
import dev.gradlane.function.Logistic;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.DotAxes;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Order;
import dev.gradlane.graph.Reduction;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import dev.gradlane.kernel.Lowering;
import dev.gradlane.kernel.LoweringOptions;
import dev.gradlane.pass.Batch;
import dev.gradlane.pass.Freeze;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Sources in full, for every eye that passes: a change of one is a change of the emitter or of the
/// kernels. `-Dgolden.update=true` rewrites the files. Needs no device.
class GoldenSourceTest {
    private static final Path FOLDER = Path.of("src", "test", "golden");
    private static final Dim B = Dim.symbol("B");
    private static final Target PROCESSOR = new Target(true, true, Target.Rows.ITEM, 100);
    private static final Target GRAPHICS = new Target(true, true, Target.Rows.GROUP, 100);

    record Golden(String name, Graph graph, Target target) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Golden> sources() {
        return Stream.of(
                new Golden("neuron-gradient", neuron(), PROCESSOR),
                new Golden("softmax", softmax(), PROCESSOR),
                new Golden("softmax-group", softmax(), GRAPHICS),
                new Golden("column-sum", columnSum(), PROCESSOR),
                new Golden("dot", dot(), PROCESSOR),
                new Golden("dot-through-f64", dot(), new Target(true, false, Target.Rows.ITEM, 100)));
    }

    @ParameterizedTest
    @MethodSource("sources")
    void theSourceIsTheOneOnFile(Golden golden) throws IOException {
        Path file = FOLDER.resolve(golden.name() + ".cl");
        String text = OpenClEmitter.of(Lowering.of(golden.graph(), LoweringOptions.DEFAULT), golden.target())
                .text();
        if (Boolean.getBoolean("golden.update")) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, text);
        }
        assertEquals(Files.readString(file), text);
    }

    @ParameterizedTest
    @MethodSource("sources")
    void nothingThatAnImplementationMayRoundItsOwnWay(Golden golden) {
        String text = OpenClEmitter.of(Lowering.of(golden.graph(), LoweringOptions.DEFAULT), golden.target())
                .text();
        for (String call : List.of("mad(", "fmin(", "fmax(", "exp(", "log(", "native_", "half_", "pow(")) {
            assertFalse(text.contains(" " + call), call);
        }
        text.lines()
                .filter(line -> line.contains(" * ") && line.contains(" + ") && line.contains("float v"))
                .findFirst()
                .filter(line -> !line.contains("["))
                .ifPresent(line -> assertEquals("", line, "two instructions in one statement"));
    }

    /// σ(w₁x₁ + w₂x₂ + b) and its five derivatives, over a batch of inputs.
    private static Graph neuron() {
        GraphBuilder b = new GraphBuilder("neuron");
        TensorType scalar = TensorType.scalar(DType.F32);
        Expr x1 = b.input("x1", scalar);
        Expr x2 = b.input("x2", scalar);
        Expr w1 = b.input("w1", scalar);
        Expr w2 = b.input("w2", scalar);
        Expr bias = b.input("b", scalar);
        Expr z = w1.mul(x1).add(w2.mul(x2)).add(bias);
        Graph graph = b.output("y", z.apply(Logistic.SIGMOID)).build();
        return Freeze.of(Batch.of(Vjp.valueAndGradient(graph, List.of(0, 1, 2, 3, 4)), Set.of(0, 1), "B"));
    }

    private static Graph softmax() {
        GraphBuilder b = new GraphBuilder("softmax");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(1000))));
        Expr max = x.reduce(Reduction.MAX, List.of(1));
        Expr e = x.sub(max.broadcast(x.shape(), List.of(0))).apply(Exp.EXP);
        Expr sum = e.reduce(Reduction.SUM, List.of(1));
        return Freeze.of(
                b.output("p", e.div(sum.broadcast(x.shape(), List.of(0)))).build());
    }

    private static Graph columnSum() {
        GraphBuilder b = new GraphBuilder("columns");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(300))));
        return Freeze.of(
                b.output("s", x.mul(x).reduce(Reduction.SUM, List.of(0))).build());
    }

    private static Graph dot() {
        GraphBuilder b = new GraphBuilder("layer");
        Expr x = b.input("x", new TensorType(DType.F32, Shape.of(B, Dim.of(784))));
        Expr w = b.input("w", TensorType.of(DType.F32, 784, 256));
        Expr z = x.mul(0.5).dot(w, DotAxes.contract(1, 0), Order.CHAIN);
        return Freeze.of(b.output("h", z.max(0).sqrt()).build());
    }
}
