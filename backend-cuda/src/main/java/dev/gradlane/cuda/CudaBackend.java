package dev.gradlane.cuda;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.List;

/// Says that the CUDA kernels do not exist yet, so that nobody takes their absence for a fault of the machine.
public final class CudaBackend implements Backend {
    private static final Availability.Unavailable NOT_BUILT =
            new Availability.Unavailable("not built yet", "use cpu, which gives the same bits");

    @Override
    public String name() {
        return "cuda";
    }

    @Override
    public int preference() {
        return 40;
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(new DeviceInfo(name(), name(), "no device", NOT_BUILT));
    }

    @Override
    public Device open(String token) {
        throw new BackendException(
                "device '" + token + "' is unavailable: " + NOT_BUILT.reason() + "; " + NOT_BUILT.remedy());
    }
}
