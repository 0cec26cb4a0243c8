package dev.gradlane.examples.pages;

import static dev.gradlane.Ops.abs;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.cos;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.floor;
import static dev.gradlane.Ops.hypot;
import static dev.gradlane.Ops.i64;
import static dev.gradlane.Ops.min;
import static dev.gradlane.Ops.reciprocal;
import static dev.gradlane.Ops.relu;
import static dev.gradlane.Ops.scanInBlocks;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.whileLoop;

import dev.gradlane.Dual;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Indexing;
import dev.gradlane.Matrices;
import dev.gradlane.Random;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Csv;
import dev.gradlane.examples.Greeks;
import dev.gradlane.examples.Greeks.Option;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The programs of `docs/cookbook.md`.
final class Cookbook {
    private Cookbook() {}

    static void table() throws Exception {
        // snippet book
        Path file = Path.of("target", "book.csv");
        Files.writeString(file, """
                spot,strike,rate,vol,expiry
                100,100,0.02,0.2,1
                100,110,0.02,0.25,0.5
                """);
        try (var engine = Engine.open("vector");
                var greeks = engine.compile(Greeks.price().valueAndGradient().batched())) {
            var g = greeks.run(Csv.read(file, new Option(f64(), f64(), f64(), f64(), f64())));
            IO.println("price " + g.value());
            IO.println("delta " + g.gradient().spot());
            IO.println("vega  " + g.gradient().vol());
        }
        // end
    }

    // snippet line
    record Line(Tensor slope, Tensor offset) {}

    record Fit(Line line, Tensor x, Tensor y) {}

    static final Fit SPEC = new Fit(new Line(f64(), f64()), f64(), f64());
    static final Fn<Fit, Tensor> ERROR = Fn.trace("error", SPEC, fit -> {
        Tensor r = fit.line().slope().times(fit.x()).plus(fit.line().offset()).minus(fit.y());
        return r.times(r);
    });
    // end

    static Fit fit() {
        double[] x = {0, 1, 2, 3};
        double[] y = {1, 3, 4, 30};
        return new Fit(new Line(Tensor.of(0.0), Tensor.of(0.0)), Tensor.of(x), Tensor.of(y));
    }

    static void clip() {
        // snippet clip
        Fn<Fit, Line> clipped = Fn.trace("clipped", SPEC, fit -> {
            Line g = ERROR.gradient(Fit::line).apply(fit);
            Tensor norm = hypot(g.slope(), g.offset());
            Tensor scale = min(constant(DType.F64, 1), reciprocal(norm).times(10)); // to a norm of at most 10
            return new Line(g.slope().times(scale), g.offset().times(scale));
        });
        try (var engine = Engine.open("vector");
                var mean = engine.compile(clipped.batched(Fit::x, Fit::y).mean())) {
            IO.println(mean.run(fit()));
        }
        // end
    }

    static void newton() {
        // snippet newton
        Fn<Tensor, Tensor> f = Fn.trace(
                "f",
                f64(2),
                x -> { // Rosenbrock's valley
                    Tensor a = x.get(0).minus(1);
                    Tensor b = x.get(1).minus(x.get(0).times(x.get(0)));
                    return a.times(a).plus(b.times(b).times(100));
                });
        Fn<Tensor, Tensor> step = Fn.trace("step", f64(2), x -> {
            Tensor gradient = f.gradient().apply(x);
            return x.minus(Matrices.solve(f.hessian().apply(x), gradient));
        });
        try (var engine = Engine.open("cpu");
                var newton = engine.compile(step)) {
            Tensor x = Tensor.of(new double[] {-1.2, 1});
            for (int i = 0; i < 7; i++) {
                x = newton.run(x);
            }
            IO.println(x);
        }
        // end
    }

    static void implicit() {
        // snippet implicit
        record Orbit(Tensor anomaly, Tensor eccentricity) {}
        Orbit orbit = new Orbit(f64(), f64());
        Fn<Orbit, Tensor> solve = Fn.trace(
                "solve",
                orbit,
                o -> whileLoop( // E − e·sin E = M, by Newton
                        o.anomaly(),
                        e -> abs(e.minus(o.eccentricity().times(sin(e))).minus(o.anomaly()))
                                .gt(1e-15),
                        e -> e.minus(e.minus(o.eccentricity().times(sin(e)))
                                .minus(o.anomaly())
                                .div(o.eccentricity().times(cos(e)).minus(1).unaryMinus())),
                        50));
        Fn<Orbit, Tensor> kepler = solve.withJvp(
                d -> { // dE = (dM + sin E · de) / (1 − e·cos E)
                    Tensor e = solve.apply(d.primal());
                    Tensor numerator =
                            d.tangent().anomaly().plus(sin(e).times(d.tangent().eccentricity()));
                    return numerator.div(
                            d.primal().eccentricity().times(cos(e)).minus(1).unaryMinus());
                });
        try (var engine = Engine.open("cpu");
                var f = engine.compile(kepler.valueAndGradient())) {
            IO.println(f.run(new Orbit(Tensor.of(1.0), Tensor.of(0.5))));
        }
        // end
    }

