package dev.gradlane.benchmarks.kernels;

import dev.gradlane.Fn;
import dev.gradlane.Ops;
import dev.gradlane.Tensor;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Dim;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import dev.gradlane.pass.Freeze;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/// Kernels on data that lie in a device's own memory: what a launch takes, the host waiting for its end. The first
/// device's bits are what the others' are held against; a row is printed for each device.
///
/// ```
/// java … dev.gradlane.benchmarks.kernels.DeviceRates vector,cuda:0 'product.*|rows.*' [SCALE]
/// ```
/// SCALE divides the sizes, for small machines; it is 1 if absent.
public final class DeviceRates {
    private static final double SECONDS = 0.9;
    private static final int LEAST = 7;
    private static final int PATTERN = 1_000_003;

    /// Integers are indices below this.
    private static final int INDICES = 1000;

    private DeviceRates() {}

    private record Pair(Tensor a, Tensor b) {}

    /// @param graph the program
    /// @param batch the size of every symbol
    /// @param flops of one run; 0 where memory is what counts
    private record Work(String name, Graph graph, long batch, double flops) {}

    public static void main(String[] arguments) {
        if (arguments.length < 2) {
            throw new IllegalArgumentException("DeviceRates DEVICE,… NAMES [SCALE]");
        }
        int scale = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 1;
        List<Device> devices =
                Arrays.stream(arguments[0].split(",")).map(DeviceRates::open).toList();
        System.out.printf(
                "%-34s %-14s %10s %10s %10s  %s%n", "kernel", "device", "median ms", "GB/s", "TFLOP/s", "same bits");
        for (Work work : works(scale)) {
            if (work.name().matches(arguments[1])) {
                race(work, devices);
            }
        }
        devices.forEach(Device::close);
    }

    private static Device open(String token) {
        for (Backend backend : ServiceLoader.load(Backend.class)) {
            for (DeviceInfo info : backend.devices()) {
                if (info.token().equals(token)) {
                    return backend.open(token);
                }
            }
        }
        throw new BackendException("no device '" + token + "'");
    }

    private static List<Work> works(int scale) {
        List<Work> all = new ArrayList<>();
        int n = (16 << 20) / scale;
        all.add(new Work(
                "stream f32",
                Fn.trace("neg", Ops.f32(), Tensor::unaryMinus).batched().graph(),
                4L * n,
                0));
        for (Elementwise function : Elementwise.values()) {
            all.add(new Work(function.name().toLowerCase(Locale.ROOT), function.graph(), n, 0));
        }
        int rows = 16_384 / scale;
        all.add(new Work("rows of 4096", unary(rows, 4096, t -> t.sum(1)), 1, 0));
        all.add(new Work("one row", unary(1, rows * 4096, t -> t.sum(1)), 1, 0));
        all.add(new Work("rows of 16", unary(rows * 256, 16, t -> t.sum(1)), 1, 0));
        all.add(new Work("exp of rows", unary(rows, 4096, t -> Ops.exp(t).sum(1)), 1, 0));
        all.add(new Work("columns, 4096 of them", unary(rows, 4096, t -> t.sum(0)), 1, 0));
        all.add(new Work("columns, 32 of them", unary(rows * 128, 32, t -> t.sum(0)), 1, 0));
        all.add(new Work("logSumExp of rows of 4096", unary(rows, 4096, Ops::logSumExp), 1, 0));
        for (int size = 1024; size <= 4096 && size * scale <= 8192; size *= 2) {
            all.add(product(DType.F32, size));
        }
        all.add(product(DType.F64, 2048 / scale));
        all.add(weights(784, 256, 4096));
        all.add(weights(784, 256, 65_536 / scale));
        ArrayGraphs.all(scale).forEach((name, graph) -> all.add(new Work(name, graph, 1, 0)));
        return all;
    }

    private static Graph unary(int rows, int columns, java.util.function.Function<Tensor, Tensor> body) {
        return Fn.trace("unary", Ops.f32(rows, columns), body).graph();
    }

    private static Work product(DType dtype, int n) {
        Tensor matrix = dtype == DType.F32 ? Ops.f32(n, n) : Ops.f64(n, n);
        Graph graph = Fn.trace("product", new Pair(matrix, matrix), p -> p.a().matmul(p.b()))
                .graph();
        return new Work("product " + dtype.symbol() + " " + n, graph, 1, 2.0 * n * n * n);
    }

    private static Work weights(int in, int out, int batch) {
        Graph graph = Fn.trace(
                        "weights",
                        new Pair(Ops.f32(batch, in), Ops.f32(batch, out)),
                        p -> p.a().transpose(1, 0).matmul(p.b()))
                .graph();
        return new Work("weights 784x256, batch " + batch, graph, 1, 2.0 * in * out * batch);
    }

