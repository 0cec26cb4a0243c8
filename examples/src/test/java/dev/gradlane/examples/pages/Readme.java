package dev.gradlane.examples.pages;

import static dev.gradlane.Losses.sigmoidCrossEntropy;
import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.normalCdf;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.sqrt;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;

/// The three programs of the README.
final class Readme {
    private Readme() {}

    static final class Greeks {
        // snippet greeks
        record Option(Tensor spot, Tensor strike, Tensor vol, Tensor expiry) {}

        Tensor call(Option o) { // Black–Scholes, without interest
            Tensor sd = o.vol().times(sqrt(o.expiry()));
            Tensor d1 = log(o.spot().div(o.strike())).div(sd).plus(sd.div(2));
            return o.spot().times(normalCdf(d1)).minus(o.strike().times(normalCdf(d1.minus(sd))));
        }

        void main() {
            var price = Fn.trace("call", new Option(f64(), f64(), f64(), f64()), this::call);
            try (var engine = Engine.open();
                    var greeks = engine.compile(price.valueAndGradient().batched())) {
                double[] spot = {100, 100}, strike = {100, 110}, vol = {0.2, 0.25}, expiry = {1, 0.5};
                IO.println(
                        greeks.run(new Option(Tensor.of(spot), Tensor.of(strike), Tensor.of(vol), Tensor.of(expiry))));
            }
        }
        // end
    }

    static final class Training {
        // snippet training
        record In(Tensor w, Tensor x, Tensor label) {}

        Tensor train(Engine engine, Tensor x, Tensor label) {
            var spec = new In(f64(2), f64(2), f64());
            var loss = Fn.trace("loss", spec, in -> sigmoidCrossEntropy(dot(in.w(), in.x()), in.label()));
            var slope = loss.batched(In::x, In::label).mean().gradient(In::w);
            var step = engine.compile(Fn.trace(
                    "step",
                    slope.prototype(),
                    in -> in.w().minus(slope.apply(in).div(2))));
            Tensor w = Tensor.of(new double[2]);
            for (int i = 0; i < 100; i++) {
                w = step.run(new In(w, x, label));
            }
            return w;
        }
        // end

        void main() {
            try (var engine = Engine.open()) {
                Tensor x = Tensor.of(new double[] {0.5, 1.5, -1, 0.25, 2, -0.5, 1, 1}, 4, 2);
                IO.println(train(engine, x, Tensor.of(new double[] {1, 0, 1, 0})));
            }
        }
    }

    static final class MonteCarlo {
        // snippet monteCarlo
        record In(Tensor vol, Tensor path) {}

        void main() {
            var call = Fn.trace("call", new In(f64(), i64()), in -> {
                Tensor w = Random.key(42).sample(in.path()).normal(DType.F64);
                return relu(exp(w.minus(in.vol().div(2)).times(in.vol())).minus(1));
            });
            for (String device : new String[] {"cpu", "vector"}) {
                try (var engine = Engine.open(device);
                        var vega = engine.compile(call.batched(In::path).mean().valueAndGradient(In::vol))) {
                    var g = vega.run(new In(Tensor.of(0.2), Random.samples(0, 100_000)));
                    IO.println(
                            device + " " + g.value().item() + " " + g.gradient().item());
                }
            }
        }
        // end
    }
}
