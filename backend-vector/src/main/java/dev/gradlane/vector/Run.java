package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import dev.gradlane.backend.Fault;
import dev.gradlane.kernel.KernelProgram;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// One run of a program: the addresses of its buffers and the memory it borrows from the pool.
final class Run implements AutoCloseable {
    /// Instructions that are not worth waking another thread.
    private static final long SMALL = 1 << 17;

    private final VectorDevice device;
    private final SizedProgram numbers;
    private final long scratch;
    private final List<MemoryPool.Block> borrowed = new ArrayList<>(1);
    private final List<Runnable> copiesBack = new ArrayList<>(0);
    private final AtomicReference<FaultWord> fault = new AtomicReference<>(FaultWord.NONE);
    /// One stretch of scratch for each thread, taken when the first kernel needs it.
    private final long[] scratches;

    /// @param scratch bytes for each thread
    Run(VectorDevice device, SizedProgram numbers, long scratch) {
        this.device = device;
        this.numbers = numbers;
        this.scratch = scratch;
        this.scratches = new long[device.workers().threads()];
    }

    private MemoryPool.Block borrow(long bytes) {
        MemoryPool.Block block = device.pool().take(bytes);
        borrowed.add(block);
        return block;
    }

    /// The whole run; the least fault that it met.
    ///
    /// @param arguments the inputs, then the outputs
    /// @throws BackendException if an output may not be written or overlaps another argument
    Optional<Fault> execute(KernelProgram program, HostBuffer[] arguments) {
        int inputs = numbers.inputBytes().size();
        requireDisjoint(program, inputs, arguments);
        long[] places = new long[arguments.length];
        for (int i = 0; i < places.length; i++) {
            HostBuffer argument = arguments[i];
            places[i] = argument.isOutsideHeap() ? argument.address() : copy(argument.memory(), i >= inputs);
        }
        long slab = numbers.slabBytes() == 0 ? 0 : borrow(numbers.slabBytes()).address();
        numbers.run(this, numbers.addresses(places, slab), slab);
        copiesBack.forEach(Runnable::run);
        FaultWord word = fault.get();
        return word == FaultWord.NONE ? Optional.empty() : Optional.of(word.fault());
    }

    /// Memory outside the heap that stands for an array.
    private long copy(MemorySegment array, boolean output) {
        MemoryPool.Block copy = borrow(array.byteSize());
        if (output) {
            copiesBack.add(() -> MemorySegment.copy(copy.memory(), 0, array, 0, array.byteSize()));
        } else {
            MemorySegment.copy(array, 0, copy.memory(), 0, array.byteSize());
        }
        return copy.address();
    }

    private static void requireDisjoint(KernelProgram program, int inputs, HostBuffer[] arguments) {
        for (int i = inputs; i < arguments.length; i++) {
            boolean overlaps = false;
            for (int j = 0; j < i; j++) {
                overlaps |= arguments[i].overlaps(arguments[j]);
            }
            if (overlaps || arguments[i].memory().isReadOnly()) {
                String name = program.graph().outputs().get(i - inputs).name();
                throw new BackendException("the buffer of output '" + name + "' "
                        + (overlaps ? "overlaps an input or another output" : "is read-only"));
            }
        }
    }

    /// Whether a launch is not worth waking another thread.
    ///
    /// @param weight instructions of a unit, roughly
    static boolean isSmall(long units, long weight) {
        return units <= 1 || units < SMALL && units * weight < SMALL;
    }

    /// Address of the scratch of thread number `worker` of a launch; of other threads than the caller's only inside
    /// [#share].
    long scratch(int worker) {
        if (scratches[worker] == 0) {
            scratches[worker] = borrow(scratch).address();
        }
        return scratches[worker];
    }

    /// Where conditions report that they do not hold.
    AtomicReference<FaultWord> fault() {
        return fault;
    }

    /// Computes `units` units on all threads.
    void share(long units, Workers.Share share) {
        int parts = (int) Math.min(units, scratches.length);
        for (int part = 0; part < parts; part++) {
            scratch(part);
        }
        device.workers().run(units, share);
    }

    /// Computes `units` units, which need no scratch, on this thread where they are few.
    ///
    /// @param weight instructions of a unit, roughly
    void share(long units, long weight, Workers.Share share) {
        if (isSmall(units, weight)) {
            share.run(0, 0, units);
        } else {
            device.workers().run(units, share);
        }
    }

    int threads() {
        return scratches.length;
    }

    /// Gives back what was borrowed.
    @Override
    public void close() {
        borrowed.forEach(device.pool()::give);
    }
}
