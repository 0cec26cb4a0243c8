package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import java.util.Arrays;

/// ln |Γ(x)|. With a = |x|:
///
/// - |x| < 2.5 and x > −½: ln Γ(2 + u) = u·R(u) for |u| ≤ ½, R a polynomial, so that both roots are
///   exact; u is x − 2, x − 1 or x, and Γ(x + 1) = x·Γ(x) takes log x or log(x·(x + 1)) off.
/// - x ≥ 2.5: Stirling's formula (x − ½)·(log x − 1) + ½·(ln 2π − 1) + W(1/x²)/x, W minimax, with
///   logarithm and product in two words.
/// - x ≤ −½: ln |Γ(x)| = −ln |x·sin(πx)/π| − ln Γ(−x), a rare region of its own; |x| minus the
///   nearest integer is exact, and sin(πr)/π = r + r³·S(r²).
///
/// f32 computes in f64: near its roots for x < 0 nothing less would do.
public final class LogGamma {
    /// ln |Γ(x)|. Error: f64 1.52 ulp for x > 0 over 67 000 points, half of them about 0.5, 1, 1.5,
    /// 2 and 2.5 (worst at 1.3966…), 1.39 ulp of max(|f|, 1) for x < 0 over 58 000; f32 is that
    /// rounded: 0.5 ulp, measured also at the 25 numbers about each zero in [−60, 0].
    ///
    /// Special values: lgamma(1) = lgamma(2) = +0, lgamma(−∞) = lgamma(+∞) = +∞, and +∞ at the
    /// poles 0, −1, −2, … (C99 F.10.5.3). The derivative is ψ(x), NaN at the poles below 0.
    ///
    /// Source: derived; the formulas 5.5.1, 5.5.3 and 5.11.1 of the NIST Digital Library of
    /// Mathematical Functions.
    public static final Composite LGAMMA = Composite.unary("lgamma")
            .expansion(LogGamma::expand)
            .partial((x, y) -> x.apply(Digamma.DIGAMMA))
            .promise(DType.F32, 1)
            .promise(DType.F64, 4)
            .specialValues("lgamma(1) = lgamma(2) = +0, lgamma(±∞) = +∞, lgamma(0, -1, -2, …) = +∞")
            .source("derived; DLMF 5.5.1, 5.5.3, 5.11.1")
            .build();

    /// ln Γ(2 + u) / u for |u| ≤ ½; relative error 2⁻⁵⁶·¹.
    private static final double[] NEAR = {
        0x1.b0ee6072093cep-2,
        0x1.4a34cc4a60fa7p-2,
        -0x1.13e001a5575bbp-4,
        0x1.51322ac7d7c98p-6,
        -0x1.e404fc21a1a6fp-8,
        0x1.7add6eaea1232p-9,
        -0x1.38ac5c2408937p-10,
        0x1.0b36af1d5ab58p-11,
        -0x1.d3fd5016ae4dcp-13,
        0x1.a127e56cfd611p-14,
        -0x1.78dde74a53d09p-15,
        0x1.5805f60645f36p-16,
        -0x1.3cc40d8fc0fd7p-17,
        0x1.264e9228ab20bp-18,
        -0x1.11945f2352c89p-19,
        0x1.ed06054875627p-21,
        -0x1.db966303e4f7ep-22,
        0x1.2cefe2e3dbbaap-22,
        -0x1.0a4c72785dba6p-23
    };

    /// x·(ln Γ(x) − (x − ½)·ln x + x − ½·ln 2π) in 1/x² for x ≥ 2.5; relative error of ln Γ 2⁻⁵⁸.
    private static final double[] STIRLING = {
        0x1.5555555555349p-4, -0x1.6c16c16668195p-9, 0x1.a019f5dc0214bp-11, -0x1.38104b4a5f6a3p-11,
        0x1.b8c8548cc6bd1p-11, -0x1.eef67717a1b0ap-10, 0x1.7cc7afb98d884p-8, -0x1.4d5c3316095ddp-6,
        0x1.1057ea33c7badp-4, -0x1.5c1380fe56e22p-3, 0x1.2272c83a37a71p-2, -0x1.cc1a2dff3af22p-3
    };

    /// ½·(ln 2π − 1) in two words.
    private static final double HALF_LOG = 0x1.acfe390c97d69p-2;

