package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.rint;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.stopGradient;
import static dev.gradlane.Ops.tanh;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Direction;
import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Linearised;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The snippets of `docs/derivatives.md`, run: what stands between `snippet` and `end` is the page's text, as
/// [DerivativesPageTest] checks.
class DerivativesTourTest {
    // snippet function
    record In(Tensor w, Tensor x) {}

    static final Fn<In, Tensor> LAYER =
            Fn.trace("layer", new In(f64(3, 2), f64(2)), in -> tanh(in.w().matmul(in.x())));
    static final Fn<In, Tensor> LOSS =
            Fn.trace("loss", new In(f64(3, 2), f64(2)), in -> LAYER.apply(in).sum());
    // end

    private static final double[] W = {0.5, -1, 2, 0.25, 1, 1};
    private static final double[] X = {0.2, -0.4};

    private static In in() {
        return new In(Tensor.of(W, 3, 2), Tensor.of(X));
    }

    private static double slope(int row) {
        double t = Math.tanh(W[2 * row] * X[0] + W[2 * row + 1] * X[1]);
        return 1 - t * t;
    }

    @Test
    void gradient() {
        In in = in();
        try (var engine = Engine.open()) {
            // snippet gradient
            Fn<In, In> all = LOSS.gradient(); // built like the inputs: f64[3,2] and f64[2]
            Fn<In, Tensor> byX = LOSS.partial(In::x); // f64[2]
            var both = engine.compile(LOSS.valueAndGradient(In::w)).run(in);
            Tensor value = both.value(), dw = both.gradient(); // f64[] and f64[3,2]
            // end
            assertEquals(Shape.SCALAR, value.shape());
            assertEquals(slope(0) * X[1], dw.toDoubles()[1], 1e-15);
            assertArrayEquals(dw.toDoubles(), engine.compile(all).run(in).w().toDoubles());
            assertEquals(Shape.of(2), engine.compile(byX).run(in).shape());
        }
    }

    @Test
    void jvp() {
        In in = in();
        Tensor dx = Tensor.of(new double[] {1, 2});
        try (var engine = Engine.open()) {
            // snippet jvp
            Fn<Dual<In>, Dual<Tensor>> everything = LAYER.jvp(); // a direction for every input
            Fn<Direction<In, Tensor>, Dual<Tensor>> alongX = LAYER.jvp(In::x); // for x alone
            Dual<Tensor> y = engine.compile(alongX).run(new Direction<>(in, dx));
            Tensor value = y.primal(), slope = y.tangent(); // f64[3] each
            // end
            assertEquals(2, everything.graph().outputs().size());
            assertEquals(3, value.toDoubles().length);
            assertEquals(slope(2) * 3, slope.toDoubles()[2], 1e-15);
        }
    }

    @Test
    void linearise() {
        In in = in();
        Tensor dx = Tensor.of(new double[] {1, 2});
        try (var engine = Engine.open()) {
            // snippet linearise
            Linearised<In, Tensor, Tensor> linear = LAYER.linearise(In::x);
            var at = engine.compile(linear.forward()).run(in); // once per point
            var push = engine.compile(linear.push()); // J·dx, any number of times
            Tensor slope = push.run(new Linearised.Push<>(at.residuals(), dx));
            // end
            assertEquals(slope(2) * 3, slope.toDoubles()[2], 1e-15);
        }
    }

    @Test
    void vjp() {
        In in = in();
        Tensor ybar = Tensor.of(new double[] {0, 0, 1});
        try (var engine = Engine.open()) {
            // snippet vjp
            Pullback<In, Tensor, Tensor> pullback = LAYER.vjp(In::x);
            var at = engine.compile(pullback.forward()).run(in);
            var pull = engine.compile(pullback.backward()); // ybar·J
            Tensor xbar = pull.run(new Pullback.Backward<>(at.residuals(), ybar)); // f64[2]
            // end
            assertArrayEquals(new double[] {slope(2), slope(2)}, xbar.toDoubles(), 1e-15);
        }
    }

    @Test
    void jacobian() {
        In in = in();
        try (var engine = Engine.open()) {
            // snippet jacobian
            Fn<In, Tensor> byX = LAYER.jacobianForward(In::x); // f64[3] by f64[2]: f64[3,2]
            Fn<In, Tensor> byW = LAYER.jacobianReverse(In::w); // f64[3] by f64[3,2]: f64[3,3,2]
            double[] j = engine.compile(byX).run(in).toDoubles(); // j[2*i + k] = dy[i]/dx[k]
            // end
            assertEquals(slope(1) * W[2], j[2], 1e-15);
            assertEquals(Shape.of(3, 3, 2), engine.compile(byW).run(in).shape());
        }
    }

    @Test
    void results() {
        In in = in();
        try (var engine = Engine.open()) {
            // snippet results
            record Out(Tensor y, Tensor energy) {}
            Fn<In, Out> two =
                    Fn.trace("two", new In(f64(3, 2), f64(2)), i -> new Out(i.w().matmul(i.x()), i.x().matmul(i.x())));
            Out j = engine.compile(two.jacobianForward(In::x)).run(in);
            Tensor dy = j.y(); // f64[3,2]
            Tensor denergy = j.energy(); // f64[2]
            // end
            assertArrayEquals(W, dy.toDoubles());
            assertArrayEquals(new double[] {0.4, -0.8}, denergy.toDoubles());
        }
    }

