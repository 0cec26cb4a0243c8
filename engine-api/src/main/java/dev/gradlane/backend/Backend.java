package dev.gradlane.backend;

import java.util.List;

/// A way to run graphs; one module, found by [java.util.ServiceLoader].
public interface Backend {
    /// The bare name: `cpu`, `vector`, `opencl`, `cuda`.
    String name();

    /// Rank among the backends when the user names none: the highest ready one is taken, but never one below 0, which
    /// is for devices of tests.
    int preference();

    /// All devices, at least one entry: an unavailable backend lists itself. Never throws.
    List<DeviceInfo> devices();

    /// Opens a listed device.
    ///
    /// @throws BackendException if it is unavailable; the message has reason and remedy
    Device open(String token);
}
