package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// Sine and cosine of multiples of π: |x| = n/2 + r with |r| ≤ ¼, exact for every x.
public final class HalfTurns {
    /// π in two words.
    private static final double[] PI_F32 = {0x1.921fb6p+1, -0x1.777a5cp-24};
    private static final double[] PI_F64 = {0x1.921fb54442d18p+1, 0x1.1a62633145c07p-53};

    /// (sin πr − πr) / r³ in r² for |r| ≤ ¼, relative error of the sine 2⁻²⁷·⁹.
    private static final double[] SIN_F32 = {-0x1.4abbbep2, 0x1.465fc4p1, -0x1.2dbd92p-1};

    /// (cos πr − 1) / r² in r² for |r| ≤ ¼, relative error of the cosine 2⁻³⁰·⁸.
    private static final double[] COS_F32 = {-0x1.3bd3ccp2, 0x1.03c1b8p2, -0x1.55b7cep0, 0x1.d684aap-3};

    /// As above, 2⁻⁵⁷·⁹.
    private static final double[] SIN_F64 = {
        -0x1.4abbce625be46p2,
        0x1.466bc67758c6ap1,
        -0x1.32d2cce31fa29p-1,
        0x1.5078300841253p-4,
        -0x1.e3009539b8259p-8,
        0x1.e3fe157a22716p-12
    };

    /// As above, 2⁻⁶¹.
    private static final double[] COS_F64 = {
        -0x1.3bd3cc9be45dep2,
        0x1.03c1f081b5a67p2,
        -0x1.55d3c7e3c325cp0,
        0x1.e1f5067b90e22p-3,
        -0x1.a6d1e7297d362p-6,
        0x1.f9c89cce8e2d6p-10,
        -0x1.b1673f09c727ap-14
    };

    /// sin πx. Error: f32 0.965 ulp over all 2³² inputs (worst at 00517c52, a subnormal), f64 0.785 ulp over
    /// 10⁴. Special values: as C23: sinpi(±0) = ±0, sinpi(±n) = ±0 for every whole n > 0, sinpi(±∞) = NaN.
    /// sinpi' = π·cospi.
    ///
    /// Source: derived.
    public static final Composite SINPI = Composite.unary("sinpi")
            .expansion(HalfTurns::sinpi)
            .partial((x, y) -> x.apply(cosine()).mul(Math.PI))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("sinpi(±0) = ±0, sinpi(±n) = ±0 for whole n, sinpi(±∞) = NaN; C23 F.10.1.13")
            .source("derived")
            .build();

    /// cos πx. Error: f32 0.875 ulp over all 2³² inputs (worst at 3e7dac73), f64 0.745 ulp over 10⁴. Special
    /// values: as C23: cospi(±0) = 1, cospi(n + ½) = +0 for every whole n, cospi(±∞) = NaN.
    /// cospi' = −π·sinpi.
    ///
    /// Source: derived.
    public static final Composite COSPI = Composite.unary("cospi")
            .expansion(HalfTurns::cospi)
            .partial((x, y) -> x.apply(SINPI).mul(-Math.PI))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("cospi(±0) = 1, cospi(n + 0.5) = +0 for whole n, cospi(±∞) = NaN; C23 F.10.1.12")
            .source("derived")
            .build();

    private HalfTurns() {}

    /// A forward reference to [#COSPI], which the initialiser of [#SINPI] may not name.
    private static Composite cosine() {
        return COSPI;
    }

    /// @param count n, of which the two lowest bits count
    /// @param rest r, never −0
    private record Reduced(Expr count, Expr rest) {
        /// Adding a large number rounds to multiples first of 2, then of ½; what is left is exact. From 2²⁴ (2⁵³) on
        /// every number is even, as the bound itself.
        static Reduced of(Expr x) {
            boolean f32 = x.dtype() == DType.F32;
            Expr bounded = x.min(f32 ? 0x1p24 : 0x1p53);
            double twos = f32 ? 0x1.8p24 : 0x1.8p53;
            Expr odd = bounded.sub(bounded.add(twos).sub(twos));
            double halves = f32 ? 0x1.8p22 : 0x1.8p51;
            Expr shifted = odd.add(halves);
            return new Reduced(shifted.rawBits(), odd.sub(shifted.sub(halves)));
        }
    }

    private static Expr sinpi(Expr x) {
        Reduced reduced = Reduced.of(x.abs());
        Expr value = finish(x, reduced.rest(), reduced.count());
        long sign = x.dtype() == DType.F32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        return value.rawBits().xor(x.rawBits().and(sign)).fromBits();
    }

    private static Expr cospi(Expr x) {
        Reduced reduced = Reduced.of(x.abs());
        return finish(x, reduced.rest(), reduced.count().add(reduced.count().constant(1)));
    }

    /// sin(πr + quarter·π/2), with +0 for a zero; NaN where x is not finite.
    private static Expr finish(Expr x, Expr r, Expr quarter) {
        boolean f32 = x.dtype() == DType.F32;
        double[] pi = f32 ? PI_F32 : PI_F64;
        Expr square = r.mul(r);
        Expr sineSeries = Polynomial.horner(square, f32 ? SIN_F32 : SIN_F64);
        Expr sine = r.fma(pi[0], r.mul(sineSeries.fma(square, pi[1])));
        Expr cosine = Polynomial.horner(square, f32 ? COS_F32 : COS_F64).fma(square, 1);
        Expr value = quarter.and(1).ne(0).select(cosine, sine);
        Expr flip = quarter.and(2).shl(f32 ? 30 : 62);
        Expr signed = value.rawBits().xor(flip).fromBits().add(0);
        return x.abs().lt(Double.POSITIVE_INFINITY).select(signed, x.constant(Double.NaN));
    }
}
