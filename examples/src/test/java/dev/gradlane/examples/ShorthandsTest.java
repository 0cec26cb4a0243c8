package dev.gradlane.examples;

import static dev.gradlane.Ops.div;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.iota;
import static dev.gradlane.Ops.minus;
import static dev.gradlane.Ops.neg;
import static dev.gradlane.Ops.stack;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Short ways of writing what the examples need often.
class ShorthandsTest {
    private final Engine engine = Engine.open("cpu");

    private <A, R> R run(Fn<A, R> f, A at) {
        try (var compiled = engine.compile(f)) {
            return compiled.run(at);
        }
    }

    @Test
    void aJavaNumberMayStandFirst() {
        var f = Fn.trace("first", f64(3), x -> List.of(neg(x), minus(1, x), div(1, x)));
        var results = run(f, Tensor.of(new double[] {3, -0.0, Double.POSITIVE_INFINITY}));
        double infinity = Double.POSITIVE_INFINITY;
        assertArrayEquals(new double[] {-3, 0.0, -infinity}, results.get(0).toDoubles());
        assertArrayEquals(new double[] {-2, 1, -infinity}, results.get(1).toDoubles());
        assertArrayEquals(new double[] {1.0 / 3, -infinity, 0.0}, results.get(2).toDoubles());
        // rounded once to the tensor's type
        var narrow = run(Fn.trace("narrow", f32(), x -> minus(0.1, x)), Tensor.of(0.0f));
        assertArrayEquals(new float[] {0.1f}, narrow.toFloats());
    }

    @Test
    void conditionsAreCombined() {
        var within = Fn.trace(
                "within",
                f64(4),
                x -> List.of(
                        x.gt(0).and(x.lt(2)).to(DType.I32),
                        x.le(0).or(x.ge(2)).to(DType.I32),
                        x.gt(0).not().to(DType.I32)));
        var results = run(within, Tensor.of(new double[] {-1, 1, 3, Double.NaN}));
        assertArrayEquals(new int[] {0, 1, 0, 0}, results.get(0).toInts());
        assertArrayEquals(new int[] {1, 0, 1, 0}, results.get(1).toInts());
        assertArrayEquals(new int[] {1, 0, 0, 1}, results.get(2).toInts());
        var bits = Fn.trace("bits", i64(3), n -> List.of(n.and(n.not()), n.or(n.not())));
        Tensor numbers = Tensor.of(new long[] {0, 12, -7}, 3);
        assertArrayEquals(new long[3], run(bits, numbers).get(0).toLongs());
        assertArrayEquals(new long[] {-1, -1, -1}, run(bits, numbers).get(1).toLongs());
    }

    record Pair(Tensor a, Tensor b) {}

    @Test
    void partsAreStackedAlongANewFirstAxis() {
        Fn<Pair, Tensor> scalars = Fn.trace("scalars", new Pair(f64(), f64()), p -> stack(p.a(), p.b()));
        Pair pair = new Pair(Tensor.of(3.0), Tensor.of(4.0));
        assertArrayEquals(new double[] {3, 4}, run(scalars, pair).toDoubles());
        assertArrayEquals(
                new double[] {1, 0}, run(scalars.jacobianReverse(Pair::a), pair).toDoubles());
        Pair vectors = new Pair(Tensor.of(new double[] {3, 4}), Tensor.of(new double[] {5, 6}));
        Fn<Pair, Tensor> rows = Fn.trace("rows", new Pair(f64(2), f64(2)), p -> stack(p.a(), p.b()));
        assertArrayEquals(new double[] {3, 4, 5, 6}, run(rows, vectors).toDoubles());
        assertArrayEquals(
                new double[] {3, 5, 4, 6}, run(scalars.batched(), vectors).toDoubles());
        var e = assertThrows(
                GraphException.class, () -> Fn.trace("uneven", new Pair(f64(), f64(2)), p -> stack(p.a(), p.b())));
        assertTrue(e.getMessage().contains("ShorthandsTest.java:"), e.getMessage());
    }

    /// The numbers are those of the stream of the same number as an i32.
    @Test
    void aLoopsCounterNamesAStream() {
        Random random = Random.key(7);
        var counted = Fn.trace("counted", i64(), n -> random.stream(n).normal(DType.F64, 3));
        var named = Fn.trace("named", i64(), n -> random.stream(5).normal(DType.F64, 3));
        Tensor five = Tensor.of(new long[] {5}, new long[0]);
        assertArrayEquals(run(named, five).toDoubles(), run(counted, five).toDoubles());
        var constant = Fn.trace(
                "constant", i64(), n -> random.stream(iota(DType.I64, 6).get(5)).normal(DType.F64, 3));
        assertArrayEquals(run(named, five).toDoubles(), run(constant, five).toDoubles());
        var value = Fn.trace("value", i64(), n -> random.stream(five).normal(DType.F64, 3));
        assertArrayEquals(run(named, five).toDoubles(), run(value, five).toDoubles());
    }
}
