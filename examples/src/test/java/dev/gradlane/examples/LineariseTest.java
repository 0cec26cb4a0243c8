package dev.gradlane.examples;

import static dev.gradlane.examples.DerivativeSamples.assertBits;
import static dev.gradlane.examples.DerivativeSamples.at;
import static dev.gradlane.examples.DerivativeSamples.model;
import static dev.gradlane.examples.DerivativeSamples.of;
import static dev.gradlane.examples.DerivativeSamples.point;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Direction;
import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.examples.DerivativeSamples.In;
import dev.gradlane.examples.DerivativeSamples.Out;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A derivative as a linear map of its own.
class LineariseTest {
    private static final Engine ENGINE = Engine.open("cpu");

    @AfterAll
    static void close() {
        ENGINE.close();
    }

    private static <A, R> R run(Fn<A, R> f, A argument) {
        return ENGINE.compile(f).run(argument);
    }

    @Test
    void theLinearMapHasTheBitsOfForwardModeAtEveryUse() {
        Fn<In, Out> f = model();
        var linear = f.linearise(In::x);
        var point = run(linear.forward(), at(25));
        assertBits(run(f, at(25)).p().toDoubles(), point.value().p().toDoubles());
        var push = ENGINE.compile(linear.push());
        var jvp = ENGINE.compile(f.jvp(In::x));
        for (int seed = 0; seed < 3; seed++) {
            double[] v = point(4, 30 + seed);
            Out expected = jvp.run(new Direction<>(at(25), of(v))).tangent();
            Out pushed = push.run(new dev.gradlane.Linearised.Push<>(point.residuals(), of(v)));
            assertBits(expected.p().toDoubles(), pushed.p().toDoubles());
            assertBits(expected.q().toDoubles(), pushed.q().toDoubles());
        }
        // tanh is not computed again
        assertTrue(linear.push().graph().nodes().stream()
                .noneMatch(n -> n.op() instanceof dev.gradlane.graph.Op.Map(var function)
                        && function.symbol().equals("tanh")));
    }
}
