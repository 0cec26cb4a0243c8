package dev.gradlane.conformance;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One run of one graph on a device: upload, run, download. Output buffers start with a pattern, so that
/// an element that is not written shows; inputs must be unchanged afterwards.
public final class DeviceRun {
    private static final byte PATTERN = 0x5a;

    private DeviceRun() {}

    /// @throws IllegalStateException if the run faulted or changed an input
    public static List<Value> of(
            Device device, Graph frozen, CompileOptions options, List<Value> inputs, Map<String, Long> sizes) {
        try (Executable executable = device.compile(frozen, options)) {
            return run(device, executable, frozen, inputs, sizes);
        }
    }

    /// The same, compiled already.
    ///
    /// @throws IllegalStateException if the run faulted or changed an input
    public static List<Value> run(
            Device device, Executable executable, Graph frozen, List<Value> inputs, Map<String, Long> sizes) {
        List<Buffer> in = new ArrayList<>();
        List<Buffer> out = new ArrayList<>();
        try (Arena arena = Arena.ofConfined()) {
            for (Value input : inputs) {
                MemorySegment host =
                        arena.allocate((long) input.size() * input.dtype().bytes());
                input.write(host);
                in.add(filled(device, host));
            }
            for (TensorType type : frozen.outputTypes()) {
                out.add(filled(device, arena.allocate(bytes(type, sizes)).fill(PATTERN)));
            }
            Optional<?> fault = executable.run(new Launch(in, sizes, out)).await();
            if (fault.isPresent()) {
                throw new IllegalStateException("the run faulted: " + fault.get());
            }
            requireUnchanged(
                    inputs, download(arena, inputs.stream().map(Value::type).toList(), in, sizes));
            return download(arena, frozen.outputTypes(), out, sizes);
        } finally {
            in.forEach(Buffer::close);
            out.forEach(Buffer::close);
        }
    }

    /// The fault that a run ends with.
    static Optional<Fault> fault(Device device, Graph frozen, List<Value> inputs, Map<String, Long> sizes) {
        List<Buffer> in = new ArrayList<>();
        List<Buffer> out = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                Executable executable = device.compile(frozen, CompileOptions.DEFAULT)) {
            for (Value input : inputs) {
                MemorySegment host =
                        arena.allocate((long) input.size() * input.dtype().bytes());
                input.write(host);
                in.add(filled(device, host));
            }
            for (TensorType type : frozen.outputTypes()) {
                out.add(filled(device, arena.allocate(bytes(type, sizes))));
            }
            return executable.run(new Launch(in, sizes, out)).await();
        } finally {
            in.forEach(Buffer::close);
            out.forEach(Buffer::close);
        }
    }

    private static long bytes(TensorType type, Map<String, Long> sizes) {
        return type.shape().size(sizes) * type.dtype().bytes();
    }

    private static Buffer filled(Device device, MemorySegment host) {
        Buffer buffer = device.allocate(host.byteSize());
        buffer.upload(host);
        return buffer;
    }

    private static List<Value> download(
            Arena arena, List<TensorType> types, List<Buffer> buffers, Map<String, Long> sizes) {
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            MemorySegment host = arena.allocate(bytes(types.get(i), sizes));
            buffers.get(i).download(host);
            values.add(Value.read(types.get(i), sizes, host));
        }
        return values;
    }

    private static void requireUnchanged(List<Value> before, List<Value> after) {
        Value.difference(before, after).ifPresent(difference -> {
            throw new IllegalStateException("the run changed an input: " + difference);
        });
    }
}
