package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Executable;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.backend.Pending;
import dev.gradlane.backend.Sizes;
import dev.gradlane.graph.GraphException;
import dev.gradlane.kernel.KernelChecker;
import dev.gradlane.kernel.KernelProgram;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// A program of kernels, compiled. A run has ended when [#run] returns.
final class VectorExecutable implements Executable {
    /// Sizes for which the numbers are kept.
    private static final int MOST_SIZES = 64;

    private static final Pending DONE = Pending.done();

    private final VectorDevice device;
    private final KernelProgram program;
    private final Consumer<AutoCloseable> forget;
    private final ProgramCode code;
    private final long scratch;
    private final Map<Map<String, Long>, SizedProgram> sized = new ConcurrentHashMap<>();
    private final Holds holds;
    private final Tiers tiers;

    VectorExecutable(VectorDevice device, KernelProgram program, Tiers tiers, Consumer<AutoCloseable> forget) {
        this.device = device;
        this.program = program;
        this.forget = forget;
        this.tiers = tiers;
        this.code = new ProgramCode(program, device, tiers);
        this.scratch = code.scratchBytes();
        this.holds = new Holds(code::free);
    }

    @Override
    public Pending run(Launch launch) {
        device.requireOpen();
        if (!holds.take()) {
            throw new IllegalStateException(
                    "executable of graph " + program.graph().name() + " used after it was closed");
        }
        HostBuffer[] arguments = {};
        int taken = 0;
        try {
            SizedProgram numbers = numbers(launch);
            arguments = arguments(launch);
            for (; taken < arguments.length; taken++) {
                arguments[taken].take();
            }
            Optional<Fault> fault;
            try (Run run = new Run(device, numbers, scratch)) {
                fault = run.execute(program, arguments);
            }
            return fault.isPresent() ? new Ended(fault) : DONE;
        } finally {
            for (int i = 0; i < taken; i++) {
                arguments[i].drop();
            }
            holds.drop();
        }
    }

    /// The inputs, then the outputs, once they are known to be ours.
    private static HostBuffer[] arguments(Launch launch) {
        int inputs = launch.inputs().size();
        HostBuffer[] arguments = new HostBuffer[inputs + launch.outputs().size()];
        for (int i = 0; i < arguments.length; i++) {
            Buffer buffer =
                    i < inputs ? launch.inputs().get(i) : launch.outputs().get(i - inputs);
            arguments[i] = (HostBuffer) buffer;
        }
        return arguments;
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
        SizedProgram numbers = SizedProgram.of(code, sizes);
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
        return Explanation.of(device.info(), code);
    }

    @Override
    public void close() {
        tiers.close();
        if (holds.close()) {
            forget.accept(this);
        }
    }
}
