package dev.gradlane.examples;

import static dev.gradlane.Ops.exp;
import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i32;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.GraphException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What has no derivative is refused where it is asked for: the message says what, why and on which line.
class DerivativeErrorsTest {
    record In(Tensor x, Tensor n) {}

    private static final Fn<In, Tensor> COUNTS = Fn.trace(
            "counts",
            new In(f64(), i32()),
            in -> in.x().times(in.x()).plus(in.n().to(DType.F64)));
    private static final Fn<Tensor, Tensor> VECTOR = Fn.trace("vector", f64(3), x -> exp(x));
    private static final Fn<Tensor, List<Tensor>> WHOLE = Fn.trace("whole", f64(3), x -> List.of(x, x.to(DType.I32)));

    record Misuse(String name, Executable call, List<String> says) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Misuse> misuses() {
        List<String> integer = List.of("input 'n' of counts is i32[", "choose float inputs only");
        List<String> vector = List.of("vector", "f64[3]", "reduce it with sum or mean");
        List<String> whole = List.of("whole", "i32[3]");
        return Stream.of(
                new Misuse("gradient by all", () -> COUNTS.gradient(), integer),
                new Misuse("partial", () -> COUNTS.partial(In::n), integer),
                new Misuse("value and gradient", () -> COUNTS.valueAndGradient(), integer),
                new Misuse("jacobianForward", () -> COUNTS.jacobianForward(In::n), integer),
                new Misuse("jacobianReverse", () -> COUNTS.jacobianReverse(In::n), integer),
                new Misuse("hessian", () -> COUNTS.hessian(In::x, In::n), integer),
                new Misuse("hvp", () -> COUNTS.hvp(), integer),
                new Misuse("jvp", () -> COUNTS.jvp(In::n), integer),
                new Misuse("vjp", () -> COUNTS.vjp(In::n), integer),
                new Misuse("linearise", () -> COUNTS.linearise(), integer),
                new Misuse("of a batch", () -> COUNTS.batched().gradient(), integer),
                new Misuse("gradient of a vector", () -> VECTOR.gradient(), vector),
                new Misuse("hessian of a vector", () -> VECTOR.hessian(), vector),
                new Misuse(
                        "hessian of a batch of vectors", () -> VECTOR.batched().hessian(), vector),
                new Misuse("hvp of a vector", () -> VECTOR.hvp(), vector),
                new Misuse("jacobian of an integer", () -> WHOLE.jacobianForward(), whole),
                new Misuse("rows of an integer", () -> WHOLE.jacobianReverse(), whole),
                new Misuse("jvp of an integer", () -> WHOLE.jvp(), whole),
                new Misuse("jvp of an integer by an input", () -> WHOLE.jvp(x -> x), whole),
                new Misuse("vjp of an integer", () -> WHOLE.vjp(), whole),
                new Misuse("linearised integer", () -> WHOLE.linearise(), whole),
                new Misuse(
                        "which input",
                        () -> COUNTS.jacobianForward(),
                        List.of("jacobianForward of counts", "inputs [x, n]", "jacobianForward(Option::spot)")),
                new Misuse(
                        "no such axis",
                        () -> VECTOR.batchedAlong(2, 0),
                        List.of("batch axis 2 of input 'x'", "between -2 and 1")),
                new Misuse(
                        "no such axis of the result",
                        () -> VECTOR.batchedAlong(0, -3),
                        List.of("batch axis -3 of result 'value'", "between -2 and 1")));
    }

    @ParameterizedTest
    @MethodSource("misuses")
    void isRefusedWithTheLine(Misuse misuse) {
        var e = assertThrows(GraphException.class, misuse.call());
        misuse.says().forEach(part -> assertTrue(e.getMessage().contains(part), e.getMessage()));
        assertTrue(e.getMessage().contains("DerivativeErrorsTest.java:"), e.getMessage());
    }

    @Test
    void anIntegerBesidesIsNoHindrance() {
        assertEquals("[f64[]]", COUNTS.hessian(In::x).graph().outputTypes().toString());
        assertEquals(3, COUNTS.hvp(In::x).graph().inputs().size());
    }
}
