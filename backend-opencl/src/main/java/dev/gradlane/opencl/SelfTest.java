package dev.gradlane.opencl;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Launch;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A device proves the numerics contract before it is trusted: one kernel of instructions that drivers
/// are known to get wrong, on special values, against Java. Once per device and process.
final class SelfTest {
    private static final Map<String, Availability> RESULTS = new HashMap<>();

    private SelfTest() {}

    /// Ready, or what is not exact, or why the kernel could not even run.
    static synchronized Availability availability(String token, DeviceFacts facts) {
        return RESULTS.computeIfAbsent(token, _ -> test(token, facts));
    }

    private static Availability test(String token, DeviceFacts facts) {
        if (facts.problem().isPresent()) {
            return facts.problem().get();
        }
        DeviceInfo unproved = new DeviceInfo(token, "opencl", facts.name(), new Availability.Approximate("not tested"));
        try (OpenClDevice device = new OpenClDevice(unproved, facts, facts.target(), false)) {
            List<SelfTestCase> cases = SelfTestCase.all(facts.f64());
            Optional<String> difference = difference(device, cases);
            if (difference.isPresent()) {
                return new Availability.Approximate(difference.get());
            }
            return facts.denormals()
                    ? new Availability.Ready()
                    : new Availability.Approximate("the driver does not promise subnormal numbers");
        } catch (RuntimeException e) {
            String line = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            return new Availability.Unavailable(
                    "its driver failed in the self-test: " + line, "update the driver, or use another device");
        }
    }

    private static Optional<String> difference(OpenClDevice device, List<SelfTestCase> cases) {
        Graph graph = SelfTestCase.graph(cases);
        List<Buffer> inputs = new ArrayList<>();
        List<Buffer> outputs = new ArrayList<>();
        try (Arena arena = Arena.ofConfined();
                OpenClExecutable kernel = device.compile(SelfTestCase.program(graph))) {
            for (int i = 0; i < graph.inputs().size(); i++) {
                TensorType type = graph.inputTypes().get(i);
                MemorySegment host =
                        arena.allocate(type.shape().size() * type.dtype().bytes(), 64);
                for (int e = 0; e < SelfTestCase.ELEMENTS; e++) {
                    put(
                            host,
                            type.dtype(),
                            e,
                            SelfTestCase.input(graph.inputNames().get(i), e));
                }
                Buffer buffer = device.allocate(host.byteSize());
                buffer.upload(host);
                inputs.add(buffer);
            }
            graph.outputTypes()
                    .forEach(type -> outputs.add(
                            device.allocate(type.shape().size() * type.dtype().bytes())));
            kernel.run(new Launch(inputs, Map.of(), outputs)).await();
            for (int i = 0; i < cases.size(); i++) {
                DType type = graph.outputTypes().get(i).dtype();
                MemorySegment host = arena.allocate(outputs.get(i).byteSize(), 64);
                outputs.get(i).download(host);
                for (int e = 0; e < SelfTestCase.ELEMENTS; e++) {
                    long expected = cases.get(i).expected().bits(e);
                    long actual = get(host, type, e);
                    if (!type.same(expected, actual)) {
                        return Optional.of(String.format(
                                "%s is not exact: example %d gives %x instead of %x",
                                cases.get(i).name(), e, actual, expected));
                    }
                }
            }
            return Optional.empty();
        }
    }

    private static void put(MemorySegment host, DType type, int e, long bits) {
        switch (type.bytes()) {
            case 1 -> host.set(ValueLayout.JAVA_BYTE, e, (byte) bits);
            case 4 -> host.setAtIndex(ValueLayout.JAVA_INT, e, (int) bits);
            default -> host.setAtIndex(ValueLayout.JAVA_LONG, e, bits);
        }
    }

    private static long get(MemorySegment host, DType type, int e) {
        return switch (type.bytes()) {
            case 1 -> host.get(ValueLayout.JAVA_BYTE, e);
            case 4 -> host.getAtIndex(ValueLayout.JAVA_INT, e) & 0xffffffffL;
            default -> host.getAtIndex(ValueLayout.JAVA_LONG, e);
        };
    }
}
