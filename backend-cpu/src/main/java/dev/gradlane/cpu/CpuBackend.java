package dev.gradlane.cpu;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The scalar reference as a backend: always ready, never preferred.
public final class CpuBackend implements Backend {
    private static final String TOKEN = "cpu";
    private static final DeviceInfo INFO =
            new DeviceInfo(TOKEN, "cpu", processor() + ", " + virtualMachine(), new Availability.Ready());

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public int preference() {
        return 0;
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(INFO);
    }

    @Override
    public Device open(String token) {
        if (!token.equals(TOKEN)) {
            throw new BackendException("backend cpu has no device '" + token + "': its one device is '" + TOKEN + "'");
        }
        return new CpuDevice(INFO);
    }

    /// The model where Linux tells it, else the architecture.
    private static String processor() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElseGet(CpuBackend::architecture);
        } catch (IOException | RuntimeException e) {
            // no such file on other systems; a name is not worth a failure
            return architecture();
        }
    }

    private static String architecture() {
        return System.getProperty("os.arch", "unknown processor");
    }

    private static String virtualMachine() {
        return System.getProperty("java.vm.name", "JVM") + " " + Runtime.version();
    }
}
