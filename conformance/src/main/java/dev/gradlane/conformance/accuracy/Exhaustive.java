package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Graph;
import dev.gradlane.pass.Digest;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// All 2³² inputs of a unary f32 function, or of its derivative.
///
/// The truth is the oracle's: over each piece of the inputs a polynomial through 16 of its values, whose distance from
/// it is measured at eight more and at every 104 729th input, and which is below 2⁻¹⁶ ulp; where that may decide, and
/// at the
/// worst input, the oracle is asked.
///
/// @param quantity the function or its derivative
/// @param subject the function's truth
/// @param truth of the two truths the one that is meant
record Exhaustive(Quantity quantity, Subject subject, Truth truth) implements Measurable {
    static List<Exhaustive> all() {
        return Families.unary().stream()
                .flatMap(s -> Stream.of(
                        new Exhaustive(Quantity.value(s.function()), s, s.value()),
                        new Exhaustive(Quantity.slope(s.function(), 0), s, s.slope())))
                .toList();
    }

    @Override
    public String name() {
        return quantity.name();
    }

    @Override
    public DType dtype() {
        return DType.F32;
    }

    private Graph graph() {
        return quantity.graph(DType.F32);
    }

    @Override
    public String graphDigest() {
        return Digest.of(graph());
    }

    @Override
    public double promise() {
        Composite f = quantity.function();
        OptionalDouble ulps = quantity.partial() < 0 ? f.promise(DType.F32) : OptionalDouble.of(subject.slopePromise());
        return ulps.orElseThrow();
    }

    @Override
    public AccuracyRow measure(Device device) {
        Graph graph = graph();
        boolean ofValues = quantity.partial() < 0;
        long[] digests = new long[Sweep.BLOCKS];
        List<BlockJudge> judges = Stream.generate(() -> new BlockJudge(subject, truth, ofValues))
                .limit(Sweep.THREADS)
                .toList();
        List<Sweep.Visitor> visitors = judges.stream()
                .map(judge -> (Sweep.Visitor) (block, results) -> {
                    digests[block] = BlockDigest.of(results);
                    judge.judge(block * BlockJudge.SIZE, results);
                })
                .toList();
        Sweep.run(device, graph, Sweep.BLOCKS, visitors);
        Misfit total = new Misfit(truth);
        judges.forEach(judge -> total.add(judge.misfit()));
        long bits = 0;
        for (long digest : digests) {
            bits = BlockDigest.join(bits, digest);
        }
        return new AccuracyRow(
                name(),
                DType.F32,
                true,
                total.judged(),
                byOracle(device, total),
                "%08x".formatted(total.worst()),
                total.misrounded(),
                total.consulted(),
                Map.of(device.info().token(), Sweep.BLOCKS),
                "%016x".formatted(bits),
                graphDigest());
    }

    /// The largest error as the oracle has it.
    private double byOracle(Device device, Misfit total) {
        double x = Float.intBitsToFloat(total.worst());
        if (Double.isInfinite(total.ulps()) || !subject.holds(x) || !truth.judges(DType.F32, x)) {
            return total.ulps();
        }
        try (var lanes = new LaneRun(device, graph(), 1)) {
            int[] result = new int[1];
            lanes.run(new int[][] {{total.worst()}}, result);
            return truth.error(DType.F32, x, Float.intBitsToFloat(result[0]));
        }
    }

    @Override
    public List<String> compare(Device one, Device other, int blocks) {
        long[] a = Sweep.digests(one, graph(), blocks);
        long[] b = Sweep.digests(other, graph(), blocks);
        return IntStream.range(0, blocks)
                .filter(n -> a[n] != b[n])
                .mapToObj(n -> "%08x".formatted(Sweep.block(n) * BlockJudge.SIZE))
                .toList();
    }
}
