package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import dev.gradlane.pass.Digest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// 2²⁶ seeded inputs at most: 4096 windows around seeded points, 16 384 inputs in each, half of them even in it, half
/// crowding at its point. In a window the oracle is interpolated as in [Exhaustive], but with two words; of a function
/// of two
/// arguments one is held while the other moves, in turns.
///
/// @param quantity the function or its derivative
/// @param dtype the type
/// @param promise the largest error that is promised
/// @param windows where to measure
record Sampled(Quantity quantity, DType dtype, double promise, Supplier<List<Window>> windows) implements Measurable {
    private static final int COUNT = 4096;
    private static final int INPUTS = 16_384;
    private static final int TRIES = 6;

    /// Where no polynomial reaches, so many inputs of a window go to the oracle, the others unjudged.
    private static final int FEW = 16;

    /// Windows reach 2⁻ᵏ of the power of two at their point, this k.
    private static final int RADIUS = 6;

    private static final long SEED = 20261125;

    /// A point and a function of one of its coordinates.
    record Window(Truth truth, double from, double to, int varying, double[] point) {}

    static List<Measurable> all() {
        Stream<Measurable> unary = Families.unary().stream()
                .flatMap(s -> Stream.of(
                        new Sampled(
                                Quantity.value(s.function()),
                                DType.F64,
                                s.function().promise(DType.F64).orElseThrow(),
                                () -> windows(s, s.value())),
                        new Sampled(
                                Quantity.slope(s.function(), 0),
                                DType.F64,
                                s.slopePromise(),
                                () -> windows(s, s.slope()))));
        Stream<Measurable> binary = Families.binary().stream()
                .flatMap(s -> Stream.of(DType.F32, DType.F64)
                        .map(dtype -> new Sampled(
                                Quantity.value(s.function()),
                                dtype,
                                s.function().promise(dtype).orElseThrow(),
                                () -> windows(s, dtype))));
        return Stream.concat(unary, binary).toList();
    }

    private static List<Window> windows(Subject s, Truth truth) {
        long[] points = Samples.f64(s.low(), s.high(), SEED);
        return IntStream.range(0, COUNT)
                .mapToObj(i -> Double.longBitsToDouble(points[i]))
                .filter(x -> s.holds(x) && truth.judges(DType.F64, x))
                .map(x -> new Window(
                        truth,
                        Math.max(Math.max(s.from(), truth.from()), -truth.within(DType.F64)),
                        Math.min(s.to(), truth.within(DType.F64)),
                        0,
                        new double[] {x}))
                .toList();
    }

    private static List<Window> windows(BinarySubject s, DType dtype) {
        var random = new SplittableRandom(SEED);
        return IntStream.range(0, COUNT)
                .mapToObj(i -> {
                    double[] pair = s.pairs().next(dtype, random);
                    double x = dtype.toDouble(dtype.bitsOf(pair[0]));
                    double y = dtype.toDouble(dtype.bitsOf(pair[1]));
                    boolean first = i % 2 == 0;
                    Big held = Big.of(first ? y : x);
                    Truth truth = Truth.of(moving ->
                            first ? s.value().apply(moving, held) : s.value().apply(held, moving));
                    return new Window(
                            truth, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, first ? 0 : 1, new double[] {x, y
                            });
                })
                .toList();
    }

    @Override
    public String name() {
        return quantity.name();
    }

    @Override
    public String graphDigest() {
        return Digest.of(quantity.graph(dtype));
    }

    @Override
    public AccuracyRow measure(Device device) {
        List<Tally> tallies =
                Stream.generate(() -> new Tally(dtype)).limit(Sweep.THREADS).toList();
        List<Window> all = windows.get();
        long[] digests = new long[all.size()];
        Sweep.inParallel(Sweep.THREADS, thread -> {
            Tally tally = tallies.get(thread);
            run(device, all, thread, (n, samples) -> {
                digests[n] = samples.digest();
                judge(all.get(n), samples, tally);
            });
        });
        Tally total = new Tally(dtype);
        tallies.forEach(total::add);
        return new AccuracyRow(
                name(),
                dtype,
                false,
                total.judged(),
                total.ulps(),
                total.worst(),
                total.misrounded(),
                total.consulted(),
                Map.of(device.info().token(), BLOCKS),
                "%016x".formatted(Arrays.stream(digests).reduce(0, BlockDigest::join)),
                graphDigest());
    }

    @Override
    public List<String> compare(Device one, Device other, int blocks) {
        List<Window> all = windows.get();
        List<Window> some = all.subList(0, (int) ((long) all.size() * blocks / BLOCKS));
        long[] a = digests(one, some);
        long[] b = digests(other, some);
        return IntStream.range(0, some.size())
                .filter(n -> a[n] != b[n])
                .mapToObj(n -> Arrays.toString(some.get(n).point()))
                .toList();
    }

    private long[] digests(Device device, List<Window> some) {
        long[] digests = new long[some.size()];
        Sweep.inParallel(
                Sweep.THREADS, thread -> run(device, some, thread, (n, samples) -> digests[n] = samples.digest()));
        return digests;
    }

    private interface Visitor {
        void visit(int window, WindowRun samples);
    }

    /// Every window whose number leaves `thread` modulo the number of threads.
    private void run(Device device, List<Window> all, int thread, Visitor visitor) {
        try (var samples = new WindowRun(device, quantity, dtype, INPUTS)) {
            for (int n = thread; n < all.size(); n += Sweep.THREADS) {
                Window window = all.get(n);
                samples.draw(window.point(), window.varying(), RADIUS, new SplittableRandom(SEED + n));
                samples.run();
                visitor.visit(n, samples);
            }
        }
    }

    private static void judge(Window window, WindowRun samples, Tally tally) {
        double centre = window.point()[window.varying()];
        double widest = Math.scalb(1.0, Math.getExponent(centre) - RADIUS);
        double half = widest;
        Optional<FinePolynomial> polynomial = Optional.empty();
        for (int i = 0; i < TRIES && polynomial.isEmpty(); i++, half /= 4) {
            if (window.from() < centre - half && centre + half < window.to()) {
                polynomial = FinePolynomial.of(window.truth().of(), centre, half);
            }
        }
        half *= 4;
        int asked = 0;
        for (int i = 0; i < INPUTS; i++) {
            double x = samples.x(i);
            double t = (x - centre) / half;
            if (polynomial.isPresent() && Math.abs(t) <= 1) {
                polynomial.get().evaluate(t);
                tally.judge(polynomial.get(), window.truth(), x, samples.y(i), window.varying(), window.point());
            } else if (asked < FEW && window.from() < x && x < window.to()) {
                asked++;
                tally.direct(window.truth(), x, samples.y(i), window.varying(), window.point());
            }
        }
    }
}
