package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.backend.Availability;
import dev.gradlane.backend.DeviceInfo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A backend that `-Drequire.backends=…` names must have a ready device, or the run fails: no silent skip.
class RequiredBackendsTest {
    @Test
    void everyRequiredBackendIsReady() {
        assertEquals(List.of(), missing(System.getProperty("require.backends", "")));
    }

    @Test
    void aMissingBackendIsReported() {
        assertEquals(List.of("nonesuch: no such backend"), missing("cpu, nonesuch"));
    }

    @Test
    void everyBackendSaysWhyItIsUnavailable() {
        for (DeviceInfo device : Engine.devices()) {
            if (device.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
                assertTrue(!reason.isBlank() && !remedy.isBlank(), device.toString());
            }
        }
    }

    /// The required backends without a ready device, each with what it says of itself.
    private static List<String> missing(String required) {
        List<DeviceInfo> devices = Engine.devices();
        List<String> missing = new ArrayList<>();
        for (String name : required.strip().split("[\\s,]+")) {
            List<DeviceInfo> own =
                    devices.stream().filter(d -> d.backend().equals(name)).toList();
            boolean ready = own.stream().anyMatch(d -> d.availability() instanceof Availability.Ready);
            if (!name.isEmpty() && !ready) {
                missing.add(name + ": " + (own.isEmpty() ? "no such backend" : own));
            }
        }
        return missing;
    }
}
