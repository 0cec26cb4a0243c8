/// The scalar reference: interprets the frozen graph op by op, in the pinned orders, and so defines the results.
module dev.gradlane.cpu {
    requires dev.gradlane;

    provides dev.gradlane.backend.Backend with
            dev.gradlane.cpu.CpuBackend;
}
