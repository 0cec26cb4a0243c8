package dev.gradlane.cuda;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.CompileOptions;
import dev.gradlane.backend.Device;
import dev.gradlane.backend.DeviceInfo;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Language;
import dev.gradlane.graph.Graph;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Lowering;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// One GPU, or the emulator. Runs are handed to the driver one after the other, under one lock.
final class CudaDevice implements Device {
    /// Enough for the results of a large batch, little beside what a GPU has.
    private static final long KEPT = 1L << 30;

    private final DeviceInfo info;
    private final CudaDriver driver;
    private final DeviceMemory memory;
    private final boolean wide;
    private final Object lock = new Object();
    private final Set<CudaBuffer> buffers = new LinkedHashSet<>();
    private final Set<CudaExecutable> executables = new LinkedHashSet<>();
    private long slab;
    private long slabBytes;
    private long liveBytes;
    private boolean closed;

    /// @param wide whether to index by 64 bits where 32 suffice, for tests
    CudaDevice(DeviceInfo info, CudaDriver driver, boolean wide) {
        this.info = info;
        this.driver = driver;
        this.memory = new DeviceMemory(driver, KEPT);
        this.wide = wide;
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    CudaDriver driver() {
        return driver;
    }

    boolean wide() {
        return wide;
    }

    Object lock() {
        return lock;
    }

    @Override
    public Buffer allocate(long bytes) {
        synchronized (lock) {
            requireOpen();
            if (bytes < 0) {
                throw new BackendException("cannot allocate " + bytes + " bytes");
            }
            CudaBuffer buffer = new CudaBuffer(this, memory.allocate(bytes), bytes);
            buffers.add(buffer);
            liveBytes += bytes;
            return buffer;
        }
    }

    /// Called once by each buffer, under the lock.
    void freed(CudaBuffer buffer, long address, long bytes) {
        buffers.remove(buffer);
        liveBytes -= bytes;
        memory.free(address, bytes);
    }

    /// A copy: a GPU's kernels are many times slower over the host's memory.
    @Override
    public Buffer wrap(MemorySegment host) {
        Buffer copy = allocate(host.byteSize());
        copy.upload(host);
        return copy;
    }

    @Override
    public boolean addressesHost() {
        return false;
    }

    @Override
    public long liveBytes() {
        synchronized (lock) {
            return liveBytes;
        }
    }

    @Override
    public Language language() {
        return Language.ofKernels();
    }

    @Override
    public Executable compile(Graph frozen, CompileOptions options) {
        language().require(frozen, info().token());
        return compile(Lowering.of(frozen, options.lowering()));
    }

    /// Compiles kernels that are made already.
    CudaExecutable compile(KernelProgram program) {
        synchronized (lock) {
            requireOpen();
            CudaExecutable executable = new CudaExecutable(this, program);
            executables.add(executable);
            return executable;
        }
    }

    void forget(CudaExecutable executable) {
        executables.remove(executable);
    }

    /// The address of scratch memory for one run, which all share because they run one after the other. Under the lock.
    long slab(long bytes) {
        if (slabBytes < bytes) {
            if (slabBytes > 0) {
                slabBytes = 0;
                driver.free(slab);
            }
            slab = memory.allocate(bytes);
            slabBytes = bytes;
        }
        return slab;
    }

    /// @throws IllegalStateException after close
    void requireOpen() {
        if (closed) {
            throw new IllegalStateException("device " + info.token() + " used after it was closed");
        }
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            driver.synchronize();
            List.copyOf(executables).forEach(CudaExecutable::close);
            List.copyOf(buffers).forEach(CudaBuffer::close);
            if (slabBytes > 0) {
                driver.free(slab);
            }
            memory.close();
            driver.close();
        }
    }
}
