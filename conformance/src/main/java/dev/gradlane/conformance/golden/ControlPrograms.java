package dev.gradlane.conformance.golden;

import static dev.gradlane.Ops.abs;
import static dev.gradlane.Ops.cond;
import static dev.gradlane.Ops.constant;
import static dev.gradlane.Ops.fold;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.repeat;
import static dev.gradlane.Ops.scan;
import static dev.gradlane.Ops.scanReversed;
import static dev.gradlane.Ops.tanh;
import static dev.gradlane.Ops.whileLoop;

import dev.gradlane.Fn;
import dev.gradlane.Scanned;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Loops and choices with their derivatives, alone and in a batch.
final class ControlPrograms {
    private ControlPrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            for (long steps : new long[] {0, 1, 7}) {
                Fn<List<Tensor>, Tensor> recurrence = traced(
                        dtype,
                        steps,
                        p -> scan(p.get(1), p.get(0), (c, x) -> {
                                    Tensor next = tanh(c.times(p.get(2)).plus(x));
                                    return new Scanned<>(next, next.times(c));
                                })
                                .ys()
                                .sum());
                String name = "recurrence of " + steps + " steps";
                programs.add(
                        program(name, recurrence.valueAndGradient().batched().graph(), dtype));
                programs.add(program(
                        name + ", curvature", recurrence.gradient().jvp().graph(), dtype));
            }
            Fn<List<Tensor>, Tensor> choices = traced(
                    dtype,
                    9,
                    p -> fold(
                            p.get(1),
                            p.get(0),
                            (c, x) -> cond(x.gt(0), () -> c.times(p.get(2)).plus(log(x)), () -> c.minus(x))));
            programs.add(program(
                    "choices in a loop", choices.valueAndGradient().batched().graph(), dtype));
            Fn<List<Tensor>, Tensor> root = traced(dtype, 2, p -> {
                Tensor x = abs(p.get(1)).plus(1);
                return whileLoop(
                        x,
                        y -> y.times(y).minus(x).gt(1e-3),
                        y -> y.plus(x.div(y)).times(0.5),
                        8);
            });
            programs.add(program("while", root.batched().graph(), dtype));
            programs.add(
                    program("while, gradient", root.valueAndGradient().batched().graph(), dtype));
            Fn<List<Tensor>, Tensor> nested = traced(
                    dtype,
                    5,
                    p -> fold(
                            p.get(1),
                            p.get(0),
                            (c, x) -> repeat(
                                    3,
                                    c,
                                    (d, i) -> tanh(
                                            d.times(p.get(2)).plus(i.to(dtype)).minus(x)))));
            programs.add(program(
                    "loop in a loop", nested.valueAndGradient().batched().graph(), dtype));
            programs.add(network(dtype));
            Fn<List<Tensor>, Tensor> rest = traced(
                    dtype,
                    7,
                    p -> scanReversed(p.get(1), p.get(0), (c, x) -> {
                                Tensor next = tanh(c.times(p.get(2)).plus(x));
                                return new Scanned<>(next, next.times(c));
                            })
                            .ys()
                            .sum());
            programs.add(program(
                    "recurrence from the end", rest.valueAndGradient().batched().graph(), dtype));
        }
        return programs;
    }

    private static Tensor input(DType dtype, long... shape) {
        return dtype == DType.F32 ? dev.gradlane.Ops.f32(shape) : dev.gradlane.Ops.f64(shape);
    }

    /// Inputs: an array of `length` and two numbers.
    private static Fn<List<Tensor>, Tensor> traced(DType dtype, long length, Function<List<Tensor>, Tensor> function) {
        return Fn.trace("loop", List.of(input(dtype, length), input(dtype), input(dtype)), function);
    }

    private static GoldenProgram program(String name, Graph graph, DType dtype) {
        return GoldenProgram.of(
                name + " " + dtype.symbol(),
                graph,
                Map.of("B", 40L),
                (_, type, numbers) -> type.bitsOf(numbers.between(-2, 2)));
    }

    /// A recurrent network: the gradients of its matrices are products over batch and loop.
    private static GoldenProgram network(DType dtype) {
        List<Tensor> inputs = List.of(input(dtype, 4, 4), input(dtype, 4, 3), input(dtype, 4), input(dtype, 6, 3));
        Fn<List<Tensor>, Tensor> loss = Fn.trace("network", inputs, p -> {
            Tensor start = constant(dtype, 0).broadcastTo(Shape.of(4));
            Tensor last = fold(
                    start,
                    p.get(3),
                    (h, x) -> tanh(p.get(0).matmul(h).plus(p.get(1).matmul(x)).plus(p.get(2))));
            return last.times(last).sum();
        });
        Graph graph = loss.batched(p -> p.get(3))
                .mean()
                .valueAndGradient(p -> List.of(p.get(0), p.get(1), p.get(2)))
                .graph();
        return program("recurrent network", graph, dtype);
    }
}
