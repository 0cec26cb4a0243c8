package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Partial;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Runs an elementwise function on a device, elements in and out as bits.
///
/// @param device the device
record Evaluation(Device device) {
    /// f at the points (x₀ᵢ, x₁ᵢ, …).
    long[] value(Composite f, DType dtype, long[]... x) {
        return run(f.symbol(), dtype, a -> a.getFirst().builder().map(f, a), x);
    }

    /// ∂f/∂x at the points x, by the partial that autodiff uses, acting on 1.
    long[] derivative(Composite f, DType dtype, long[] x) {
        Partial partial = f.partials().getFirst();
        if (partial == Partial.ZERO) {
            return new long[x.length];
        }
        return run(
                "d " + f.symbol(),
                dtype,
                a -> partial.apply(
                        a, a.getFirst().builder().map(f, a), a.getFirst().constant(1)),
                x);
    }

    private long[] run(String name, DType dtype, Function<List<Expr>, Expr> function, long[]... x) {
        var builder = GraphBuilder.expanding(name);
        var type = new TensorType(dtype, Shape.of(Dim.symbol("N")));
        List<Expr> inputs = new ArrayList<>();
        List<Buffer> in = new ArrayList<>();
        for (long[] operand : x) {
            inputs.add(builder.input("x" + inputs.size(), type));
            in.add(device.wrap(segment(dtype, operand)));
        }
        Graph graph = builder.output("y", function.apply(inputs)).build();
        MemorySegment result = segment(dtype, new long[x[0].length]);
        try (var executable = device.compile(graph, CompileOptions.DEFAULT)) {
            executable
                    .run(new Launch(in, Map.of("N", (long) x[0].length), List.of(device.wrap(result))))
                    .await();
        }
        return bits(dtype, result);
    }

    private static MemorySegment segment(DType dtype, long[] bits) {
        if (dtype == DType.F64) {
            return MemorySegment.ofArray(bits);
        }
        MemorySegment memory = MemorySegment.ofArray(new int[bits.length]);
        for (int i = 0; i < bits.length; i++) {
            memory.setAtIndex(ValueLayout.JAVA_INT, i, (int) bits[i]);
        }
        return memory;
    }

    private static long[] bits(DType dtype, MemorySegment memory) {
        if (dtype == DType.F64) {
            return memory.toArray(ValueLayout.JAVA_LONG);
        }
        long[] bits = new long[Math.toIntExact(memory.byteSize() / Integer.BYTES)];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Integer.toUnsignedLong(memory.getAtIndex(ValueLayout.JAVA_INT, i));
        }
        return bits;
    }
}
