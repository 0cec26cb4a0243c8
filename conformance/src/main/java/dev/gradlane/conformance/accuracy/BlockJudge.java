package dev.gradlane.conformance.accuracy;

import dev.gradlane.graph.DType;
import java.util.Optional;

/// Judges all f32 results of a block of consecutive inputs, over pieces as long as a polynomial can follow the oracle.
final class BlockJudge {
    /// Inputs of a block: half a binade.
    static final int SIZE = 1 << 22;

    private static final int SHORTEST = 256;
    private static final int TILE = 2048;
    private static final int INFINITY = 0x7f800000;
    private static final double[] INDEX = new double[TILE];

    static {
        for (int i = 0; i < TILE; i++) {
            INDEX[i] = i;
        }
    }

    private final Subject subject;
    private final Truth truth;
    private final boolean ofValues;
    private final Misfit misfit;
    private final double[] values = new double[TILE];

    /// @param ofValues whether NaN is asked for outside the domain and at NaN: of values, not of derivatives
    BlockJudge(Subject subject, Truth truth, boolean ofValues) {
        this.subject = subject;
        this.truth = truth;
        this.ofValues = ofValues;
        this.misfit = new Misfit(truth);
    }

    Misfit misfit() {
        return misfit;
    }

    /// Judges the inputs from `first` on; `first` is a multiple of [#SIZE], as many results as that.
    void judge(int first, float[] results) {
        if ((first & INFINITY) == INFINITY) {
            notFinite(first, results);
        } else {
            judge(first, 0, SIZE, results);
        }
    }

    private void notFinite(int first, float[] results) {
        for (int i = 0; ofValues && i < SIZE; i++) {
            if ((first + i & Integer.MAX_VALUE) > INFINITY) {
                misfit.nan(first + i, results[i]);
            }
        }
    }

    private void judge(int block, int offset, int count, float[] results) {
        int first = block + offset;
        double start = Float.intBitsToFloat(first);
        double end = Float.intBitsToFloat(first + count - 1);
        double low = Math.min(start, end);
        double high = Math.max(start, end);
        boolean outside = high < subject.from() || low > subject.to();
        double limit = truth.within(DType.F32);
        if (outside || Math.abs(start) > limit || high < truth.from()) {
            for (int i = 0; outside && ofValues && i < count; i++) {
                misfit.nan(first + i, results[offset + i]);
            }
            return;
        }
        boolean whole = Math.max(subject.from(), truth.from()) <= low && high <= subject.to() && Math.abs(end) <= limit;
        Optional<Turning> turning = truth.turning().filter(_ -> Math.abs(start) >= Turning.FROM);
        if (turning.isPresent() && whole) {
            turn(turning.get(), first, offset, count, results);
            return;
        }
        Optional<Interpolation> polynomial = whole ? interpolate(first, count) : Optional.empty();
        if (polynomial.isPresent()) {
            follow(polynomial.get(), first, offset, count, results);
        } else if (count > SHORTEST) {
            judge(block, offset, count / 2, results);
            judge(block, offset + count / 2, count / 2, results);
        } else {
            for (int i = 0; i < count; i++) {
                double x = Float.intBitsToFloat(first + i);
                if (x < subject.from() || x > subject.to()) {
                    if (ofValues) {
                        misfit.nan(first + i, results[offset + i]);
                    }
                } else if (subject.holds(x) && truth.judges(DType.F32, x)) {
                    misfit.direct(first + i, results[offset + i]);
                }
            }
        }
    }

    /// The spacing of inputs from `first` on, negative where they are.
    private static double spacing(int first) {
        double start = Float.intBitsToFloat(first);
        return Math.copySign(Math.scalb(1.0, Math.max(Math.getExponent(start), Float.MIN_EXPONENT) - 23), start);
    }

    private Optional<Interpolation> interpolate(int first, int count) {
        double start = Float.intBitsToFloat(first);
        Big half = Big.of(spacing(first) * (count / 2));
        return Interpolation.of(
                truth.of(), Big.of(start).add(half), half, truth.floor().applyAsDouble(start));
    }

    private void follow(Interpolation polynomial, int first, int offset, int count, float[] results) {
        double step = 2.0 / count;
        // at ±0 special values speak
        int skipped = (first & Integer.MAX_VALUE) == 0 ? 1 : 0;
        for (int i = skipped; i < count; ) {
            int tile = Math.min(TILE, count - i);
            polynomial.fill(i * step - 1, step, INDEX, values, tile);
            misfit.judge(first + i, results, offset + i, values, tile, polynomial.bound(), 0);
            i += tile;
        }
    }

    private void turn(Turning turning, int first, int offset, int count, float[] results) {
        int rows = count / TILE;
        double spacing = spacing(first);
        double[] rowSines = new double[turning.halfTurns() ? 0 : rows];
        double[] rowCosines = new double[rowSines.length];
        double[] sines = new double[turning.halfTurns() ? 0 : TILE];
        double[] cosines = new double[sines.length];
        Turning.fill(Big.of(Float.intBitsToFloat(first)), Big.of(spacing * TILE), rowSines, rowCosines);
        Turning.fill(Big.ZERO, Big.of(spacing), sines, cosines);
        for (int row = 0; row < rows; row++) {
            int start = row * TILE;
            double x = Float.intBitsToFloat(first + start);
            if (turning.halfTurns()) {
                for (int i = 0; i < TILE; i++) {
                    double at = x + i * spacing;
                    values[i] = turning.combine().of(Turning.sinpi(at), Turning.cospi(at), at);
                }
                misfit.judge(first + start, results, offset + start, values, TILE, 0, turning.steep());
            } else {
                double s = rowSines[row];
                double c = rowCosines[row];
                for (int i = 0; i < TILE; i++) {
                    values[i] = turning.combine()
                            .of(
                                    Math.fma(s, cosines[i], c * sines[i]),
                                    Math.fma(c, cosines[i], -(s * sines[i])),
                                    x + i * spacing);
                }
                double bound = turning.falls() ? Turning.ERROR / Math.abs(x) : Turning.ERROR;
                misfit.judge(first + start, results, offset + start, values, TILE, bound, turning.steep() * bound);
            }
        }
    }
}
