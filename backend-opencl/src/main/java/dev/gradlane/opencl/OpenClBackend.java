package dev.gradlane.opencl;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.Backend;
import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import java.util.ArrayList;
import java.util.List;

/// Every device of every OpenCL driver: `opencl:0`, `opencl:1`, …
public final class OpenClBackend implements Backend {
    private static final String NAME = "opencl";
    /// Above the backend that runs kernels in the JVM, below those made for one kind of device.
    private static final int WITH_GRAPHICS = 30;
    /// On the processor the JVM's own vectors are at home, and need no driver.
    private static final int ON_PROCESSOR = 15;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int preference() {
        return switch (Discovery.get()) {
            case Discovery.Found(List<DeviceFacts> devices) ->
                devices.stream().allMatch(DeviceFacts::processor) ? ON_PROCESSOR : WITH_GRAPHICS;
            case Discovery.None _ -> ON_PROCESSOR;
        };
    }

    /// Devices that can run kernels prove the numerics contract here, once per process.
    @Override
    public List<DeviceInfo> devices() {
        return switch (Discovery.get()) {
            case Discovery.None(Availability.Unavailable why) -> List.of(new DeviceInfo(NAME, NAME, "no device", why));
            case Discovery.Found(List<DeviceFacts> devices) -> {
                List<DeviceInfo> infos = new ArrayList<>();
                for (int i = 0; i < devices.size(); i++) {
                    infos.add(info(token(i), devices.get(i)));
                }
                yield infos;
            }
        };
    }

    private static DeviceInfo info(String token, DeviceFacts facts) {
        return new DeviceInfo(token, NAME, facts.name(), SelfTest.availability(token, facts));
    }

    private static String token(int index) {
        return NAME + ":" + index;
    }

    @Override
    public Device open(String token) {
        switch (Discovery.get()) {
            case Discovery.None(Availability.Unavailable(String reason, String remedy)) ->
                throw new BackendException("device '" + token + "' is unavailable: " + reason + "; " + remedy);
            case Discovery.Found(List<DeviceFacts> devices) -> {
                for (int i = 0; i < devices.size(); i++) {
                    if (token(i).equals(token)) {
                        DeviceInfo info = info(token, devices.get(i));
                        if (info.availability() instanceof Availability.Unavailable(String reason, String remedy)) {
                            throw new BackendException(
                                    "device '" + token + "' is unavailable: " + reason + "; " + remedy);
                        }
                        return new OpenClDevice(
                                info, devices.get(i), devices.get(i).target(), false);
                    }
                }
                throw new BackendException("backend opencl has no device '" + token + "': its devices are "
                        + String.join(
                                ", ", devices().stream().map(DeviceInfo::token).toList()));
            }
        }
    }
}
