package dev.gradlane.benchmarks.kernels;

import dev.gradlane.Ops;
import dev.gradlane.benchmarks.CopyStreams;
import dev.gradlane.benchmarks.GreeksF32;
import dev.gradlane.benchmarks.GreeksF64;
import dev.gradlane.benchmarks.NeuronF32;
import dev.gradlane.benchmarks.NeuronF64;
import dev.gradlane.benchmarks.Raw;
import dev.gradlane.examples.Circuits;
import dev.gradlane.examples.Greeks;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Value and gradient of functions of five numbers per sample, in arrays of their own: five in, six out.
enum Elementwise {
    NEURON_F32(DType.F32, "neuron f32, value + 5 derivatives") {
        @Override
        Graph graph() {
            return Circuits.neuron(Ops.f32()).valueAndGradient().batched().graph();
        }

        @Override
        void transcription(long[] x, long[] y, long n) {
            NeuronF32.run(x[0], x[1], x[2], x[3], x[4], y[0], y[1], y[2], y[3], y[4], y[5], n);
        }
    },
    NEURON_F64(DType.F64, "neuron f64, value + 5 derivatives") {
        @Override
        Graph graph() {
            return Circuits.neuron().valueAndGradient().batched().graph();
        }

        @Override
        void transcription(long[] x, long[] y, long n) {
            NeuronF64.run(x[0], x[1], x[2], x[3], x[4], y[0], y[1], y[2], y[3], y[4], y[5], n);
        }
    },
    GREEKS_F32(DType.F32, "Black-Scholes f32, price + 5 greeks") {
        @Override
        Graph graph() {
            return Greeks.price(Ops.f32()).valueAndGradient().batched().graph();
        }

        @Override
        void transcription(long[] x, long[] y, long n) {
            GreeksF32.run(x[0], x[1], x[2], x[3], x[4], y[0], y[1], y[2], y[3], y[4], y[5], n);
        }
    },
    GREEKS_F64(DType.F64, "Black-Scholes f64, price + 5 greeks") {
        @Override
        Graph graph() {
            return Greeks.price().valueAndGradient().batched().graph();
        }

        @Override
        void transcription(long[] x, long[] y, long n) {
            GreeksF64.run(x[0], x[1], x[2], x[3], x[4], y[0], y[1], y[2], y[3], y[4], y[5], n);
        }
    };

    private final DType dtype;
    private final String what;

    Elementwise(DType dtype, String what) {
        this.dtype = dtype;
        this.what = what;
    }

    abstract Graph graph();

    /// @param x five addresses
    /// @param y six addresses
    abstract void transcription(long[] x, long[] y, long n);

    /// Against the same instructions written by hand.
    Contest byHand(String device, int n) {
        long[] x = inputs(n);
        Compiled engine = compiled(device, x, n);
        long[] y = verified(engine, x, n);
        return contest("the same graph by hand", 0.95, n, engine, () -> transcription(x, y, n));
    }

    /// Against a copy of as many streams, which is what memory allows.
    Contest copy(String device, int n) {
        long[] x = inputs(n);
        Compiled engine = compiled(device, x, n);
        long[] y = verified(engine, x, n);
        return contest(
                "a copy of 5 arrays in, 6 out", 0.9, n, engine, () -> CopyStreams.run(x, y, (long) dtype.bytes() * n));
    }

    private Contest contest(String against, double target, int n, Compiled engine, Contest.Kernel reference) {
        return new Contest(what + ", " + n + " samples", against, target, n, n, engine, reference);
    }

    private Compiled compiled(String device, long[] x, int n) {
        List<Long> in = IntStream.range(0, x.length).mapToObj(i -> x[i]).toList();
        return new Compiled(device, graph(), in, n);
    }

    /// In [0.1, 2): fit for prices, volatilities, weights.
    private long[] inputs(int n) {
        return IntStream.range(0, 5)
                .mapToLong(i -> dtype == DType.F32 ? Raw.floats(n, 0.1f, 2, i) : Raw.doubles(n, 0.1, 2, i))
                .toArray();
    }

    /// Where the results go, engine's and reference's alike: stores that lie a line or two ahead of a load, modulo
    /// 4 KiB, hold it up, so that with arrays of its own each contestant would be timed with its own luck.
    private long[] verified(Compiled engine, long[] x, int n) {
        engine.run();
        long[] y = engine.outputs().stream().mapToLong(address -> address).toArray();
        long bytes = (long) dtype.bytes() * n;
        List<MemorySegment> results = new ArrayList<>();
        for (long address : y) {
            MemorySegment result = Compiled.memory(address, bytes);
            results.add(Arena.ofAuto().allocate(bytes).copyFrom(result));
            result.fill((byte) 0);
        }
        transcription(x, y, n);
        for (int i = 0; i < y.length; i++) {
            long at = Compiled.memory(y[i], bytes).mismatch(results.get(i));
            if (at >= 0) {
                throw new IllegalStateException(what + ": result " + i + " differs at sample " + at / dtype.bytes());
            }
        }
        return y;
    }
}
