package dev.gradlane.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.backend.Availability;
import dev.gradlane.backend.DeviceInfo;
import java.util.Arrays;
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
        assertEquals(List.of("nonesuch"), missing("cpu,nonesuch"));
    }

    @Test
    void everyBackendSaysWhyItIsUnavailable() {
        for (DeviceInfo device : Engine.devices()) {
            if (device.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
                assertTrue(!reason.isBlank() && !remedy.isBlank(), device.toString());
            }
        }
    }

    private static List<String> missing(String required) {
        List<String> ready = Engine.devices().stream()
                .filter(d -> d.availability() instanceof Availability.Ready)
                .map(DeviceInfo::backend)
                .toList();
        return Arrays.stream(required.split(","))
                .map(String::strip)
                .filter(name -> !name.isEmpty() && !ready.contains(name))
                .toList();
    }
}
