package dev.gradlane;

import java.util.concurrent.CompletableFuture;

/// A function compiled for one device. Runs from any number of threads; results are snapshots and stay on
/// the device until read. Close it, or its engine, to free it.
public final class Compiled<A, R> implements AutoCloseable {
    private final Program program;
    private final Structure<A> in;
    private final Structure<R> out;

    Compiled(Program program, Structure<A> in, Structure<R> out) {
        this.program = program;
        this.in = in;
        this.out = out;
    }

    /// Computes the function.
    ///
    /// @throws ComputeException if an argument does not fit, or a kernel met an illegal value
    public R run(A arguments) {
        return out.unflatten(program.run(in.flatten(arguments)));
    }

    /// Computes the function into tensors of the caller, which must be on the host and of exactly the
    /// result's types. Host arrays are read and written in place where the device addresses host memory.
    public void runInto(A arguments, R results) {
        program.runInto(in.flatten(arguments), out.flatten(results));
    }

    /// Host memory for the results of these `arguments`, to be written by [#runInto], again and again:
    ///
    /// ```java
    /// var results = gradient.resultsFor(in);
    /// for (int step = 0; step < steps; step++) {
    ///     gradient.runInto(in, results);
    /// }
    /// ```
    public R resultsFor(A arguments) {
        return out.unflatten(program.resultsFor(in.flatten(arguments)));
    }

    /// Computes the function on another thread; leave the arguments unchanged until it is done.
    public CompletableFuture<R> runAsync(A arguments) {
        return CompletableFuture.supplyAsync(() -> run(arguments), Thread::startVirtualThread);
    }

    /// The same function with lists for arguments and results.
    public Program program() {
        return program;
    }

    /// The graph, frozen, with its digest, and the device that runs it, as text for people.
    public String explain() {
        return program.explain();
    }

    @Override
    public void close() {
        program.close();
    }
}
