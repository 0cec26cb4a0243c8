package dev.gradlane.backend;

import dev.gradlane.graph.Graph;
import java.lang.foreign.MemorySegment;

/// An open device. Closing it frees every buffer and executable made from it.
public interface Device extends AutoCloseable {
    /// What the device is, for people.
    DeviceInfo info();

    /// The kinds that it compiles.
    Language language();

    /// Compiles a frozen graph: every elementwise function a scalar instruction or lookup, no calls.
    ///
    /// @throws LackingKindException if the graph has a kind that [#language()] lacks
    Executable compile(Graph frozen, CompileOptions options);

    /// A new buffer of `bytes` bytes, contents undefined.
    ///
    /// @throws BackendException if memory is short; the message has the size asked for
    Buffer allocate(long bytes);

    /// A buffer over the caller's memory, without a copy where the device can address it; the caller keeps the
    /// memory alive and unchanged until the runs that read it have ended. Also for outputs, where
    /// [#addressesHost] is true.
    Buffer wrap(MemorySegment host);

    /// True when [#wrap] never copies, so that a wrapped buffer can be an output.
    boolean addressesHost();

    /// Bytes in buffers allocated and not closed.
    long liveBytes();

    @Override
    void close();
}