    private static final double HALF_LOG_REST = 0x1.3494bc9001442p-56;

    /// (sin(πr)/(πr) − 1) / r² in r² for |r| ≤ ½; relative error of the sine 2⁻⁶¹.
    static final double[] SINE = {
        -0x1.a51a6625307d3p0, 0x1.9f9cb402bc429p-1, -0x1.86a8e4720a1e1p-3, 0x1.ac6805cc89f51p-6,
        -0x1.33816997dad55p-9, 0x1.3746a18fba325p-13, -0x1.d3e6a7650072dp-18, 0x1.0743b114f21cp-22
    };

    private LogGamma() {}

    private static Expr expand(Expr x) {
        return x.dtype() == DType.F32 ? wide(x.convert(DType.F64)).convert(DType.F32) : wide(x);
    }

    private static Expr wide(Expr x) {
        Expr a = x.abs();
        DoubleWord right = right(x, a);
        Expr fraction = a.sub(a.rint());
        Expr value = x.le(-0.5).select(left(a, fraction, right), right.value());
        Expr infinity = x.constant(Double.POSITIVE_INFINITY);
        Expr pole = fraction.eq(0).and(x.le(0));
        Expr finite = pole.or(right.hi().eq(infinity)).select(infinity, value);
        return a.lt(infinity).select(finite, a);
    }

    /// ln |Γ(x)| for x > −½; for smaller x ln Γ(a).
    private static DoubleWord right(Expr x, Expr a) {
        Expr far = a.ge(2.5);
        Expr low = a.lt(0.5);
        Expr middle = a.ge(1.5);
        Expr one = x.constant(1);
        Expr factor = low.select(x.fma(x, x).abs(), middle.select(one, a));
        DoubleWord words = Log.words(far.select(a, factor));
        DoubleWord log = DoubleWord.fastTwoSum(words.hi(), words.lo());
        Expr u = low.select(x, a.sub(middle.select(x.constant(2), one)));
        Expr inner = Polynomial.horner(u, Arrays.copyOfRange(NEAR, 1, NEAR.length));
        Expr series = u.fma(inner, NEAR[0]);
        Expr seriesLow = u.fma(inner, x.constant(NEAR[0]).sub(series));
        DoubleWord product = DoubleWord.twoProd(u, series);
        Expr productLow = u.fma(seriesLow, product.lo());
        DoubleWord near = DoubleWord.fastTwoSum(log.hi().neg(), product.hi());
        Expr nearLow = near.lo().add(productLow.sub(log.lo()));
        DoubleWord stirling = stirling(a, log);
        return new DoubleWord(far.select(stirling.hi(), near.hi()), far.select(stirling.lo(), nearLow));
    }

    private static DoubleWord stirling(Expr a, DoubleWord log) {
        Expr reciprocal = a.constant(1).div(a);
        Expr series = Polynomial.horner(reciprocal.mul(reciprocal), STIRLING);
        DoubleWord shifted = DoubleWord.fastTwoSum(log.hi(), a.constant(-1));
        Expr shiftedLow = shifted.lo().add(log.lo());
        Expr factor = a.sub(0.5);
        DoubleWord product = DoubleWord.twoProd(factor, shifted.hi());
        Expr low = factor.fma(shiftedLow, product.lo());
        DoubleWord sum = DoubleWord.twoSum(product.hi(), a.constant(HALF_LOG));
        Expr correction = reciprocal.fma(series, a.constant(HALF_LOG_REST));
        return new DoubleWord(sum.hi(), sum.lo().add(low.add(correction)));
    }

    /// ln |Γ(−a)| for a ≥ ½.
    ///
    /// @param fraction a minus the nearest integer
    /// @param right ln Γ(a)
    private static Expr left(Expr a, Expr fraction, DoubleWord right) {
        Expr square = fraction.mul(fraction);
        Expr sine = fraction.mul(square).fma(Polynomial.horner(square, SINE), fraction);
        DoubleWord log = Log.words(a.mul(sine.abs()));
        DoubleWord sum = DoubleWord.twoSum(log.hi(), right.hi());
        return sum.hi().add(sum.lo().add(log.lo().add(right.lo()))).neg();
    }
}
