package dev.gradlane.cuda;

import java.lang.foreign.MemorySegment;
import java.util.function.UnaryOperator;

/// A driver that sees PTX text before another one does.
record AlteredDriver(CudaDriver driver, UnaryOperator<String> change) implements CudaDriver {
    @Override
    public String name() {
        return driver.name();
    }

    @Override
    public long allocate(long bytes) {
        return driver.allocate(bytes);
    }

    @Override
    public void free(long address) {
        driver.free(address);
    }

    @Override
    public void upload(long to, MemorySegment from) {
        driver.upload(to, from);
    }

    @Override
    public void download(MemorySegment to, long from) {
        driver.download(to, from);
    }

    @Override
    public Module load(String ptx) {
        return driver.load(change.apply(ptx));
    }

    @Override
    public void synchronize() {
        driver.synchronize();
    }

    @Override
    public void close() {
        driver.close();
    }
}
