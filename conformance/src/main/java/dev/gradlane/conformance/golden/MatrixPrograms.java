package dev.gradlane.conformance.golden;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f32;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.log;
import static dev.gradlane.Ops.sigmoid;
import static dev.gradlane.Ops.tanh;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Jacobians, Hessians and derivatives by a rule of the user's, of a batch.
final class MatrixPrograms {
    private static final int N = 10;

    private MatrixPrograms() {}

    static List<GoldenProgram> all() {
        List<GoldenProgram> programs = new ArrayList<>();
        for (DType dtype : List.of(DType.F32, DType.F64)) {
            Fn<Tensor, Tensor> layer =
                    Fn.trace("layer", input(dtype), x -> tanh(x.reshape(2, 5).matmul(x.reshape(5, 2))));
            Fn<Tensor, Tensor> chain = Fn.trace("chain", input(dtype), MatrixPrograms::rosenbrock);
            programs.add(program("layer, jacobian by columns", dtype, layer.jacobianForward()));
            programs.add(program("layer, jacobian by rows", dtype, layer.jacobianReverse()));
            programs.add(program("Rosenbrock, hessian", dtype, chain.hessian()));
            programs.add(program(
                    "Rosenbrock, sparse hessian", dtype, chain.hessianSparse().compressed()));
            programs.add(program("rule, gradient", dtype, ruled(dtype).gradient()));
            programs.add(program("rule, hessian", dtype, ruled(dtype).hessian()));
        }
        return programs;
    }

    private static Tensor input(DType dtype) {
        return dtype == DType.F32 ? f32(N) : f64(N);
    }

    private static Tensor rosenbrock(Tensor x) {
        Tensor a = x.slice(0, 0, N - 1);
        Tensor b = x.slice(0, 1, N).minus(a.times(a));
        Tensor c = a.unaryMinus().plus(1);
        return c.times(c).plus(b.times(b).times(100)).sum();
    }

    /// A rule for forward mode that reverse mode transposes, used twice.
    private static Fn<Tensor, Tensor> ruled(DType dtype) {
        Fn<Tensor, Tensor> softplus = Fn.trace("softplus", input(dtype), x -> log(exp(x).plus(1)))
                .withJvp(d -> sigmoid(d.primal()).times(d.tangent()));
        return Fn.trace(
                "ruled",
                input(dtype),
                x -> softplus.apply(softplus.apply(x).times(x)).sum());
    }

    private static GoldenProgram program(String name, DType dtype, Fn<Tensor, Tensor> sample) {
        return GoldenProgram.of(
                name + " " + dtype.symbol(),
                sample.batched().graph(),
                Map.of("B", 60L),
                (_, type, numbers) -> type.bitsOf(numbers.between(-2, 2)));
    }
}
