package dev.gradlane.cuda;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.ArrayList;
import java.util.List;

/// NVIDIA GPUs since Volta, through the driver alone: no CUDA toolkit is asked for.
public final class CudaBackend implements Backend {
    private static final String NAME = "cuda";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return 40;
    }

    @Override
    public List<DeviceInfo> devices() {
        return Listed.DEVICES;
    }

    @Override
    public Device open(String token) {
        DeviceInfo info = devices().stream()
                .filter(d -> d.token().equals(token))
                .findFirst()
                .orElseThrow(() -> new BackendException("backend cuda has no device '" + token + "': it has "
                        + String.join(
                                ", ", devices().stream().map(DeviceInfo::token).toList())));
        if (info.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
            throw new BackendException("device '" + token + "' is unavailable: " + reason + "; " + remedy);
        }
        return new CudaDevice(info, new JCudaDriver(token, index(token)), false);
    }

    private static int index(String token) {
        return Integer.parseInt(token.substring(NAME.length() + 1));
    }

    /// What the machine has does not change while the process runs.
    private static final class Listed {
        static final List<DeviceInfo> DEVICES = switch (SymbolProbe.probe()) {
            case SymbolProbe.Outcome.Missing(Availability.Unavailable why) ->
                List.of(new DeviceInfo(NAME, NAME, "no device", why));
            case SymbolProbe.Outcome.Found(int count) -> tested(count);
        };

        private Listed() {}

        private static List<DeviceInfo> tested(int count) {
            List<DeviceInfo> devices = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                devices.add(tested(NAME + ":" + i, i));
            }
            return List.copyOf(devices);
        }

        private static DeviceInfo tested(String token, int index) {
            try (CudaDriver driver = new JCudaDriver(token, index)) {
                return new DeviceInfo(token, NAME, driver.name(), SelfTest.run(driver));
            } catch (BackendException | LinkageError e) {
                String first =
                        String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
                return new DeviceInfo(
                        token,
                        NAME,
                        "NVIDIA GPU",
                        new Availability.Unavailable(first, "add jcuda-natives, check the GPU with nvidia-smi"));
            }
        }
    }
}
