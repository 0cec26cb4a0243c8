package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.GraphException;
import dev.gradlane.kernel.Kernel;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelChecker;
import dev.gradlane.kernel.KernelProgram;
import dev.gradlane.kernel.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A program of kernels, compiled. A run has ended when [#run] returns.
final class VectorExecutable implements Executable {
    /// Sizes for which the numbers are kept.
    private static final int MOST_SIZES = 64;

    private final VectorDevice device;
    private final KernelProgram program;
    private final Consumer<AutoCloseable> forget;
    private final List<KernelContext> contexts = new ArrayList<>();
    private final List<KernelCode> codes = new ArrayList<>();
    private final Map<Integer, MemoryPool.Block> constants = new HashMap<>();
    private final Map<Map<String, Long>, SizedProgram> sized = new ConcurrentHashMap<>();
    private final Holds holds;
    private final Tiers tiers;

    VectorExecutable(VectorDevice device, KernelProgram program, Tiers tiers, Consumer<AutoCloseable> forget) {
        this.device = device;
        this.program = program;
        this.forget = forget;
        this.holds = new Holds(() -> constants.values().forEach(device.pool()::give));
        this.tiers = tiers;
        for (Kernel kernel : program.kernels()) {
            Settings settings = device.settings();
            Species species = Cells.isStraight(kernel) ? settings.species() : settings.proven();
            KernelContext context = new KernelContext(kernel, program.buffers(), species, tiers);
            codes.add(kernel.layout() == Layout.BLOCK ? MatrixCode.of(context) : Cells.of(context));
            contexts.add(context);
        }
        for (KernelBuffer buffer : program.buffers()) {
            if (buffer.role() instanceof KernelBuffer.Role.Constant(var literal)) {
                constants.put(buffer.id(), Literals.block(device.pool(), buffer.type(), literal));
            }
        }
    }

    @Override
    public Pending run(Launch launch) {
        device.requireOpen();
        if (!holds.take()) {
            throw new IllegalStateException(
                    "executable of graph " + program.graph().name() + " used after it was closed");
        }
        List<HostBuffer> taken = new ArrayList<>();
        try {
            SizedProgram numbers = numbers(launch);
            for (Buffer buffer : launch.inputs()) {
                take((HostBuffer) buffer, taken);
            }
            for (Buffer buffer : launch.outputs()) {
                take((HostBuffer) buffer, taken);
            }
            Optional<Fault> fault;
            try (Run run = new Run(device, program, numbers, constants)) {
                run.bind(launch);
                fault = run.execute(contexts, codes);
            }
            return fault.isPresent() ? new Ended(fault) : Pending.done();
        } finally {
            taken.forEach(HostBuffer::drop);
            holds.drop();
        }
    }

    private record Ended(Optional<Fault> fault) implements Pending {
        @Override
        public Optional<Fault> await() {
            return fault;
        }

        @Override
        public boolean isDone() {
            return true;
        }
    }

    private static void take(HostBuffer buffer, List<HostBuffer> taken) {
        buffer.take();
        taken.add(buffer);
    }

    /// The numbers for these sizes, after a check that everything fits.
    private SizedProgram numbers(Launch launch) {
        SizedProgram known = sized.get(launch.sizes());
        if (known != null && fits(launch.inputs(), known.inputBytes()) && fits(launch.outputs(), known.outputBytes())) {
            return known;
        }
        Sizes sizes = launch.requireFits(program.graph(), HostBuffer.class);
        try {
            KernelChecker.bounds(program, sizes.symbols());
        } catch (GraphException e) {
            throw new BackendException(e.getMessage(), e);
        }
        SizedProgram numbers = SizedProgram.of(program, contexts, sizes);
        if (sized.size() >= MOST_SIZES) {
            sized.clear();
        }
        sized.put(launch.sizes(), numbers);
        return numbers;
    }

    private static boolean fits(List<Buffer> buffers, List<Long> bytes) {
        if (buffers.size() != bytes.size()) {
            return false;
        }
        for (int i = 0; i < bytes.size(); i++) {
            if (!(buffers.get(i) instanceof HostBuffer buffer) || buffer.byteSize() != bytes.get(i)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String explain() {
        return Explanation.of(device.info(), program, contexts);
    }

    @Override
    public void close() {
        tiers.close();
        if (holds.close()) {
            forget.accept(this);
        }
    }
}
