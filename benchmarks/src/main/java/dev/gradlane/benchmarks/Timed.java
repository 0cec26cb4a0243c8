package dev.gradlane.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// How every benchmark here is timed: microseconds per call, one thread, a fresh JVM per parameter set
/// with the flags of `./gradlane`. What the hand-written kernels call is inlined by order: C2 leaves rare
/// calls out of line, and a vector that crosses a call is boxed, which would make the tails a thousand
/// times slower. [Rounds] repeats the whole list, so that alternatives take turns on a machine that
/// others use too.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
        value = 1,
        jvmArgsAppend = {
            "--add-modules",
            "jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-Dgradlane.vector.threads=1",
            "-XX:CompileCommand=quiet",
            "-XX:CompileCommand=inline,dev.gradlane.benchmarks.Raw::*",
            "-XX:CompileCommand=inline,dev.gradlane.benchmarks.*::inline*"
        })
@Warmup(iterations = 8, time = 250, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 150, timeUnit = TimeUnit.MILLISECONDS)
public abstract class Timed {
    /// For subclasses, which JMH extends in its turn.
    protected Timed() {}
}
