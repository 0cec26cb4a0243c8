package dev.gradlane.cli;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;

/// The devices of this machine, by the tokens that people type.
final class Devices {
    private static final String REFERENCE = "cpu";
    private static final Comparator<Backend> PREFERENCE =
            Comparator.comparingInt(Backend::preference).thenComparing(Backend::name);

    private Devices() {}

    /// The reference first, then from the least to the most preferred.
    private static List<Backend> backends() {
        return ServiceLoader.load(Backend.class).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing((Backend b) -> !b.name().equals(REFERENCE))
                        .thenComparing(PREFERENCE))
                .toList();
    }

    /// All, also those that cannot be used; the reference first.
    static List<DeviceInfo> all() {
        return backends().stream().flatMap(b -> b.devices().stream()).toList();
    }

    static List<DeviceInfo> ready() {
        return all().stream()
                .filter(d -> d.availability() instanceof Availability.Ready)
                .toList();
    }

    /// Opens the device of that token, or the most preferred one that is ready.
    static Device open(Optional<String> token) {
        DeviceInfo info = token.map(Devices::named).orElseGet(Devices::best);
        try {
            return backends().stream()
                    .filter(b -> b.name().equals(info.backend()))
                    .findFirst()
                    .orElseThrow()
                    .open(info.token());
        } catch (BackendException e) {
            throw new Failure(Failure.UNAVAILABLE, e.getMessage());
        }
    }

    /// The most preferred device that is ready: what an engine opens when none is named.
    static DeviceInfo best() {
        return backends().stream()
                .sorted(PREFERENCE.reversed())
                .flatMap(b -> b.devices().stream())
                .filter(d -> d.availability() instanceof Availability.Ready)
                .findFirst()
                .orElseThrow(() -> new Failure(Failure.UNAVAILABLE, "no device is ready: gradlane devices says why"));
    }

    /// The device of that token; of a backend's bare name, its first.
    static DeviceInfo named(String token) {
        List<DeviceInfo> all = all();
        DeviceInfo info = all.stream()
                .filter(d -> d.token().equals(token))
                .findFirst()
                .or(() -> all.stream().filter(d -> d.backend().equals(token)).findFirst())
                .or(() -> all.stream().filter(d -> isUnavailable(d, token)).findFirst())
                .orElseThrow(() -> new Failure(
                        Failure.USAGE,
                        "unknown device '" + token + "'; there are "
                                + String.join(
                                        ", ",
                                        all.stream().map(DeviceInfo::token).toList())));
        if (info.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            throw new Failure(
                    Failure.UNAVAILABLE, "device " + token + " is not available: " + reason + "\n  " + remedy);
        }
        return info;
    }

    /// True for `cuda:0` where the backend `cuda` is unavailable as a whole.
    private static boolean isUnavailable(DeviceInfo device, String token) {
        return device.availability() instanceof Availability.Unavailable
                && token.matches("\\Q" + device.backend() + "\\E:\\d+");
    }
}
