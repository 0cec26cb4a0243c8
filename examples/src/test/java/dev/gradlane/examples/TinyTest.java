package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Pullback;
import dev.gradlane.Tensor;
import dev.gradlane.TraceException;
import dev.gradlane.examples.Circuits.Point;
import org.junit.jupiter.api.Test;

/// The tour of the product.
class TinyTest {
    private final Fn<Point, Tensor> product = Circuits.product();

    private static Point point(double x, double y, double z) {
        return new Point(Tensor.of(x), Tensor.of(y), Tensor.of(z));
    }

    @Test
    void aFunctionIsTracedDifferentiatedCompiledAndRun() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(product.valueAndGradient())) {
            var r = f.run(point(-2, 5, -4));
            assertEquals(-12, r.value().item());
            assertEquals(-4, r.gradient().x().item());
            assertEquals(-4, r.gradient().y().item());
            assertEquals(3, r.gradient().z().item());
        }
    }

    @Test
    void theNeuronHasTheGradientsOfTheTutorial() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(Circuits.neuron().valueAndGradient())) {
            var r = f.run(new Circuits.Neuron(
                    Tensor.of(2.0), Tensor.of(-1.0), Tensor.of(-3.0), Tensor.of(-2.0), Tensor.of(-3.0)));
            // sigma = 1/(1+1/e) and sigma(1-sigma), 60 digits; the gradient is the latter times (x0, w0, x1, w1, 1)
            double slope = Double.parseDouble("0.196611933241481852537424733585909025622267285427313577576327");
            double sigma = Double.parseDouble("0.731058578630004879251159241821836274365144640165056519276366");
            assertEquals(sigma, r.value().item(), Math.ulp(sigma));
            assertEquals(-slope, r.gradient().w0().item(), 2 * Math.ulp(slope));
            assertEquals(2 * slope, r.gradient().x0().item(), 4 * Math.ulp(slope));
            assertEquals(-2 * slope, r.gradient().w1().item(), 4 * Math.ulp(slope));
            assertEquals(-3 * slope, r.gradient().x1().item(), 6 * Math.ulp(slope));
            assertEquals(slope, r.gradient().w2().item(), 2 * Math.ulp(slope));
        }
    }

    @Test
    void aBatchIsOneRunAndEachSampleKeepsItsBits() {
        double[] x = {-2, 0.1, 3e7};
        double[] y = {5, 0.2, 1e-9};
        double[] z = {-4, 0.3, -0.0};
        try (var engine = Engine.open("cpu");
                var one = engine.compile(product.gradient());
                var all = engine.compile(product.gradient().batched())) {
            var batch = all.run(new Point(Tensor.of(x), Tensor.of(y), Tensor.of(z)));
            for (int i = 0; i < x.length; i++) {
                Point g = one.run(point(x[i], y[i], z[i]));
                assertEquals(g.z().item(), batch.z().toDoubles()[i]);
                assertEquals(g.x().item(), batch.x().toDoubles()[i]);
            }
        }
    }

    @Test
    void derivativesNestToAnyOrder() {
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(), x -> x.times(x).times(exp(x)));
        try (var engine = Engine.open("cpu");
                var third = engine.compile(f.gradient().gradient().gradient())) {
            // (x² eˣ)''' = (x² + 6x + 6) eˣ
            assertEquals(13 * Math.E, third.run(Tensor.of(1.0)).item(), 8 * Math.ulp(13 * Math.E));
        }
    }

    /// d/dx [x · d/dy (x + y)] is 1; a system that confuses the two perturbations says 2.
    @Test
    void perturbationsAreNotConfused() {
        Fn<Tensor, Tensor> f = Fn.trace(
                "outer",
                f64(),
                x -> x.times(Fn.trace("inner", f64(), x::plus).gradient().apply(x)));
        try (var engine = Engine.open("cpu");
                var gradient = engine.compile(f.gradient())) {
            assertEquals(1, gradient.run(Tensor.of(3.0)).item());
        }
    }

    @Test
    void forwardModeAgreesWithReverseMode() {
        try (var engine = Engine.open("cpu");
                var jvp = engine.compile(product.jvp())) {
            var r = jvp.run(new Dual<>(point(-2, 5, -4), point(1, 0, 2)));
            assertEquals(-12, r.primal().item());
            assertEquals(-4 * 1 + 3 * 2, r.tangent().item());
        }
    }

    @Test
    void aPullbackKeepsItsResiduals() {
        Pullback<Point, Tensor, Point> vjp = product.vjp();
        try (var engine = Engine.open("cpu");
                var forward = engine.compile(vjp.forward());
                var backward = engine.compile(vjp.backward())) {
            var cache = forward.run(point(-2, 5, -4));
            assertEquals(-12, cache.value().item());
            Point g = backward.run(new Pullback.Backward<>(cache.residuals(), Tensor.of(2.0)));
            assertEquals(-8, g.x().item());
            assertEquals(6, g.z().item());
        }
    }

    @Test
    void anExpressionIsAFunctionToo() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(Fn.parse("(x + y) * z").gradient())) {
            var g = f.run(java.util.Map.of("x", Tensor.of(-2.0), "y", Tensor.of(5.0), "z", Tensor.of(-4.0)));
            assertEquals(3, g.get("z").item());
        }
    }

    @Test
    void aResultCanGoIntoTheCallersArray() {
        double[] value = new double[3];
        try (var engine = Engine.open("cpu");
                var f = engine.compile(
                        Fn.trace("log", f64(), dev.gradlane.Ops::log).batched())) {
            f.runInto(Tensor.of(new double[] {1, 1, 1}), Tensor.of(value));
            assertArrayEquals(new double[3], value);
        }
    }

    @Test
    void misuseSaysWhereAndWhatToDo() {
        var read = assertThrows(TraceException.class, () -> Fn.trace("f", f64(), x -> Tensor.of(x.item())));
        assertTrue(read.getMessage().contains("TinyTest.java:"), read.getMessage());
        var outside = assertThrows(TraceException.class, () -> log(Tensor.of(1.0)));
        assertTrue(outside.getMessage().contains("Fn.trace"), outside.getMessage());
    }

    @Test
    void closeFreesEverything() {
        var engine = Engine.open("cpu");
        var f = engine.compile(product);
        Point resident = engine.upload(point(1, 2, 3));
        var result = f.run(resident);
        assertTrue(engine.liveBytes() >= 4 * Double.BYTES);
        engine.close();
        assertEquals(0, engine.liveBytes());
        assertThrows(IllegalStateException.class, () -> f.run(point(1, 2, 3)));
        assertThrows(IllegalStateException.class, result::item);
    }

    @Test
    void explainShowsTheProgramItsDigestAndTheDevice() {
        try (var engine = Engine.open("cpu");
                var f = engine.compile(product.gradient())) {
            String text = f.explain();
            assertTrue(
                    text.contains("add %0 %1") && text.contains("frozen sha256:") && text.contains("device cpu"), text);
        }
    }
}
