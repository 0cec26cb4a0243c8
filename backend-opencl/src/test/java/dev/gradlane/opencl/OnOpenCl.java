package dev.gradlane.opencl;

import static org.junit.jupiter.api.Assertions.fail;

import dev.gradlane.backend.Availability;
import dev.gradlane.backend.DeviceInfo;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/// The device of the tests, `opencl:0`. Where there is none a test is skipped with the reason, or fails
/// if `require.backends` lists opencl.
final class OnOpenCl {
    private OnOpenCl() {}

    static DeviceFacts facts() {
        switch (Discovery.get()) {
            case Discovery.Found(List<DeviceFacts> devices) -> {
                return devices.getFirst();
            }
            case Discovery.None(Availability.Unavailable(String reason, String remedy)) -> {
                List<String> required =
                        Arrays.asList(System.getProperty("require.backends", "").split(","));
                if (required.contains("opencl")) {
                    fail("backend opencl is required: " + reason + "; " + remedy);
                }
                Assumptions.abort(reason + "; " + remedy);
                throw new AssertionError("abort returns never");
            }
        }
    }

    static OpenClDevice open() {
        return (OpenClDevice) new OpenClBackend().open(info().token());
    }

    /// With rows spread as for another kind of device.
    static OpenClDevice open(Target.Rows rows) {
        return open(rows, false);
    }

    /// @param wide whether indices have 64 bits, which only buffers of 2^31 elements ask for
    static OpenClDevice open(Target.Rows rows, boolean wide) {
        DeviceFacts facts = facts();
        return new OpenClDevice(
                info(), facts, new Target(facts.f64(), facts.roundedDivideSqrt(), rows, facts.buffers()), wide);
    }

    /// As it is, but with indices of 64 bits.
    static OpenClDevice openWide() {
        return open(facts().target().rows(), true);
    }

    private static DeviceInfo info() {
        facts();
        return new OpenClBackend().devices().getFirst();
    }
}
