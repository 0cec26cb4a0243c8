package dev.gradlane.vector;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.List;

/// All cores and their vector units as one device. The properties of [Settings] are read when devices are listed and
/// when one is opened.
public final class VectorBackend implements Backend {
    private static final String TOKEN = "vector";

    @Override
    public String name() {
        return TOKEN;
    }

    @Override
    public int preference() {
        return 20;
    }

    @Override
    public List<DeviceInfo> devices() {
        try {
            return List.of(info(Settings.read()));
        } catch (BackendException e) {
            return List.of(new DeviceInfo(
                    TOKEN,
                    TOKEN,
                    "no device",
                    new Availability.Unavailable(e.getMessage(), "correct or drop the property")));
        }
    }

    /// Tiers that begin with loops in Java prove vector code when they come to it ([Settings#proven], [Tiers]): the
    /// proof loads the Vector API, which a new process would wait for.
    private static DeviceInfo info(Settings settings) {
        Availability availability = settings.tier() != Settings.Tier.FUSED
                ? new Availability.Ready()
                : SelfTest.failure(settings.species())
                        .<Availability>map(Availability.Approximate::new)
                        .orElseGet(Availability.Ready::new);
        return new DeviceInfo(TOKEN, TOKEN, settings.text(), availability);
    }

    @Override
    public Device open(String token) {
        if (!token.equals(TOKEN)) {
            throw new BackendException(
                    "backend vector has no device '" + token + "': its one device is '" + TOKEN + "'");
        }
        Settings settings = Settings.read();
        if (settings.species().isScalar() && !Settings.hasVectorApi()) {
            System.getLogger("dev.gradlane.vector")
                    .log(System.Logger.Level.WARNING, "scalar code: " + Settings.NO_VECTORS);
        }
        return new VectorDevice(info(settings), settings);
    }
}
