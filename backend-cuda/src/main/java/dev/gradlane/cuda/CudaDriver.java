package dev.gradlane.cuda;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// What this backend asks of one GPU: a real one through NVIDIA's driver, or the emulator. Work is done in the order in
/// which it is handed over. Calls come from any thread, one at a time.
interface CudaDriver extends AutoCloseable {
    /// The GPU in words.
    String name();

    /// The address of new memory of at least one byte, contents undefined.
    ///
    /// @throws dev.gradlane.backend.BackendException if memory is short
    long allocate(long bytes);

    void free(long address);

    /// Copies `from` to the address that an allocation begins at, after everything handed over before.
    void upload(long to, MemorySegment from);

    /// Fills `to` from the address that an allocation begins at, after everything handed over before.
    void download(MemorySegment to, long from);

    /// Makes PTX text ready to run.
    ///
    /// @throws dev.gradlane.backend.BackendException if the driver refuses it
    Module load(String ptx);

    /// Waits until everything handed over is done.
    ///
    /// @throws dev.gradlane.backend.BackendException if something failed
    void synchronize();

    @Override
    void close();

    /// Loaded PTX.
    interface Module extends AutoCloseable {
        /// Hands over one launch of `blocks` > 0 blocks.
        ///
        /// @param arguments the bits of each parameter
        void launch(String kernel, int blocks, int threads, List<Long> arguments);

        @Override
        void close();
    }
}
