package dev.gradlane.cli;

import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Language;
import dev.gradlane.graph.Graph;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A device as one check opens it: as it is, or the vector device with a forced width, number of threads or tier.
///
/// @param label what the check calls it: `vector bits=256 threads=2`
/// @param forced system properties that the backend reads when it opens the device
record Variant(String token, String label, Map<String, String> forced) {
    private static final String VECTOR = "vector";

    /// @param name the last word of the system property
    /// @param values what to force it to, one variant each; none leaves it alone
    record Choice(String name, List<String> values) {}

    /// Every combination of the choices for the vector device, and each other device once.
    static List<Variant> of(DeviceInfo device, List<Choice> choices) {
        List<Variant> variants = List.of(new Variant(device.token(), device.token(), Map.of()));
        if (device.backend().equals(VECTOR)) {
            for (Choice choice : choices) {
                if (!choice.values().isEmpty()) {
                    variants = variants.stream()
                            .flatMap(v -> choice.values().stream().map(value -> v.with(choice, value)))
                            .toList();
                }
            }
        }
        return variants;
    }

    /// Both ways in which the vector device computes, of which it takes one now and the other later by itself.
    Stream<Variant> eachTier() {
        return token.equals(VECTOR)
                ? Stream.of("tile", "fused").map(tier -> with(new Choice("tier", List.of()), tier))
                : Stream.of(this);
    }

    private Variant with(Choice choice, String value) {
        Map<String, String> more = new LinkedHashMap<>(forced);
        more.put("gradlane.vector." + choice.name(), value);
        return new Variant(token, label + " " + choice.name() + "=" + value, more);
    }

    /// The open device; its info bears the label.
    Device open() {
        List<Runnable> restore = new ArrayList<>();
        forced.forEach((key, value) -> {
            Optional<String> before = Optional.ofNullable(System.getProperty(key));
            System.setProperty(key, value);
            restore.add(() -> before.ifPresentOrElse(b -> System.setProperty(key, b), () -> System.clearProperty(key)));
        });
        try {
            Device device = Devices.open(Optional.of(token));
            DeviceInfo info = device.info();
            return new Labelled(device, new DeviceInfo(label, info.backend(), info.name(), info.availability()));
        } finally {
            restore.forEach(Runnable::run);
        }
    }

    private record Labelled(Device device, DeviceInfo info) implements Device {
        @Override
        public Language language() {
            return device.language();
        }

        @Override
        public Executable compile(Graph frozen, CompileOptions options) {
            return device.compile(frozen, options);
        }

        @Override
        public Buffer allocate(long bytes) {
            return device.allocate(bytes);
        }

        @Override
        public Buffer wrap(MemorySegment host) {
            return device.wrap(host);
        }

        @Override
        public boolean addressesHost() {
            return device.addressesHost();
        }

        @Override
        public long liveBytes() {
            return device.liveBytes();
        }

        @Override
        public void close() {
            device.close();
        }
    }
}
