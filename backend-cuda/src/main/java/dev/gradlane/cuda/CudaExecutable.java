package dev.gradlane.cuda;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.graph.Literal;
import dev.gradlane.kernel.Extent;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelChecker;
import dev.gradlane.kernel.KernelProgram;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program's kernels, loaded. A run has ended when [#run] returns.
final class CudaExecutable implements Executable {
    /// The fault word of a run without one.
    private static final long NO_FAULT = -1;
    /// Its low bits are the node, the others the sample.
    private static final int NODE_BITS = 24;

    /// What one launch passes at most, for PTX before version 8.1.
    private static final int PARAMETER_BYTES = 4352;

    private final CudaDevice device;
    private final KernelProgram program;
    private final Map<Boolean, List<Loaded>> variants = new HashMap<>();
    private final Map<Integer, Long> constants = new HashMap<>();
    private final long faultWord;
    private boolean closed;

    private record Loaded(PtxKernel kernel, CudaDriver.Module module) {}

    CudaExecutable(CudaDevice device, KernelProgram program) {
        this.device = device;
        this.program = program;
        kernels(false);
        for (KernelBuffer buffer : program.buffers()) {
            if (buffer.role() instanceof KernelBuffer.Role.Constant(Literal.Dense literal)) {
                constants.put(buffer.id(), upload(buffer.type(), literal));
            }
        }
        this.faultWord = device.driver().allocate(Long.BYTES);
    }

