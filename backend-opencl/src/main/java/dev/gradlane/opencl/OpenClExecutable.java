package dev.gradlane.opencl;

import static org.jocl.CL.CL_FALSE;
import static org.jocl.CL.CL_MAP_READ;
import static org.jocl.CL.clCreateKernel;
import static org.jocl.CL.clEnqueueFillBuffer;
import static org.jocl.CL.clEnqueueMapBuffer;
import static org.jocl.CL.clEnqueueMarkerWithWaitList;
import static org.jocl.CL.clEnqueueNDRangeKernel;
import static org.jocl.CL.clEnqueueReadBuffer;
import static org.jocl.CL.clEnqueueUnmapMemObject;
import static org.jocl.CL.clFlush;
import static org.jocl.CL.clReleaseMemObject;
import static org.jocl.CL.clReleaseProgram;
import static org.jocl.CL.clSetKernelArg;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jocl.Pointer;
import org.jocl.Sizeof;
import org.jocl.cl_event;
import org.jocl.cl_kernel;
import org.jocl.cl_mem;
import org.jocl.cl_program;

/// A built program. Kernel objects hold their arguments and are no thread's own, so runs are enqueued
/// one at a time, under the device's lock; the device works while the next is enqueued.
final class OpenClExecutable implements Executable {
    static final int NO_FAULT = -1;
    private static final long PIECE = 1L << 30;

    private final OpenClDevice device;
    private final KernelProgram program;
    private final OpenClSource source;
    private final List<Accesses> accesses;
    private final Map<Boolean, List<cl_kernel>> kernels = new HashMap<>();
    private final cl_mem constants;
    private final cl_mem faults;
    private Optional<Sized> last = Optional.empty();
    private boolean closed;

    OpenClExecutable(OpenClDevice device, KernelProgram program) {
        this.device = device;
        this.program = program;
        this.source = OpenClEmitter.of(program, device.target());
        this.accesses =
                source.kernels().stream().map(k -> new Accesses(k.kernel())).toList();
        requireParametersFit();
        synchronized (device.lock()) {
            device.requireOpen();
            kernels(device.wide());
            this.constants = device.memory(source.constantBytes());
            this.faults = device.memory(Math.max(source.faultNodes().size(), 1) * (long) Integer.BYTES);
        }
        uploadConstants();
    }

    /// Everything of a run that depends on its sizes alone.
    private record Sized(
            Map<String, Long> sizes, boolean wide, List<Long> cells, long[] offsets, List<List<Long>> numbers) {}

    private void requireParametersFit() {
        for (KernelSource kernel : source.kernels()) {
            long bytes = kernel.arguments().size() * (long) Long.BYTES;
            if (bytes > device.facts().parameterBytes()) {
                throw new BackendException("kernel " + kernel.kernel().name() + " of graph "
                        + program.graph().name() + " has " + kernel.arguments().size()
                        + " arguments, more than device " + device.info().token() + " takes: use fewer inputs and"
                        + " outputs, or another device");
            }
        }
    }

