package dev.gradlane.examples.pages;

import static dev.gradlane.Ops.dot;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.softplus;
import static dev.gradlane.Ops.sqrt;
import static dev.gradlane.Ops.whileLoop;

import dev.gradlane.ComputeException;
import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Indexing;
import dev.gradlane.Random;
import dev.gradlane.Tensor;
import dev.gradlane.ValueAndGradient;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import dev.gradlane.text.GraphText;

/// The program of `docs/tour.md`.
final class Tour {
    private Tour() {}

    // snippet circuit
    record Point(Tensor x, Tensor y, Tensor z) {}

    static final Fn<Point, Tensor> CIRCUIT = Fn.trace(
            "circuit", new Point(f64(), f64(), f64()), p -> p.x().plus(p.y()).times(p.z()));

    // end

    static void circuit() {
        // snippet print
        IO.println(GraphText.print(CIRCUIT.graph()));
        // end
    }

    static void gradient() {
        // snippet gradient
        IO.println(GraphText.print(CIRCUIT.gradient().graph()));
        // end
    }

    static void run() {
        // snippet run
        try (var engine = Engine.open("cpu");
                var f = engine.compile(CIRCUIT.valueAndGradient())) {
            IO.println(f.run(new Point(Tensor.of(-2.0), Tensor.of(5.0), Tensor.of(-4.0))));
        }
        // end
    }

    static void batch() {
        // snippet batch
        try (var engine = Engine.open("cpu");
                var f = engine.compile(CIRCUIT.gradient().batched())) {
            double[] x = {-2, 1, 0}, y = {5, 1, 0.5}, z = {-4, 3, 8};
            IO.println(f.run(new Point(Tensor.of(x), Tensor.of(y), Tensor.of(z))));
        }
        // end
    }

    // snippet training
    record Model(Tensor weights, Tensor bias) {}

    record Sample(Tensor features, Tensor label) {}

    record In(Model model, Sample sample) {}

    static Tensor loss(In in) {
        Tensor score = dot(in.model().weights(), in.sample().features())
                .plus(in.model().bias());
        return softplus(score).minus(in.sample().label().times(score)); // −log p(label)
    }

    static final In SPEC = new In(new Model(f64(2), f64()), new Sample(f64(2), f64()));
    static final Fn<In, Tensor> LOSS = Fn.trace("loss", SPEC, Tour::loss);
    static final Fn<In, ValueAndGradient<Tensor, Model>> STEP =
            LOSS.batched(In::sample).mean().valueAndGradient(In::model);

    // end

    static In data() {
        double[] features = {0.5, 1.5, -1, 0.25, 2, -0.5, 1, 1};
        double[] labels = {1, 0, 1, 0};
        return new In(
                new Model(Tensor.of(new double[] {0.1, -0.2}), Tensor.of(0.3)),
                new Sample(Tensor.of(features, 4, 2), Tensor.of(labels)));
    }

    static void training() {
        // snippet step
        try (var engine = Engine.open("cpu");
                var step = engine.compile(STEP)) {
            IO.println(step.run(data()));
        }
        // end
    }

    static void perSample() {
        // snippet perSample
        try (var engine = Engine.open("cpu");
                var each = engine.compile(LOSS.gradient(In::model).batched(In::sample))) {
            IO.println(each.run(data()).bias());
        }
        // end
    }

    static void devices() {
        // snippet devices
        for (String device : new String[] {"cpu", "vector"}) {
            try (var engine = Engine.open(device);
                    var step = engine.compile(STEP)) {
                Tensor bias = step.run(data()).gradient().bias();
                IO.println(device + " " + Double.toHexString(bias.item()));
            }
        }
        // end
    }

    static void directions() {
        // snippet directions
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(2), x -> exp(x).sum().times(log(x.get(0))));
        try (var engine = Engine.open("cpu");
                var jvp = engine.compile(f.jvp());
                var hvp = engine.compile(f.hvp());
                var hessian = engine.compile(f.hessian())) {
            Tensor x = Tensor.of(new double[] {1, 2}), v = Tensor.of(new double[] {1, 0});
            IO.println(jvp.run(new Dual<>(x, v)));
            IO.println(hvp.run(new Dual<>(x, v)));
            IO.println(hessian.run(x));
        }
        // end
    }

    static void nested() {
        // snippet nested
        Fn<In, Tensor> norms = Fn.trace("norms", SPEC, in -> {
            Model g = LOSS.gradient(In::model).apply(in);
            return sqrt(dot(g.weights(), g.weights()).plus(g.bias().times(g.bias())));
        });
        try (var engine = Engine.open("cpu");
                var f = engine.compile(norms.batched(In::sample).mean().gradient(In::model))) {
            IO.println(f.run(data()));
        }
        // end
    }

    static void loops() {
        // snippet loops
        Fn<Tensor, Tensor> horner = Fn.trace("horner", f64(), x -> {
            Tensor coefficients = Tensor.of(new double[] {2, -3, 5}); // 2x² − 3x + 5
            return fold(x.times(0), coefficients, (sum, c) -> sum.times(x).plus(c));
        });
        record Count(Tensor x, Tensor halvings) {}
        var halvings = Fn.trace("halvings", f64(), x -> {
            Count start = new Count(x, x.times(0));
            return whileLoop(
                    start,
                    c -> c.x().gt(1),
                    c -> new Count(c.x().div(2), c.halvings().plus(1)),
                    100);
        });
        try (var engine = Engine.open("cpu");
                var slope = engine.compile(horner.gradient());
                var count = engine.compile(halvings.batched())) {
            IO.println(slope.run(Tensor.of(2.0)));
            IO.println(count.run(Tensor.of(new double[] {0.7, 3, 100})));
        }
        // end
    }

    static void random() {
        // snippet random
        record Path(Tensor vol, Tensor number) {}
        var call = Fn.trace("call", new Path(f64(), i64()), p -> {
            Tensor w = Random.key(42).sample(p.number()).normal(DType.F64);
            return relu(exp(w.minus(p.vol().div(2)).times(p.vol())).minus(1));
        });
        try (var engine = Engine.open("vector");
                var vega = engine.compile(call.batched(Path::number).mean().valueAndGradient(Path::vol))) {
            IO.println(vega.run(new Path(Tensor.of(0.2), Random.samples(0, 100_000))));
        }
        // end
    }

    static void text() {
        // snippet text
        String text = GraphText.print(CIRCUIT.gradient().graph());
        IO.println(GraphText.parse(text).equals(CIRCUIT.gradient().graph()));
        // end
    }

    static void misuse() {
        // snippet misuse
        try {
            Fn.trace("f", f64(3), x -> x.plus(Tensor.of(new double[] {1, 2})));
        } catch (GraphException e) {
            IO.println(e.getMessage());
        }
        Fn<Tensor, Tensor> third = Fn.trace("third", i64(), i -> Indexing.take(Tensor.of(new double[] {1, 2}), 0, i));
        try (var engine = Engine.open("cpu");
                var f = engine.compile(third.batched())) {
            f.run(Tensor.of(new long[] {0, 1, 2}, 3)).toDoubles();
        } catch (ComputeException e) {
            IO.println(e.getMessage());
        }
        // end
    }
}
