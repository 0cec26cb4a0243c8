package dev.gradlane.opencl;

import static org.jocl.CL.CL_CONTEXT_PLATFORM;
import static org.jocl.CL.CL_MEM_READ_WRITE;
import static org.jocl.CL.CL_MEM_USE_HOST_PTR;
import static org.jocl.CL.clCreateBuffer;
import static org.jocl.CL.clCreateCommandQueue;
import static org.jocl.CL.clCreateContext;
import static org.jocl.CL.clFinish;
import static org.jocl.CL.clReleaseCommandQueue;
import static org.jocl.CL.clReleaseContext;
import static org.jocl.CL.clReleaseMemObject;

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
import java.util.Optional;
import java.util.Set;
import org.jocl.Pointer;
import org.jocl.cl_command_queue;
import org.jocl.cl_context;
import org.jocl.cl_context_properties;
import org.jocl.cl_device_id;
import org.jocl.cl_mem;

/// One device with a context and one queue that runs commands in their order. Everything that touches
/// the queue's order or frees something happens under one lock; enqueuing a run takes microseconds,
/// waiting happens outside.
final class OpenClDevice implements Device {
    private final DeviceInfo info;
    private final DeviceFacts facts;
    private final Target target;
    private final boolean wide;
    private final cl_context context;
    private final cl_command_queue queue;
    private final Transfers transfers;
    private final Programs programs;
    private final Object lock = new Object();
    private final Set<ClBuffer> buffers = new LinkedHashSet<>();
    private final Set<OpenClExecutable> executables = new LinkedHashSet<>();
    private final Set<ClRun> runs = new LinkedHashSet<>();
    private Optional<cl_mem> slab = Optional.empty();
    private long slabBytes;
    private long liveBytes;
    private boolean closed;

    /// @param target as the facts say, or another for tests
    /// @param wide whether to index by 64 bits where 32 suffice, for tests
    // deprecated since 2.0; its successor is missing on 1.2
    @SuppressWarnings("deprecation")
    OpenClDevice(DeviceInfo info, DeviceFacts facts, Target target, boolean wide) {
        this.info = info;
        this.facts = facts;
        this.target = target;
        this.wide = wide;
        cl_context_properties properties = new cl_context_properties();
        properties.addProperty(CL_CONTEXT_PLATFORM, facts.platform());
        this.context = Cl.call(
                info.token(),
                "make a context",
                () -> clCreateContext(properties, 1, new cl_device_id[] {facts.device()}, null, null, null));
        this.queue =
                Cl.call(info.token(), "make a queue", () -> clCreateCommandQueue(context, facts.device(), 0, null));
        this.transfers = new Transfers(info.token(), queue);
        this.programs = new Programs(info.token(), facts, context);
    }

    @Override
    public DeviceInfo info() {
        return info;
    }

    DeviceFacts facts() {
        return facts;
    }

    Target target() {
        return target;
    }

    boolean wide() {
        return wide;
    }

    cl_command_queue queue() {
        return queue;
    }

    Transfers transfers() {
        return transfers;
    }

    Programs programs() {
        return programs;
    }

    Object lock() {
        return lock;
    }

    /// Compiles kernels that are made already.
    OpenClExecutable compile(KernelProgram program) {
        return register(new OpenClExecutable(this, program));
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

    OpenClExecutable register(OpenClExecutable executable) {
        synchronized (lock) {
            requireOpen();
            executables.add(executable);
            return executable;
        }
    }

    void forget(OpenClExecutable executable) {
        executables.remove(executable);
    }

    @Override
    public Buffer allocate(long bytes) {
        synchronized (lock) {
            requireOpen();
            if (bytes < 0 || bytes > facts.maxAllocation()) {
                throw new BackendException("device " + info.token() + " is out of memory: it was asked for " + bytes
                        + " bytes, and one buffer holds " + facts.maxAllocation()
                        + " at most; run fewer samples at once");
            }
            cl_mem memory = memory(bytes);
            liveBytes += bytes;
            return register(new ClBuffer(this, memory, bytes, Optional.empty(), ClBuffer.Kind.ALLOCATED));
        }
    }

    /// New device memory; the driver has no word for none, so it is one byte at least.
    cl_mem memory(long bytes) {
        return Cl.call(
                info.token(),
                "allocate " + bytes + " bytes",
                () -> clCreateBuffer(context, CL_MEM_READ_WRITE, Math.max(bytes, 1), null, null));
    }

    @Override
    public Buffer wrap(MemorySegment host) {
        synchronized (lock) {
            requireOpen();
            if (host.byteSize() > 0 && isShared(host)) {
                Pointer pointer = Cl.pointer(host);
                cl_mem memory = Cl.call(
                        info.token(),
                        "address " + host.byteSize() + " bytes of the host",
                        () -> clCreateBuffer(
                                context, CL_MEM_READ_WRITE | CL_MEM_USE_HOST_PTR, host.byteSize(), pointer, null));
                return register(new ClBuffer(this, memory, host.byteSize(), Optional.of(host), ClBuffer.Kind.SHARED));
            }
        }
        // a copy: outside the lock, because it waits for the queue
        ClBuffer copy;
        synchronized (lock) {
            requireOpen();
            copy = register(new ClBuffer(
                    this, memory(host.byteSize()), host.byteSize(), Optional.empty(), ClBuffer.Kind.COPIED));
        }
        copy.upload(host);
        return copy;
    }

    /// True for memory that the device works on without a copy: native, and aligned as drivers ask.
    /// Central processors read any cache line; others want whole pages.
    private boolean isShared(MemorySegment host) {
        long alignment = facts.processor() ? 64 : 4096;
        return facts.unified() && host.isNative() && host.address() % alignment == 0;
    }

    /// Arrays of the Java heap are always copied.
    @Override
    public boolean addressesHost() {
        return false;
    }

    private ClBuffer register(ClBuffer buffer) {
        buffers.add(buffer);
        return buffer;
    }

    /// Called once by each buffer, under the lock.
    void freed(ClBuffer buffer, cl_mem memory, long bytes) {
        buffers.remove(buffer);
        liveBytes -= bytes;
        clReleaseMemObject(memory);
    }

    /// Scratch for one run, shared by all: the queue ends a run before it starts the next. Under the
    /// lock.
    cl_mem slab(long bytes) {
        if (slab.isEmpty() || slabBytes < bytes) {
            slab.ifPresent(org.jocl.CL::clReleaseMemObject);
            slab = Optional.empty();
            slab = Optional.of(memory(bytes));
            slabBytes = bytes;
        }
        return slab.get();
    }

    /// Notes a run under way, and drops those that have ended unseen. Under the lock.
    void started(ClRun run) {
        if (runs.size() > 64) {
            List.copyOf(runs).stream().filter(ClRun::isDone).forEach(ClRun::settle);
        }
        runs.add(run);
    }

    void ended(ClRun run) {
        synchronized (lock) {
            runs.remove(run);
        }
    }

    @Override
    public long liveBytes() {
        synchronized (lock) {
            return liveBytes;
        }
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
            clFinish(queue);
            List.copyOf(runs).forEach(ClRun::settle);
            List.copyOf(executables).forEach(OpenClExecutable::close);
            List.copyOf(buffers).forEach(ClBuffer::close);
            slab.ifPresent(org.jocl.CL::clReleaseMemObject);
            programs.close();
            clReleaseCommandQueue(queue);
            clReleaseContext(context);
        }
    }
}