    private void uploadConstants() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate(source.constantBytes(), 64);
            for (KernelBuffer buffer : program.buffers()) {
                if (buffer.role() instanceof KernelBuffer.Role.Constant(var literal)) {
                    long offset = source.constantOffsets().get(buffer.id());
                    for (int i = 0; i < literal.size(); i++) {
                        put(
                                host,
                                buffer.type(),
                                offset + (long) i * buffer.type().bytes(),
                                literal.bits(i));
                    }
                }
            }
            device.transfers().write(constants, host);
        }
    }

    private static void put(MemorySegment host, DType type, long offset, long bits) {
        switch (type) {
            case F32, I32 -> host.set(ValueLayout.JAVA_INT, offset, (int) bits);
            case F64, I64 -> host.set(ValueLayout.JAVA_LONG, offset, bits);
            case BOOL -> host.set(ValueLayout.JAVA_BYTE, offset, (byte) bits);
        }
    }

    /// The kernels with indices of 32 or 64 bits, built when first needed. Under the lock.
    private List<cl_kernel> kernels(boolean wide) {
        return kernels.computeIfAbsent(wide, _ -> {
            cl_program built = device.programs().get(source.text(), wide);
            List<cl_kernel> made = source.kernels().stream()
                    .map(k -> Cl.call(
                            device.info().token(),
                            "make kernel " + k.kernel().name(),
                            () -> clCreateKernel(built, k.kernel().name(), null)))
                    .toList();
            clReleaseProgram(built);
            return made;
        });
    }

    @Override
    public Pending run(Launch launch) {
        synchronized (device.lock()) {
            device.requireOpen();
            if (closed) {
                throw new IllegalStateException(
                        "executable of graph " + program.graph().name() + " used after it was closed");
            }
            launch.requireFits(program.graph(), ClBuffer.class);
            List<ClBuffer> inputs = buffers("input", program.graph().inputNames(), launch.inputs());
            List<String> names =
                    program.graph().outputs().stream().map(Graph.Output::name).toList();
            List<ClBuffer> outputs = buffers("output", names, launch.outputs());
            requireWritable(names, outputs, inputs);
            Sized sized = sized(launch.sizes());
            if (sized.cells().stream().allMatch(cells -> cells == 0)) {
                return Pending.done();
            }
            return Cl.call(
                    device.info().token(),
                    "run graph " + program.graph().name(),
                    () -> enqueue(sized, inputs, outputs));
        }
    }

    private List<ClBuffer> buffers(String what, List<String> names, List<Buffer> given) {
        List<ClBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            ClBuffer buffer = (ClBuffer) given.get(i);
            if (buffer.device() != device) {
                throw new BackendException(what + " '" + names.get(i) + "' was given a buffer of another device");
            }
            buffers.add(buffer);
        }
        return buffers;
    }

    private static void requireWritable(List<String> names, List<ClBuffer> outputs, List<ClBuffer> inputs) {
        for (int i = 0; i < outputs.size(); i++) {
            ClBuffer output = outputs.get(i);
            String name = "the buffer of output '" + names.get(i) + "' ";
            if (!output.isWritable()) {
                throw new BackendException(name + "is read-only, or a copy of the caller's memory: allocate it");
            }
            if (inputs.stream().anyMatch(output::overlaps)
                    || outputs.subList(0, i).stream().anyMatch(output::overlaps)) {
                throw new BackendException(name + "overlaps an input or another output");
            }
        }
    }

    private Sized sized(Map<String, Long> sizes) {
        if (last.isEmpty() || !last.get().sizes().equals(sizes)) {
            boolean wide = device.wide() || !accesses.stream().allMatch(a -> a.fit32(sizes));
            if (!accesses.stream().allMatch(a -> a.samplesFit32(sizes))) {
                throw new BackendException("graph " + program.graph().name()
                        + " checks more than 2^32-1 samples in one run where " + sizes + ": run fewer at once");
            }
            List<Long> cells = source.kernels().stream()
                    .map(k -> k.kernel().cells().at(sizes))
                    .toList();
            long[] offsets = program.plan().offsets(sizes);
            List<List<Long>> numbers = source.kernels().stream()
                    .map(k -> k.arguments().stream()
                            .map(a -> a instanceof Argument.Number(var extent) ? extent.at(sizes) : 0L)
                            .toList())
                    .toList();
            last = Optional.of(new Sized(sizes, wide, cells, offsets, numbers));
        }
        return last.get();
    }

    private Pending enqueue(Sized sized, List<ClBuffer> inputs, List<ClBuffer> outputs) {
        cl_mem slab = device.slab(sized.offsets()[sized.offsets().length - 1]);
        long faultBytes = source.faultNodes().size() * (long) Integer.BYTES;
        MemorySegment words = Arena.ofAuto().allocate(faultBytes, Integer.BYTES);
        if (faultBytes > 0) {
            clEnqueueFillBuffer(
                    device.queue(),
                    faults,
                    Pointer.to(new int[] {NO_FAULT}),
                    Integer.BYTES,
                    0,
                    faultBytes,
                    0,
                    null,
                    null);
        }
        List<cl_kernel> ready = kernels(sized.wide());
        for (int i = 0; i < ready.size(); i++) {
            long cells = sized.cells().get(i);
            if (cells > 0) {
                cl_kernel kernel = ready.get(i);
                KernelSource emitted = source.kernels().get(i);
                for (int j = 0; j < emitted.arguments().size(); j++) {
                    argument(kernel, j, emitted.arguments().get(j), sized, i, slab, inputs, outputs);
                }
                long local = emitted.localSize();
                long global = emitted.itemsPerCell() == 1 ? Math.ceilDiv(cells, local) * local : cells * local;
                clEnqueueNDRangeKernel(
                        device.queue(), kernel, 1, null, new long[] {global}, new long[] {local}, 0, null, null);
            }
        }
        outputs.forEach(this::show);
        if (faultBytes > 0) {
            clEnqueueReadBuffer(device.queue(), faults, CL_FALSE, 0, faultBytes, Cl.pointer(words), 0, null, null);
        }
        cl_event end = new cl_event();
        clEnqueueMarkerWithWaitList(device.queue(), 0, null, end);
        clFlush(device.queue());
        ClRun run = new ClRun(device, end, words, source.faultNodes());
        device.started(run);
        return run;
    }

    private void argument(
            cl_kernel kernel,
            int position,
            Argument argument,
            Sized sized,
            int number,
            cl_mem slab,
            List<ClBuffer> inputs,
            List<ClBuffer> outputs) {
        switch (argument) {
            case Argument.Slab _ -> memory(kernel, position, slab);
            case Argument.Constants _ -> memory(kernel, position, constants);
            case Argument.Faults _ -> memory(kernel, position, faults);
            case Argument.Input(int index) ->
                memory(kernel, position, inputs.get(index).memory());
            case Argument.Output(int index) ->
                memory(kernel, position, outputs.get(index).memory());
            case Argument.Number _ -> {
                long value = sized.numbers().get(number).get(position);
                if (sized.wide()) {
                    clSetKernelArg(kernel, position, Sizeof.cl_long, Pointer.to(new long[] {value}));
                } else {
                    clSetKernelArg(kernel, position, Sizeof.cl_int, Pointer.to(new int[] {(int) value}));
                }
            }
            case Argument.Offset(int buffer) -> {
                long offset = sized.offsets()[program.plan().slotOf().get(buffer)];
                clSetKernelArg(kernel, position, Sizeof.cl_long, Pointer.to(new long[] {offset}));
            }
        }
    }

    private static void memory(cl_kernel kernel, int position, cl_mem memory) {
        clSetKernelArg(kernel, position, Sizeof.cl_mem, Pointer.to(memory));
    }

    /// Where the caller's own memory is the output, mapping it makes the device's writes visible there.
    private void show(ClBuffer output) {
        if (output.host().isPresent()) {
            long size = output.byteSize();
            for (long offset = 0; offset < size; offset += PIECE) {
                ByteBuffer mapped = clEnqueueMapBuffer(
                        device.queue(),
                        output.memory(),
                        false,
                        CL_MAP_READ,
                        offset,
                        Math.min(PIECE, size - offset),
                        0,
                        null,
                        null,
                        null);
                clEnqueueUnmapMemObject(device.queue(), output.memory(), mapped, 0, null, null);
            }
        }
    }

    @Override
    public String explain() {
        StringBuilder text = new StringBuilder();
        program.decisions()
                .forEach(decision -> text.append("; ").append(decision).append('\n'));
        return text.append(source.text()).toString();
    }

    @Override
    public void close() {
        synchronized (device.lock()) {
            if (!closed) {
                closed = true;
                kernels.values().forEach(list -> list.forEach(org.jocl.CL::clReleaseKernel));
                clReleaseMemObject(constants);
                clReleaseMemObject(faults);
                device.forget(this);
            }
        }
    }
}