    static void monteCarlo() {
        // snippet monteCarlo
        record Market(Tensor spot, Tensor vol, Tensor path) {}
        var payoff = Fn.trace("payoff", new Market(f64(), f64(), i64()), m -> {
            Tensor w = Random.key(1).sample(m.path()).normal(DType.F64);
            return relu(
                    m.spot().times(exp(w.minus(m.vol().div(2)).times(m.vol()))).minus(100));
        });
        int paths = 200_000;
        var greeks = payoff.valueAndGradient(m -> List.of(m.spot(), m.vol())).batched(Market::path); // of each path
        try (var engine = Engine.open("vector");
                var f = engine.compile(greeks)) {
            var g = f.run(new Market(Tensor.of(100.0), Tensor.of(0.2), Random.samples(0, paths)));
            for (Tensor each :
                    List.of(g.value(), g.gradient().get(0), g.gradient().get(1))) {
                var numbers = Arrays.stream(each.toDoubles()).summaryStatistics();
                double mean = numbers.getAverage();
                double squares = Arrays.stream(each.toDoubles())
                        .map(x -> (x - mean) * (x - mean))
                        .sum();
                IO.println("%.4f ± %.4f".formatted(mean, Math.sqrt(squares / (paths - 1.0) / paths)));
            }
        }
        // end
    }

    static void check() {
        // snippet check
        Fn<Tensor, Tensor> f = Fn.trace("f", f64(3), x -> sin(x).times(exp(x)).prod());
        double[] x = {0.5, 1, 1.5}, v = {0.6, -0.8, 0}; // a point, and a direction at random
        double h = 0x1p-17; // about the cube root of an ulp
        try (var engine = Engine.open("cpu");
                var value = engine.compile(f);
                var slope = engine.compile(f.jvp())) {
            double up = value.run(Tensor.of(moved(x, v, h))).item();
            double down = value.run(Tensor.of(moved(x, v, -h))).item();
            double exact =
                    slope.run(new Dual<>(Tensor.of(x), Tensor.of(v))).tangent().item();
            IO.println(Math.abs((up - down) / (2 * h) - exact) < 1e-9 * Math.abs(exact));
        }
        // end
    }

    static double[] moved(double[] x, double[] v, double h) {
        return IntStream.range(0, x.length).mapToDouble(i -> x[i] + h * v[i]).toArray();
    }

    static void sparse() {
        // snippet sparse
        int n = 10_000;
        Fn<Tensor, Tensor> diffusion = Fn.trace("diffusion", f64(n), u -> {
            Tensor inner = u.slice(0, 1, n - 1);
            Tensor bend = u.slice(0, 0, n - 2).minus(inner.times(2)).plus(u.slice(0, 2, n));
            return bend.times(inner.times(inner).plus(1)); // n − 2 equations, three unknowns in each
        });
        var jacobian = diffusion.jacobianSparse();
        try (var engine = Engine.open("vector");
                var f = engine.compile(jacobian.compressed())) {
            Tensor compressed = f.run(Tensor.of(new double[n]));
            IO.println(compressed.type() + " holds " + jacobian.pattern().size() + " entries");
            IO.println(jacobian.entries(compressed)[1] + " at row "
                    + jacobian.pattern().row(1) + ", column "
                    + jacobian.pattern().column(1));
        }
        // end
    }

    static void longLoop() {
        // snippet longLoop
        Fn<Tensor, Tensor> last = Fn.trace("last", f64(), a -> {
            Tensor inputs = constant(DType.F64, 0.1).broadcastTo(Shape.of(10_000));
            return scanInBlocks(100, a, inputs, (x, input) -> {
                        Tensor next = tanh(x.times(a).plus(input));
                        return new Scanned<>(next, next);
                    })
                    .carry();
        });
        try (var engine = Engine.open("cpu");
                var f = engine.compile(last.valueAndGradient())) {
            IO.println(f.run(Tensor.of(0.5)));
        }
        // end
    }

    static void lookup() {
        // snippet lookup
        record Curve(Tensor values, Tensor at) {} // values at 0, 1, 2, 3, 4
        var linear = Fn.trace("linear", new Curve(f64(5), f64()), c -> {
            Tensor left = min(floor(c.at()), constant(DType.F64, 3));
            Tensor i = left.to(DType.I64);
            Tensor a = Indexing.take(c.values(), 0, i);
            Tensor b = Indexing.take(c.values(), 0, i.plus(1));
            return a.plus(b.minus(a).times(c.at().minus(left)));
        });
        try (var engine = Engine.open("cpu");
                var f = engine.compile(linear.valueAndGradient())) {
            IO.println(f.run(new Curve(Tensor.of(new double[] {1, 2, 4, 8, 16}), Tensor.of(2.25))));
        }
        // end
    }

    static void server() throws Exception {
        // snippet server
        Fn<Fit, Line> descent = ERROR.batched(Fit::x, Fit::y).mean().gradient(Fit::line);
        try (var engine = Engine.open("vector");
                var gradient = engine.compile(descent)) {
            Fit here = engine.upload(fit()); // stays on the device until it is closed
            double[] slope = new double[1], offset = new double[1];
            gradient.runInto(here, new Line(Tensor.of(slope, new long[0]), Tensor.of(offset, new long[0])));
            IO.println(slope[0] + " " + offset[0]);
            var later = gradient.runAsync(here); // one compiled function, any number of threads
            IO.println(later.get().slope().item() == slope[0]);
        }
        // end
    }
}
