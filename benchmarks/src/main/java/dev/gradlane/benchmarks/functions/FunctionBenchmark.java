package dev.gradlane.benchmarks.functions;

import dev.gradlane.benchmarks.Timed;
import dev.gradlane.graph.DType;
import java.util.Optional;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// A function under JMH, 2048 elements, launch included; engine, Vector API and [Math] in JVMs of their own:
/// `Rounds 3 FunctionBenchmark function=exp,log dtype=f32`.
public class FunctionBenchmark extends Timed {
    @Param({"exp", "log", "sin", "cos", "tanh", "expm1", "log1p", "pow"})
    public String function = "";

    @Param({"f32", "f64"})
    public String dtype = "";

    private Optional<Trial> trial = Optional.empty();
    private Runnable operator = () -> {};
    private Runnable math = () -> {};

    @Setup
    public void open() {
        Row row = Row.all().stream()
                .filter(r -> r.function().symbol().equals(function))
                .findFirst()
                .orElseThrow();
        Trial opened = new Trial(row, DType.named(dtype).orElseThrow());
        operator = opened.operator().orElseThrow();
        math = opened.math().orElseThrow();
        trial = Optional.of(opened);
    }

    @TearDown
    public void close() {
        trial.ifPresent(Trial::close);
    }

    @Benchmark
    public void engine() {
        trial.orElseThrow().engine();
    }

    @Benchmark
    public void vectorApi() {
        operator.run();
    }

    @Benchmark
    public void math() {
        math.run();
    }
}
