package dev.gradlane.conformance;

import static dev.gradlane.Ops.cond;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.sin;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.whileLoop;

import dev.gradlane.Fn;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Small programs whose derivatives go through loops and choices.
final class ControlGraphs {
    private ControlGraphs() {}

    static Stream<GradientGraphs.Subject> all() {
        return Stream.of(
                subject(
                        "scan with a shared factor",
                        5,
                        p -> scan(p.get(1), p.get(0), (c, x) -> {
                                    Tensor next = tanh(c.times(p.get(2)).plus(x));
                                    return new Scanned<>(next, next.times(c));
                                })
                                .ys()),
                subject(
                        "scan whose last state counts",
                        5,
                        p -> fold(p.get(1), p.get(0), (c, x) -> sin(c.times(x)).plus(p.get(2)))),
                subject(
                        "scan of no steps",
                        0,
                        p -> fold(p.get(1), p.get(0), (c, x) -> c.times(x).times(p.get(2)))),
                subject(
                        "scan of one step",
                        1,
                        p -> fold(p.get(1), p.get(0), (c, x) -> c.times(x).times(p.get(2)))),
                subject("scan of two states, one after the other", 4, p -> {
                    Scanned<List<Tensor>, Tensor> all = scan(
                            List.of(constant(DType.F64, 1), constant(DType.F64, 2)),
                            p.get(0),
                            (c, x) -> new Scanned<>(
                                    List.of(c.get(1).times(x), c.get(0).plus(p.get(2))),
                                    c.get(0).times(c.get(1))));
                    return all.ys().sum().times(all.carry().get(0)).plus(p.get(1));
                }),
                subject(
                        "scan in a scan",
                        4,
                        p -> fold(
                                p.get(1),
                                p.get(0),
                                (c, x) -> repeat(
                                        3,
                                        c,
                                        (d, i) -> sin(d.times(p.get(2)).plus(x).plus(i.to(DType.F64)))))),
                subject(
                        "scan that counts",
                        3,
                        p -> repeat(
                                4,
                                p.get(1),
                                (c, i) -> c.times(p.get(2))
                                        .plus(i.to(DType.F64))
                                        .plus(p.get(0).sum()))),
                subject("scan with a matrix", 4, p -> {
                    Tensor w = exp(p.get(3));
                    Tensor h =
                            fold(p.get(4), p.get(0), (c, x) -> tanh(w.matmul(c).plus(x)));
                    return h.times(h).sum().plus(p.get(1).times(p.get(2)));
                }),
                subject("cond, the first", 2, p -> choice(p, true)),
                subject("cond, the second", 2, p -> choice(p, false)),
                subject(
                        "cond in a scan",
                        6,
                        p -> fold(
                                p.get(1),
                                p.get(0),
                                (c, x) -> cond(x.gt(0.5), () -> c.times(x).times(p.get(2)), () -> c.plus(log(x))))),
                subject("while", 2, p -> {
                    // Newton's steps to the root of y² = x
                    Tensor x = p.get(1).plus(p.get(0).sum());
                    return whileLoop(
                                    x.plus(p.get(2)),
                                    y -> y.times(y).minus(x).gt(1e-14),
                                    y -> y.plus(x.div(y)).times(0.5),
                                    12)
                            .times(p.get(2));
                }),
                subject(
                        "while in a scan",
                        3,
                        p -> fold(
                                p.get(1),
                                p.get(0),
                                (c, x) -> whileLoop(
                                        c.plus(x),
                                        y -> y.lt(3.0),
                                        y -> y.times(p.get(2).plus(1.5)),
                                        9))));
    }

    private static Tensor choice(List<Tensor> p, boolean first) {
        Tensor limit = constant(DType.F64, first ? 0.0 : 1.0);
        return cond(
                p.get(1).gt(limit),
                () -> p.get(1).times(p.get(2)).times(p.get(0).sum()),
                () -> p.get(2).times(p.get(2)).times(p.get(0).prod()));
    }

    /// Inputs: an array of `length`, two numbers, a matrix and a vector.
    private static GradientGraphs.Subject subject(String name, long length, Function<List<Tensor>, Tensor> function) {
        List<Tensor> inputs = List.of(f64(length), f64(), f64(), f64(3, 3), f64(3));
        return new GradientGraphs.Subject(
                name, Fn.trace("control", inputs, function).graph(), true);
    }
}
