package dev.gradlane.backend;

/// A compiled graph. Runs from any number of threads at once; each run takes its own scratch memory.
public interface Executable extends AutoCloseable {
    /// Starts one run: buffers in the order of the graph's inputs and outputs, each of exactly the size of its type.
    Pending run(Launch launch);

    /// What was compiled, for people: kernels, plan, source.
    String explain();

    @Override
    void close();
}