    private long upload(DType type, Literal.Dense literal) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment host = arena.allocate((long) literal.size() * type.bytes(), Long.BYTES);
            for (int i = 0; i < literal.size(); i++) {
                switch (type) {
                    case F32, I32 -> host.setAtIndex(ValueLayout.JAVA_INT, i, (int) literal.bits(i));
                    case F64, I64 -> host.setAtIndex(ValueLayout.JAVA_LONG, i, literal.bits(i));
                    case BOOL -> host.set(ValueLayout.JAVA_BYTE, i, (byte) literal.bits(i));
                }
            }
            long address = device.driver().allocate(host.byteSize());
            device.driver().upload(address, host);
            return address;
        }
    }

    /// The kernels with indices of 32 or 64 bits, loaded when first needed.
    ///
    /// @throws BackendException if a kernel has more parameters than a launch passes
    private List<Loaded> kernels(boolean wide) {
        return variants.computeIfAbsent(wide, _ -> {
            List<Loaded> loaded = new ArrayList<>();
            for (Kernel kernel : program.kernels()) {
                PtxKernel ptx = PtxEmitter.emit(kernel, wide);
                if (ptx.parameters().size() * Long.BYTES > PARAMETER_BYTES) {
                    throw new BackendException(
                            "kernel " + kernel.name() + " of graph "
                                    + program.graph().name() + " has "
                                    + ptx.parameters().size()
                                    + " parameters, more than a launch passes: compile it without fusion, or use another device");
                }
                loaded.add(new Loaded(ptx, device.driver().load(ptx.text())));
            }
            return List.copyOf(loaded);
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
            launch.requireFits(program.graph(), CudaBuffer.class);
            requireOwnAndDistinct(launch);
            Optional<Fault> fault = launched(launch);
            return new Pending() {
                @Override
                public Optional<Fault> await() {
                    return fault;
                }

                @Override
                public boolean isDone() {
                    return true;
                }
            };
        }
    }

    private void requireOwnAndDistinct(Launch launch) {
        for (int i = 0; i < launch.inputs().size(); i++) {
            requireOwn(
                    "input",
                    program.graph().inputNames().get(i),
                    launch.inputs().get(i));
        }
        List<String> names =
                program.graph().outputs().stream().map(Graph.Output::name).toList();
        for (int i = 0; i < launch.outputs().size(); i++) {
            Buffer output = launch.outputs().get(i);
            requireOwn("output", names.get(i), output);
            if (launch.inputs().contains(output)
                    || launch.outputs().subList(0, i).contains(output)) {
                throw new BackendException(
                        "the buffer of output '" + names.get(i) + "' overlaps an input or another output");
            }
        }
    }

    private void requireOwn(String what, String name, Buffer buffer) {
        if (((CudaBuffer) buffer).device() != device) {
            throw new BackendException(what + " '" + name + "' was given a buffer of another device");
        }
    }

    private Optional<Fault> launched(Launch launch) {
        Map<String, Long> sizes = launch.sizes();
        KernelChecker.bounds(program, sizes);
        List<Long> addresses = addresses(launch);
        List<Loaded> kernels = kernels(isWide(sizes));
        boolean faults = kernels.stream()
                .anyMatch(k ->
                        k.kernel().parameters().stream().anyMatch(PtxKernel.Parameter.FaultWord.class::isInstance));
        if (faults) {
            device.driver().upload(faultWord, word(NO_FAULT));
        }
        for (Loaded loaded : kernels) {
            PtxKernel kernel = loaded.kernel();
            long threads = kernel.threads().at(sizes);
            if (threads > 0) {
                int blocks = Math.toIntExact(Math.ceilDiv(threads, (long) kernel.blockSize()));
                loaded.module().launch(kernel.name(), blocks, kernel.blockSize(), arguments(kernel, addresses, sizes));
            }
        }
        device.driver().synchronize();
        return faults ? fault() : Optional.empty();
    }

    /// The address of each of the program's buffers.
    private List<Long> addresses(Launch launch) {
        long[] offsets = program.plan().offsets(launch.sizes());
        long slab = device.slab(offsets[offsets.length - 1]);
        List<Long> addresses = new ArrayList<>();
        for (KernelBuffer buffer : program.buffers()) {
            addresses.add(
                    switch (buffer.role()) {
                        case KernelBuffer.Role.Input(int index) ->
                            address(launch.inputs().get(index));
                        case KernelBuffer.Role.Output(int index) ->
                            address(launch.outputs().get(index));
                        case KernelBuffer.Role.Constant _ -> constants.get(buffer.id());
                        case KernelBuffer.Role.Temporary _ ->
                            slab + offsets[program.plan().slotOf().get(buffer.id())];
                    });
        }
        return addresses;
    }

    private static long address(Buffer buffer) {
        return ((CudaBuffer) buffer).address();
    }

    /// Whether some number of elements or threads needs more than 31 bits.
    private boolean isWide(Map<String, Long> sizes) {
        return device.wide()
                || program.buffers().stream().anyMatch(b -> b.count().at(sizes) > Integer.MAX_VALUE)
                || kernels(false).stream()
                        .map(Loaded::kernel)
                        .anyMatch(k -> k.threads().at(sizes) > Integer.MAX_VALUE - k.blockSize());
    }

    private List<Long> arguments(PtxKernel kernel, List<Long> addresses, Map<String, Long> sizes) {
        List<Long> arguments = new ArrayList<>();
        for (PtxKernel.Parameter parameter : kernel.parameters()) {
            arguments.add(
                    switch (parameter) {
                        case PtxKernel.Parameter.Pointer(int buffer) -> addresses.get(buffer);
                        case PtxKernel.Parameter.Number(List<Extent> sum) ->
                            sum.stream().mapToLong(e -> e.at(sizes)).reduce(0, Math::addExact);
                        case PtxKernel.Parameter.FaultWord _ -> faultWord;
                    });
        }
        return arguments;
    }

    private Optional<Fault> fault() {
        MemorySegment word = word(NO_FAULT);
        device.driver().download(word, faultWord);
        long fault = word.get(ValueLayout.JAVA_LONG, 0);
        return fault == NO_FAULT
                ? Optional.empty()
                : Optional.of(new Fault(fault >>> NODE_BITS, (int) (fault & (1L << NODE_BITS) - 1)));
    }

    private static MemorySegment word(long value) {
        return MemorySegment.ofArray(new long[] {value});
    }

    @Override
    public String explain() {
        StringBuilder text = new StringBuilder();
        program.decisions()
                .forEach(decision -> text.append("// ").append(decision).append('\n'));
        synchronized (device.lock()) {
            kernels(false).forEach(k -> text.append('\n').append(k.kernel().text()));
        }
        return text.toString();
    }

    @Override
    public void close() {
        synchronized (device.lock()) {
            if (!closed) {
                closed = true;
                variants.values().forEach(list -> list.forEach(k -> k.module().close()));
                constants.values().forEach(device.driver()::free);
                device.driver().free(faultWord);
                device.forget(this);
            }
        }
    }
}