    @Test
    void hessian() {
        In in = in();
        try (var engine = Engine.open()) {
            // snippet hessian
            Fn<In, Tensor> xx = LOSS.hessian(In::x); // f64[2,2]
            Fn<In, Tensor> wx = LOSS.hessian(In::w, In::x); // f64[3,2] by f64[2]: f64[3,2,2]
            Fn<Direction<In, Tensor>, Tensor> product = LOSS.hvp(In::x); // H·v, f64[2]
            // end
            Tensor h = engine.compile(xx).run(in);
            Tensor v = Tensor.of(new double[] {1, 0});
            double[] hv = engine.compile(product).run(new Direction<>(in, v)).toDoubles();
            assertArrayEquals(new double[] {h.toDoubles()[0], h.toDoubles()[2]}, hv);
            assertEquals(Shape.of(3, 2, 2), engine.compile(wx).run(in).shape());
        }
    }

    @Test
    void sparse() {
        try (var engine = Engine.open()) {
            // snippet sparse
            int n = 1000;
            Fn<Tensor, Tensor> chain = Fn.trace("chain", f64(n), x -> {
                Tensor a = x.slice(0, 0, n - 1);
                Tensor b = x.slice(0, 1, n).minus(a.times(a));
                return b.times(b).sum();
            });
            var hessian = chain.hessianSparse(); // three diagonals are found: 3 directions, not 1000
            Tensor compressed = engine.compile(hessian.compressed()).run(Tensor.of(new double[n])); // f64[3,1000]
            double[] entries = hessian.entries(compressed); // in the order of hessian.pattern()
            // end
            assertEquals(3, hessian.compression().colours());
            assertEquals(n + 2 * (n - 1), entries.length);
            assertEquals(2, entries[entries.length - 1]);
        }
    }

    @Test
    void batched() {
        try (var engine = Engine.open()) {
            // snippet batched
            Fn<In, Tensor> perSample = LOSS.batched(In::x).hessian(In::x); // x: f64[B,2], result f64[B,2,2]
            Fn<In, Tensor> same = LOSS.hessian(In::x).batched(In::x); // the same bits
            Fn<In, Tensor> ofMean = LOSS.batched(In::x).mean().hessian(In::w); // f64[3,2,3,2]
            Fn<In, Tensor> columns = LOSS.batchedAlong(-1, 0, In::x); // x: f64[2,B], result f64[B]
            Fn<In, Tensor> table = LOSS.batched(In::x).batched(In::w); // every w with every x
            // end
            In batch = new In(Tensor.of(W, 3, 2), Tensor.of(new double[] {0.2, -0.4, 1, 2, 3, 4}, 3, 2));
            assertArrayEquals(
                    engine.compile(same).run(batch).toDoubles(),
                    engine.compile(perSample).run(batch).toDoubles());
            assertEquals(Shape.of(3, 2, 3, 2), engine.compile(ofMean).run(batch).shape());
            assertEquals("[f64[B]]", columns.graph().outputTypes().toString());
            assertEquals(2, table.graph().outputTypes().getFirst().shape().rank());
        }
    }

    @Test
    void custom() {
        try (var engine = Engine.open()) {
            // snippet custom
            // a formula that overflows with a derivative that does not
            Fn<Tensor, Tensor> softplus = Fn.trace("softplus", f64(), x -> log(exp(x).plus(1)))
                    .withJvp(d -> sigmoid(d.primal()).times(d.tangent()));
            // a step that learns as if it were the identity
            Fn<Tensor, Tensor> step = Fn.trace("step", f64(), x -> rint(x)).withVjp((x, ybar) -> ybar);
            // end
            assertEquals(
                    1,
                    engine.compile(softplus.gradient()).run(Tensor.of(1000.0)).item());
            assertEquals(1, engine.compile(step.gradient()).run(Tensor.of(0.3)).item());
        }
    }

    @Test
    void stops() {
        try (var engine = Engine.open()) {
            // snippet stops
            Fn<Tensor, Tensor> scaled = Fn.trace("scaled", f64(4), x -> x.div(stopGradient(x.sum())));
            Fn<In, Tensor> cheap = LOSS.checkpoint(); // the same bits, computed again in reverse mode
            // end
            double[] j = engine.compile(scaled.jacobianForward())
                    .run(Tensor.of(new double[] {1, 2, 3, 4}))
                    .toDoubles();
            assertEquals(0.1, j[0]);
            assertEquals(0, j[1]);
            assertArrayEquals(
                    engine.compile(LOSS.gradient(In::w)).run(in()).toDoubles(),
                    engine.compile(cheap.gradient(In::w)).run(in()).toDoubles());
        }
    }

    @Test
    void order() {
        try (var engine = Engine.open()) {
            // snippet order
            Fn<Tensor, Tensor> f = Fn.trace("f", f64(2), x -> exp(x).prod());
            Fn<Tensor, Tensor> third = f.hessian().jacobianForward(); // f64[2,2,2]
            Fn<Tensor, Tensor> curvature =
                    Fn.trace("curvature", f64(2), x -> f.hessian().apply(x).prod());
            Fn<Tensor, Tensor> ofCurvature = curvature.gradient().batched();
            // end
            assertEquals(
                    8, engine.compile(third).run(Tensor.of(new double[] {0, 0})).toDoubles().length);
            assertArrayEquals(
                    new double[] {4, 4},
                    engine.compile(ofCurvature)
                            .run(Tensor.of(new double[] {0, 0}, 1, 2))
                            .toDoubles());
            assertEquals(List.of("x"), ofCurvature.graph().inputNames());
        }
    }
}
