package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.pass.Digest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.DoublePredicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// 2²⁶ seeded inputs at most: 4096 windows around seeded points, 16 384 inputs in each, half of them even in it, half
/// crowding at its point; and the points of a [Grid]. In a window the oracle is interpolated as in [Exhaustive], but
/// with two words; of a function of two arguments one is held while the other moves, in turns.
///
/// @param quantity the function or its derivative
/// @param dtype the type
/// @param promise the largest error that is promised
/// @param windows where to measure densely
/// @param grid points to measure by themselves
record Sampled(
        Quantity quantity, DType dtype, double promise, Supplier<List<Window>> windows, Supplier<List<Window>> grid)
        implements Measurable {
    private static final int COUNT = 4096;
    private static final int INPUTS = 16_384;
    private static final int TRIES = 6;

    /// Where no polynomial reaches, so many inputs of a window go to the oracle, the others unjudged.
    private static final int FEW = 16;

    /// The same where none can be trusted.
    private static final int MANY = 256;

    /// Windows reach 2⁻ᵏ of the power of two at their point, this k.
    private static final int RADIUS = 6;

    private static final long SEED = 20261125;

    static List<Measurable> all() {
        List<Measurable> all = new ArrayList<>();
        for (Subject s : Families.unary()) {
            Composite f = s.function();
            all.add(of(s, Quantity.value(f), f.promise(DType.F64).orElseThrow(), s.value()));
            all.add(of(s, Quantity.slope(f, 0), s.slopePromise(), s.slope()));
        }
        for (BinarySubject s : Families.binary()) {
            for (int partial = -1; partial < s.slopes().size(); partial++) {
                for (DType dtype : List.of(DType.F32, DType.F64)) {
                    all.add(of(s, partial, dtype));
                }
            }
        }
        return all;
    }

    private static Sampled of(Subject s, Quantity quantity, double promise, Truth truth) {
        DoublePredicate holds = x -> s.holds(x) && truth.judges(DType.F64, x);
        return new Sampled(
                quantity,
                DType.F64,
                promise,
                () -> Arrays.stream(Samples.f64(s.low(), s.high(), SEED))
                        .limit(COUNT)
                        .mapToObj(bits -> window(truth, holds, Double.longBitsToDouble(bits)))
                        .filter(window -> holds.test(window.centre()))
                        .toList(),
                () -> Grid.line(DType.F64).stream()
                        .filter(x -> s.low() < x && x < s.high() && holds.test(x))
                        .map(x -> window(truth, holds, x))
                        .toList());
    }

    private static Window window(Truth truth, DoublePredicate holds, double x) {
        return new Window(truth, holds, 0, new double[] {x}, false);
    }

    private static Sampled of(BinarySubject s, int partial, DType dtype) {
        return new Sampled(
                new Quantity(s.function(), partial),
                dtype,
                s.promise(dtype, partial),
                () -> {
                    var random = new SplittableRandom(SEED);
                    return IntStream.range(0, COUNT)
                            .mapToObj(i -> window(
                                    s,
                                    partial,
                                    dtype,
                                    i % 2,
                                    rounded(dtype, s.pairs().next(dtype, random))))
                            .toList();
                },
                () -> Grid.pairs(dtype).stream()
                        .filter(p -> s.holds(partial, dtype, p[0], p[1]))
                        .map(p -> window(s, partial, dtype, 0, p))
                        .toList());
    }

    private static double[] rounded(DType dtype, double[] pair) {
        return Arrays.stream(pair).map(x -> dtype.toDouble(dtype.bitsOf(x))).toArray();
    }

    private static Window window(BinarySubject s, int partial, DType dtype, int varying, double[] point) {
        double held = point[1 - varying];
        return new Window(
                s.along(partial, varying, held),
                x -> varying == 0 ? s.holds(partial, dtype, x, held) : s.holds(partial, dtype, held, x),
                varying,
                point,
                s.jumps());
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
        long[] digests = new long[all.size() + 1];
        Sweep.inParallel(Sweep.THREADS, thread -> {
            Tally tally = tallies.get(thread);
            run(device, all, thread, (n, samples) -> {
                digests[n] = samples.digest();
                judge(all.get(n), samples, tally);
            });
        });
        List<Window> points = grid.get();
        runGrid(device, points, (_, samples) -> {
            digests[all.size()] = samples.digest();
            for (int i = 0; i < points.size(); i++) {
                Window at = points.get(i);
                tallies.getFirst().direct(at.truth(), at.centre(), samples.y(i), at.varying(), at.point());
            }
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
        List<Window> points = grid.get();
        long[] a = digests(one, some, points);
        long[] b = digests(other, some, points);
        return IntStream.range(0, a.length)
                .filter(n -> a[n] != b[n])
                .mapToObj(n -> n < some.size() ? Arrays.toString(some.get(n).point()) : "the grid")
                .toList();
    }

    private long[] digests(Device device, List<Window> some, List<Window> points) {
        long[] digests = new long[some.size() + 1];
        Visitor visitor = (n, samples) -> digests[n] = samples.digest();
        Sweep.inParallel(Sweep.THREADS, thread -> run(device, some, thread, visitor));
        runGrid(device, points, (_, samples) -> digests[some.size()] = samples.digest());
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

    private void runGrid(Device device, List<Window> points, Visitor visitor) {
        try (var samples = new WindowRun(device, quantity, dtype, points.size())) {
            samples.take(points.stream().map(Window::point).toList());
            samples.run();
            visitor.visit(points.size(), samples);
        }
    }

    private static void judge(Window window, WindowRun samples, Tally tally) {
        double centre = window.centre();
        double widest = Math.scalb(1.0, Math.getExponent(centre) - RADIUS);
        double half = widest;
        Optional<FinePolynomial> polynomial = Optional.empty();
        for (int i = 0; i < TRIES && polynomial.isEmpty(); i++, half /= 4) {
            if (window.smooth(centre - half, centre + half)) {
                polynomial = FinePolynomial.of(window.truth().of(), centre, half);
            }
        }
        half *= 4;
        int most = window.jumps() ? MANY : FEW;
        int asked = 0;
        for (int i = 0; i < INPUTS; i++) {
            double x = samples.x(i);
            double t = (x - centre) / half;
            if (polynomial.isPresent() && Math.abs(t) <= 1) {
                polynomial.get().evaluate(t);
                tally.judge(polynomial.get(), window.truth(), x, samples.y(i), window.varying(), window.point());
            } else if (asked < most && window.holds().test(x)) {
                asked++;
                tally.direct(window.truth(), x, samples.y(i), window.varying(), window.point());
            }
        }
    }
}
