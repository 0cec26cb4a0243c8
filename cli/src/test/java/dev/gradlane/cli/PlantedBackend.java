package dev.gradlane.cli;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Language;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.Graph;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The scalar reference with the lowest bit of its first result flipped: what a check must catch. As a
/// device that is approximate, it is used when asked for by name only.
public final class PlantedBackend implements Backend {
    private static final DeviceInfo INFO =
            new DeviceInfo("planted", "planted", "a fault", new Availability.Approximate("flips a bit"));

    private static volatile String seenAtOpen = "";

    /// The system property `gradlane.test.seen-at-open` when a device was last opened.
    static String seenAtOpen() {
        return seenAtOpen;
    }

    @Override
    public String name() {
        return "planted";
    }

    @Override
    public int preference() {
        return 1000;
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(INFO);
    }

    @Override
    public Device open(String token) {
        seenAtOpen = System.getProperty("gradlane.test.seen-at-open", "");
        return new Faulty(Devices.open(Optional.of("cpu")));
    }

    private record Faulty(Device reference) implements Device {
        @Override
        public DeviceInfo info() {
            return INFO;
        }

        @Override
        public Language language() {
            return new Language(Set.of("cholesky"));
        }

        @Override
        public Executable compile(Graph frozen, CompileOptions options) {
            language().require(frozen, INFO.token());
            return new FaultyExecutable(reference.compile(frozen, options));
        }

        @Override
        public Buffer allocate(long bytes) {
            return reference.allocate(bytes);
        }

        @Override
        public Buffer wrap(MemorySegment host) {
            return reference.wrap(host);
        }

        @Override
        public boolean addressesHost() {
            return reference.addressesHost();
        }

        @Override
        public long liveBytes() {
            return reference.liveBytes();
        }

        @Override
        public void close() {
            reference.close();
        }
    }

    private record FaultyExecutable(Executable right) implements Executable {
        @Override
        public Pending run(Launch launch) {
            right.run(launch).await();
            Buffer first = launch.outputs().getFirst();
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment host = arena.allocate(first.byteSize());
                first.download(host);
                host.set(ValueLayout.JAVA_BYTE, 0, (byte) (host.get(ValueLayout.JAVA_BYTE, 0) ^ 1));
                first.upload(host);
            }
            return Pending.done();
        }

        @Override
        public String explain() {
            return right.explain();
        }

        @Override
        public void close() {
            right.close();
        }
    }
}
