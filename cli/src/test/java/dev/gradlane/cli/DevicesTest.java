package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.DeviceInfo;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// `gradlane devices`: every backend is listed, and one that cannot run says why and what to do.
class DevicesTest {
    @Test
    void everyBackendIsListed() {
        Set<String> backends = Devices.all().stream().map(DeviceInfo::backend).collect(Collectors.toSet());
        assertTrue(backends.containsAll(List.of("cpu", "vector", "opencl", "cuda")), backends.toString());
        assertEquals("cpu", Devices.named("cpu").token());
    }

    @Test
    void textAndJsonTellTheSame() {
        var text = CommandLineRun.of("devices");
        var json = CommandLineRun.of("devices", "--format", "json");
        assertEquals(List.of(0, 0), List.of(text.exitCode(), json.exitCode()));
        for (DeviceInfo device : Devices.all()) {
            String line = text.out()
                    .lines()
                    .filter(l -> l.startsWith(device.token() + " "))
                    .findFirst()
                    .orElseThrow();
            assertTrue(line.endsWith("  " + device.name()), line);
            assertTrue(json.out().contains("{\"token\":\"" + device.token() + "\""), json.out());
            switch (device.availability()) {
                case Availability.Ready() -> assertTrue(line.contains(" ready "), line);
                case Availability.Approximate(String reason) ->
                    assertTrue(text.out().contains("\n    " + reason + "\n"));
                case Availability.Unavailable(String reason, String remedy) ->
                    assertTrue(text.out().contains(line + "\n    " + reason + "\n    " + remedy + "\n"), text.out());
            }
        }
    }
}
