package dev.gradlane.benchmarks.kernels;

import dev.gradlane.benchmarks.Timed;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// What a run costs however small its batch is: value and gradient of the neuron, eleven buffers, against a call of
/// the same graph by hand: `Rounds 3 CallBenchmark`.
public class CallBenchmark extends Timed {
    @Param({"1", "16", "1024"})
    public int samples;

    @Param("vector")
    public String device = "";

    private Contest opened = new Contest("", "", 0, 0, 0, () -> {}, () -> {});

    @Setup
    public void open() {
        opened = Elementwise.NEURON_F32.byHand(device, samples);
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
    public void byHand() {
        opened.reference().run();
    }
}
