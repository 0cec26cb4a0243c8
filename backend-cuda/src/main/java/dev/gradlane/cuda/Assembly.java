package dev.gradlane.cuda;

import dev.gradlane.cuda.Assembler.Target;

/// A module assembled for one processor.
public final class Assembly {
    private final Target target;
    private final byte[] cubin;
    private final AssemblyReport report;

    Assembly(Target target, byte[] cubin, AssemblyReport report) {
        this.target = target;
        this.cubin = cubin;
        this.report = report;
    }

    public Target target() {
        return target;
    }

    /// The ELF image that a driver loads.
    public byte[] cubin() {
        return cubin.clone();
    }

    public AssemblyReport report() {
        return report;
    }
}
