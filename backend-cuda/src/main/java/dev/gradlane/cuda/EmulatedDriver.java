package dev.gradlane.cuda;

import dev.gradlane.backend.BackendException;
import dev.gradlane.cuda.emulator.GlobalMemory;
import dev.gradlane.cuda.emulator.Grid;
import dev.gradlane.cuda.emulator.PtxException;
import dev.gradlane.cuda.emulator.PtxInterpreter;
import dev.gradlane.cuda.emulator.PtxModule;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The driver of the emulator. A launch has ended when it returns.
final class EmulatedDriver implements CudaDriver {
    private final GlobalMemory memory = new GlobalMemory();

    @Override
    public String name() {
        return "PTX interpreter in Java (sm_70), for tests";
    }

    @Override
    public long allocate(long bytes) {
        try {
            return memory.allocate(bytes);
        } catch (OutOfMemoryError e) {
            throw new BackendException(
                    "device cuda-emulator is out of memory: it was asked for " + bytes + " bytes (" + e.getMessage()
                            + "); run fewer samples at once, or raise -Xmx",
                    e);
        }
    }

    @Override
    public void free(long address) {
        memory.free(address);
    }

    @Override
    public void upload(long to, MemorySegment from) {
        memory.slice(to, from.byteSize()).copyFrom(from);
    }

    @Override
    public void download(MemorySegment to, long from) {
        to.copyFrom(memory.slice(from, to.byteSize()));
    }

    @Override
    public Module load(String ptx) {
        PtxModule module = parsed(ptx);
        return new Module() {
            @Override
            public void launch(String kernel, int blocks, int threads, List<Long> arguments) {
                try {
                    PtxInterpreter.launch(module.function(kernel), new Grid(blocks, 1, threads), arguments, memory);
                } catch (PtxException e) {
                    throw new BackendException(
                            "device cuda-emulator stopped at undefined behaviour: " + e.getMessage(), e);
                }
            }

            @Override
            public void close() {
                module.close();
            }
        };
    }

    private PtxModule parsed(String ptx) {
        try {
            return PtxModule.load(ptx, memory);
        } catch (PtxException e) {
            throw new BackendException("device cuda-emulator refuses a kernel: " + e.getMessage(), e);
        }
    }

    @Override
    public void synchronize() {
        // nothing is under way between two calls
    }

    @Override
    public void close() {
        // its memory is the heap's
    }
}
