package dev.gradlane.benchmarks.functions;

import dev.gradlane.backend.Backend;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.benchmarks.Raw;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.GraphBuilder;
import dev.gradlane.graph.Shape;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.SplittableRandom;

/// One function of one type, ready to run every way there is; the engine's bits are those of the reference, and near to
/// those of [Math].
final class Trial implements AutoCloseable {
    /// Elements in L1.
    static final int N = 2048;

    private static final double NEAR = 8;

    private final Row row;
    private final DType dtype;
    private final Device device = open("vector");
    private final Executable executable;
    private final List<Long> inputs = new ArrayList<>();
    private final long output;
    private final Launch once;
    private final Launch twice;
    private final Optional<Runnable> operator;
    private final Optional<Runnable> math;
    private final float[] x32 = new float[N];
    private final float[] z32 = new float[N];
    private final float[] y32 = new float[N];
    private final double[] x64 = new double[N];
    private final double[] z64 = new double[N];
    private final double[] y64 = new double[N];

    Trial(Row row, DType dtype) {
        this.row = row;
        this.dtype = dtype;
        Graph graph = graph();
        executable = device.compile(graph, CompileOptions.DEFAULT);
        var random = new SplittableRandom(7);
        for (int i = 0; i < N; i++) {
            x64[i] = random.nextDouble(row.low(), row.high());
            z64[i] = random.nextDouble(row.low(), row.high());
            x32[i] = (float) x64[i];
            z32[i] = (float) z64[i];
        }
        for (int k = 0; k < row.function().arity(); k++) {
            inputs.add(Raw.allocate(2L * N * dtype.bytes()));
            for (int i = 0; i < 2 * N; i++) {
                double at = (k == 0 ? x64 : z64)[i % N];
                if (dtype == DType.F32) {
                    Raw.ALL.set(ValueLayout.JAVA_FLOAT, inputs.get(k) + 4L * i, (float) at);
                } else {
                    Raw.ALL.set(ValueLayout.JAVA_DOUBLE, inputs.get(k) + 8L * i, at);
                }
            }
        }
        output = Raw.allocate(2L * N * dtype.bytes());
        once = launch(device, N, output);
        twice = launch(device, 2 * N, output);
        operator = row.operator().map(LoopClasses::of).map(this::run);
        math = row.math().map(LoopClasses::of).map(this::run);
        verify(graph);
    }

    static Device open(String name) {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(b -> b.name().equals(name))
                .findFirst()
                .orElseThrow()
                .open(name);
    }

    private Graph graph() {
        var builder = GraphBuilder.expanding(row.function().symbol());
        var type = new TensorType(dtype, Shape.of(Dim.symbol("N")));
        List<Expr> x = new ArrayList<>();
        for (int k = 0; k < row.function().arity(); k++) {
            x.add(builder.input("x" + k, type));
        }
        return builder.output("y", builder.map(row.function(), x)).build();
    }

    private Launch launch(Device on, int n, long result) {
        List<Buffer> in =
                inputs.stream().map(address -> on.wrap(memory(address, n))).toList();
        return new Launch(in, Map.of("N", (long) n), List.of(on.wrap(memory(result, n))));
    }

    private MemorySegment memory(long address, int n) {
        return Raw.ALL.asSlice(address, (long) n * dtype.bytes());
    }

    private void verify(Graph graph) {
        engineTwice();
        long expected = Raw.allocate(2L * N * dtype.bytes());
        try (Device cpu = open("cpu");
                Executable reference = cpu.compile(graph, CompileOptions.DEFAULT)) {
            reference.run(launch(cpu, 2 * N, expected)).await();
        }
        if (memory(output, 2 * N).mismatch(memory(expected, 2 * N)) >= 0) {
            throw new IllegalStateException(
                    row.function() + " " + dtype + ": the engine's bits are not the reference's");
        }
        math.ifPresent(run -> {
            run.run();
            for (int i = 0; i < N; i++) {
                double ours = dtype == DType.F32
                        ? Raw.ALL.get(ValueLayout.JAVA_FLOAT, output + 4L * i)
                        : Raw.ALL.get(ValueLayout.JAVA_DOUBLE, output + 8L * i);
                double theirs = dtype == DType.F32 ? y32[i] : y64[i];
                double ulp = dtype == DType.F32 ? Math.ulp((float) theirs) : Math.ulp(theirs);
                if (!(Math.abs(ours - theirs) <= NEAR * ulp)) {
                    throw new IllegalStateException(row.function() + "(" + x64[i] + ") is " + ours + ", not " + theirs);
                }
            }
        });
    }

    void engine() {
        executable.run(once).await();
    }

    void engineTwice() {
        executable.run(twice).await();
    }

    Optional<Runnable> operator() {
        return operator;
    }

    Optional<Runnable> math() {
        return math;
    }

    private Runnable run(Loop loop) {
        return dtype == DType.F32 ? () -> loop.run(x32, z32, y32) : () -> loop.run(x64, z64, y64);
    }

    @Override
    public void close() {
        executable.close();
        device.close();
    }
}
