package dev.gradlane.benchmarks.functions;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.util.function.DoubleBinaryOperator;
import jdk.incubator.vector.VectorOperators;

/// Copies of a loop's class, each with its function as a constant, so that one function's profile says nothing about
/// another's.
final class LoopClasses {
    private LoopClasses() {}

    static Loop of(VectorOperators.Operator operator) {
        return define(OperatorLoop.class, operator);
    }

    static Loop of(DoubleBinaryOperator function) {
        return define(MathLoop.class, function);
    }

    private static Loop define(Class<? extends Loop> template, Object data) {
        try (InputStream in = template.getResourceAsStream(template.getSimpleName() + ".class")) {
            MethodHandles.Lookup defined =
                    MethodHandles.lookup().defineHiddenClassWithClassData(in.readAllBytes(), data, true);
            return (Loop) defined.lookupClass().getDeclaredConstructor().newInstance();
        } catch (IOException | ReflectiveOperationException e) {
            throw new IllegalStateException(template + " cannot be copied", e);
        }
    }

    /// What the class that looks was defined with.
    @SuppressWarnings("unchecked")
    static <T> T data(MethodHandles.Lookup lookup) {
        try {
            return (T) MethodHandles.classData(lookup, "_", Object.class);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