    private static void race(Work work, List<Device> devices) {
        Graph frozen = Freeze.of(work.graph());
        List<MemorySegment> expected = new ArrayList<>();
        for (Device device : devices) {
            try (Arena arena = Arena.ofShared()) {
                boolean first = expected.isEmpty();
                List<MemorySegment> results = run(work, frozen, device, arena);
                boolean same = true;
                for (int i = 0; i < results.size(); i++) {
                    if (first) {
                        expected.add(Arena.ofAuto()
                                .allocate(results.get(i).byteSize())
                                .copyFrom(results.get(i)));
                    }
                    same &= expected.get(i).mismatch(results.get(i)) < 0;
                }
                System.out.println(first ? "(reference)" : same ? "yes" : "NO");
            }
        }
    }

    private static List<MemorySegment> run(Work work, Graph frozen, Device device, Arena arena) {
        Map<String, Long> sizes = frozen.symbols().stream().collect(Collectors.toMap(s -> s, _ -> work.batch()));
        List<Buffer> in = new ArrayList<>();
        List<Buffer> out = new ArrayList<>();
        long bytes = 0;
        for (int i = 0; i < frozen.inputTypes().size(); i++) {
            TensorType type = frozen.inputTypes().get(i);
            in.add(device.allocate(bytes(type, work.batch())));
            in.getLast().upload(data(type, work.batch(), i, arena));
            bytes += bytes(type, work.batch());
        }
        for (TensorType type : frozen.outputTypes()) {
            out.add(device.allocate(bytes(type, work.batch())));
            bytes += bytes(type, work.batch());
        }
        try (Executable executable = device.compile(frozen, CompileOptions.DEFAULT)) {
            Launch launch = new Launch(in, sizes, out);
            double seconds = time(executable, launch);
            System.out.printf(
                    Locale.ROOT,
                    "%-34s %-14s %10.3f %10.1f %10s  ",
                    work.name(),
                    device.info().token(),
                    seconds * 1e3,
                    bytes / seconds / 1e9,
                    work.flops() == 0 ? "-" : String.format(Locale.ROOT, "%.2f", work.flops() / seconds / 1e12));
            List<MemorySegment> results = new ArrayList<>();
            for (int i = 0; i < out.size(); i++) {
                results.add(arena.allocate(bytes(frozen.outputTypes().get(i), work.batch()), 64));
                out.get(i).download(results.getLast());
            }
            return results;
        } finally {
            in.forEach(Buffer::close);
            out.forEach(Buffer::close);
        }
    }

    private static double time(Executable executable, Launch launch) {
        List<Double> times = new ArrayList<>();
        // the first third warms compilers up
        double spent = 0;
        while (spent < SECONDS || times.size() < 3 * LEAST) {
            long start = System.nanoTime();
            executable.run(launch).await().ifPresent(fault -> {
                throw new IllegalStateException("the run faulted: " + fault);
            });
            times.add((System.nanoTime() - start) / 1e9);
            spent += times.getLast();
        }
        List<Double> warm =
                times.subList(times.size() / 3, times.size()).stream().sorted().toList();
        return warm.get(warm.size() / 2);
    }

    /// In [0.1, 2), fit for prices, volatilities, weights, and integers fit for indices; a pattern again and again.
    /// Square
    /// matrices in a batch are positive definite.
    private static MemorySegment data(TensorType type, long batch, int seed, Arena arena) {
        long bytes = bytes(type, batch);
        MemorySegment all = arena.allocate(bytes, 64);
        var random = new SplittableRandom(seed);
        long period = Math.min(bytes, (long) PATTERN * type.dtype().bytes());
        for (long i = 0; i < period / type.dtype().bytes(); i++) {
            switch (type.dtype()) {
                case F32 -> all.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextDouble(0.1, 2));
                case F64 -> all.setAtIndex(ValueLayout.JAVA_DOUBLE, i, random.nextDouble(0.1, 2));
                case I32 -> all.setAtIndex(ValueLayout.JAVA_INT, i, random.nextInt(INDICES));
                case I64 -> all.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextInt(INDICES));
                case BOOL -> all.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt(2));
            }
        }
        for (long done = period; done < bytes; done += period) {
            long more = Math.min(period, bytes - done);
            MemorySegment.copy(all, 0, all, done, more);
        }
        if (type.shape().rank() == 3) {
            weighDiagonals(all, type);
        }
        return all;
    }

    /// A matrix whose diagonal outweighs its rows is positive definite.
    private static void weighDiagonals(MemorySegment all, TensorType type) {
        if (!(type.shape().dim(1) instanceof Dim.Fixed(long n))
                || !type.shape().dim(2).is(n)
                || !type.dtype().isFloat()) {
            return;
        }
        for (long element = 0; element < all.byteSize() / type.dtype().bytes(); element++) {
            if (element % (n * n) % (n + 1) == 0) {
                if (type.dtype() == DType.F32) {
                    all.setAtIndex(ValueLayout.JAVA_FLOAT, element, 2 * n);
                } else {
                    all.setAtIndex(ValueLayout.JAVA_DOUBLE, element, 2 * n);
                }
            }
        }
    }

    private static long bytes(TensorType type, long batch) {
        long bytes = type.dtype().bytes();
        for (Dim dim : type.shape().dims()) {
            bytes *= switch (dim) {
                case Dim.Fixed fixed -> fixed.size();
                case Dim.Symbol _ -> batch;
            };
        }
        return bytes;
    }
}
