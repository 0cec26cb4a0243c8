package dev.gradlane.cuda;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.List;

/// The CUDA kernels on an emulated GPU: ready on every machine, a thousand times slower than anything else, and taken
/// only when asked for by name.
public final class CudaEmulatorBackend implements Backend {
    private static final String TOKEN = "cuda-emulator";
    private static final DeviceInfo INFO =
            new DeviceInfo(TOKEN, TOKEN, "PTX interpreter in Java", new Availability.Ready());

    @Override
    public String name() {
        return TOKEN;
    }

    @Override
    public int preference() {
        return -10;
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(INFO);
    }

    @Override
    public Device open(String token) {
        if (!token.equals(TOKEN)) {
            throw new BackendException(
                    "backend " + TOKEN + " has no device '" + token + "': its one device is '" + TOKEN + "'");
        }
        return device(false);
    }

    /// @param wide whether to index by 64 bits where 32 suffice, for tests
    static CudaDevice device(boolean wide) {
        return new CudaDevice(INFO, new EmulatedDriver(), wide);
    }
}
