package dev.gradlane.benchmarks.kernels;

import dev.gradlane.benchmarks.Timed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// The contests under JMH, engine and reference in JVMs of their own: `Rounds 3 KernelBenchmark
/// contest=rows,weights`.
public class KernelBenchmark extends Timed {
    @Param({
        "neuron_f32",
        "neuron_f32_memory",
        "neuron_f64",
        "neuron_f64_memory",
        "greeks_f32",
        "greeks_f32_memory",
        "greeks_f32_memory_by_hand",
        "rows",
        "row_long",
        "exp_rows",
        "columns_1024",
        "columns_65536",
        "product_512",
        "product_1024",
        "product_2048",
        "weights"
    })
    public String contest = "";

    @Param("vector")
    public String device = "";

    private Contest opened = new Contest("", "", 0, 0, 0, () -> {}, () -> {});

    @Setup
    public void open() {
        opened = Contests.on(device).get(contest).get();
    }

    @TearDown
    public void close() {
        opened.close();
    }

    @Benchmark
    public void engine() {
        opened.engine().run();
    }

    @Benchmark
    public void reference() {
        opened.reference().run();
    }
}
