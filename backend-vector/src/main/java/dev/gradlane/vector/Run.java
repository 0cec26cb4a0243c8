package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Buffer;
import dev.gradlane.backend.Fault;
import dev.gradlane.backend.Launch;
import dev.gradlane.kernel.KernelBuffer;
import dev.gradlane.kernel.KernelProgram;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// One run of a program: the addresses of its buffers and the memory it borrows from the pool.
final class Run implements AutoCloseable {
    /// Instructions that are not worth waking another thread.
    private static final long SMALL = 1 << 17;

    private final VectorDevice device;
    private final KernelProgram program;
    private final SizedProgram numbers;
    private final long[] addresses;
    private final List<MemoryPool.Block> borrowed = new ArrayList<>();
    private final List<Runnable> copiesBack = new ArrayList<>();
    private final AtomicReference<FaultWord> fault = new AtomicReference<>(FaultWord.NONE);

    Run(VectorDevice device, KernelProgram program, SizedProgram numbers, Map<Integer, MemoryPool.Block> constants) {
        this.device = device;
        this.program = program;
        this.numbers = numbers;
        this.addresses = new long[program.buffers().size()];
        constants.forEach((id, block) -> addresses[id] = block.address());
    }

    private MemoryPool.Block borrow(long bytes) {
        MemoryPool.Block block = device.pool().take(bytes);
        borrowed.add(block);
        return block;
    }

    /// Fills in the addresses.
    ///
    /// @throws BackendException if an output may not be written or overlaps another argument
    void bind(Launch launch) {
        requireDisjoint(launch);
        long slab = numbers.slabBytes() == 0 ? 0 : borrow(numbers.slabBytes()).address();
        for (KernelBuffer buffer : program.buffers()) {
            switch (buffer.role()) {
                case KernelBuffer.Role.Input(int index) ->
                    addresses[buffer.id()] = input(memory(launch.inputs().get(index)));
                case KernelBuffer.Role.Output(int index) ->
                    addresses[buffer.id()] = output(memory(launch.outputs().get(index)));
                case KernelBuffer.Role.Temporary() ->
                    addresses[buffer.id()] =
                            slab + numbers.offsets().get(program.plan().slotOf().get(buffer.id()));
                case KernelBuffer.Role.Constant _ -> {}
            }
        }
    }

    private static MemorySegment memory(Buffer buffer) {
        return ((HostBuffer) buffer).memory();
    }

    private long input(MemorySegment memory) {
        if (memory.isNative()) {
            return memory.address();
        }
        MemoryPool.Block copy = borrow(memory.byteSize());
        MemorySegment.copy(memory, 0, copy.memory(), 0, memory.byteSize());
        return copy.address();
    }

    private long output(MemorySegment memory) {
        if (memory.isNative()) {
            return memory.address();
        }
        MemoryPool.Block copy = borrow(memory.byteSize());
        copiesBack.add(() -> MemorySegment.copy(copy.memory(), 0, memory, 0, memory.byteSize()));
        return copy.address();
    }

    private void requireDisjoint(Launch launch) {
        for (int i = 0; i < launch.outputs().size(); i++) {
            MemorySegment output = memory(launch.outputs().get(i));
            boolean overlaps = false;
            for (Buffer input : launch.inputs()) {
                overlaps |= overlap(output, memory(input));
            }
            for (int j = 0; j < i; j++) {
                overlaps |= overlap(output, memory(launch.outputs().get(j)));
            }
            if (overlaps || output.isReadOnly()) {
                String name = program.graph().outputs().get(i).name();
                throw new BackendException("the buffer of output '" + name + "' "
                        + (overlaps ? "overlaps an input or another output" : "is read-only"));
            }
        }
    }

    private static boolean overlap(MemorySegment a, MemorySegment b) {
        return a.isNative() && b.isNative()
                ? a.address() < b.address() + b.byteSize() && b.address() < a.address() + a.byteSize()
                : a.asOverlappingSlice(b).isPresent();
    }

    Optional<Fault> execute(List<KernelContext> contexts, List<KernelCode> codes) {
        long scratch = 0;
        for (KernelContext context : contexts) {
            scratch = Math.max(scratch, context.scratchBytes());
        }
        // one stretch of scratch for each thread, taken when the first kernel needs it
        long[] scratches = new long[device.workers().threads()];
        for (int k = 0; k < codes.size(); k++) {
            KernelContext context = contexts.get(k);
            KernelCode code = codes.get(k);
            Sized sized = numbers.kernels().get(k);
            long units = code.units(sized);
            if (units == 0) {
                continue;
            }
            boolean small = units == 1 || units < SMALL && units * code.weight(sized) < SMALL;
            int parts = small ? 1 : (int) Math.min(units, scratches.length);
            for (int part = 0; part < parts; part++) {
                if (scratches[part] == 0) {
                    scratches[part] = borrow(scratch).address();
                }
            }
            Workers.Share share = (worker, from, to) ->
                    code.run(new Scope(context, sized, addresses, scratches[worker], fault), from, to);
            if (small) {
                share.run(0, 0, units);
            } else {
                device.workers().run(units, share);
            }
        }
        copiesBack.forEach(Runnable::run);
        FaultWord word = fault.get();
        return word == FaultWord.NONE ? Optional.empty() : Optional.of(word.fault());
    }

    /// Gives back what was borrowed.
    @Override
    public void close() {
        borrowed.forEach(device.pool()::give);
    }
}
