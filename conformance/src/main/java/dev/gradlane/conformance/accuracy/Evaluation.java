package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One function over columns of arguments, on a device.
final class Evaluation {
    private Evaluation() {}

    /// The values, as doubles, which hold those of f32 exactly.
    static double[] of(Device device, Composite function, DType dtype, double[][] columns) {
        int n = columns[0].length;
        try (Arena arena = Arena.ofConfined();
                Executable executable = device.compile(graph(function, dtype, n), CompileOptions.DEFAULT)) {
            List<Buffer> inputs = new ArrayList<>();
            for (double[] column : columns) {
                Buffer buffer = device.allocate((long) n * dtype.bytes());
                buffer.upload(write(arena, dtype, column));
                inputs.add(buffer);
            }
            Buffer output = device.allocate((long) n * dtype.bytes());
            executable.run(new Launch(inputs, Map.of(), List.of(output))).await();
            MemorySegment result = arena.allocate((long) n * dtype.bytes(), dtype.bytes());
            output.download(result);
            inputs.forEach(Buffer::close);
            output.close();
            return read(dtype, result, n);
        }
    }

    private static Graph graph(Composite function, DType dtype, int n) {
        GraphBuilder builder = GraphBuilder.expanding(function.symbol());
        List<Expr> x = new ArrayList<>();
        for (int i = 0; i < function.arity(); i++) {
            x.add(builder.input("x" + i, TensorType.of(dtype, n)));
        }
        return builder.output("y", builder.map(function, x)).build();
    }

    private static MemorySegment write(Arena arena, DType dtype, double[] column) {
        MemorySegment memory = arena.allocate((long) column.length * dtype.bytes(), dtype.bytes());
        for (int i = 0; i < column.length; i++) {
            if (dtype == DType.F32) {
                memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) column[i]);
            } else {
                memory.setAtIndex(ValueLayout.JAVA_DOUBLE, i, column[i]);
            }
        }
        return memory;
    }

    private static double[] read(DType dtype, MemorySegment memory, int n) {
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = dtype == DType.F32
                    ? memory.getAtIndex(ValueLayout.JAVA_FLOAT, i)
                    : memory.getAtIndex(ValueLayout.JAVA_DOUBLE, i);
        }
        return values;
    }
}
