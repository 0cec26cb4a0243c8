package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The hyperbolic sine and cosine, each the other's derivative. With |x| = n·ln 2 + r, |r| ≤ ½ ln 2,
///
///     cosh x = P·cosh r + M·sinh r,   sinh |x| = M·cosh r + P·sinh r,   P, M = ½(2ⁿ ± 2⁻ⁿ):
///
/// no division, no cancellation (M = 0 where n = 0), and everything but the last sum serves both.
public final class SinhCosh {
    /// (eˣ − e⁻ˣ)/2. Error: f32 0.944 ulp over all 2³² inputs (worst at 410af02c), f64 0.79 ulp over 7·10⁴.
    /// Special values: sinh(±0) = ±0, sinh(±∞) = ±∞. Odd to the bit.
    ///
    /// Source: derived.
    public static final Composite SINH = Composite.unary("sinh")
            .expansion(SinhCosh::sinh)
            .partial((x, y) -> x.apply(cosine()))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("sinh(±0) = ±0, sinh(±∞) = ±∞")
            .source("derived: addition theorem at n·ln 2 + r")
            .build();

    /// (eˣ + e⁻ˣ)/2. Error: f32 0.961 ulp over all 2³² inputs (worst at 4090a3be), f64 1.01 ulp over 2²⁶; where
    /// n changes, a neighbour may be less by an ulp. Special values: cosh(±0) = 1, cosh(±∞) = +∞. Even to the bit.
    ///
    /// Source: derived.
    public static final Composite COSH = Composite.unary("cosh")
            .expansion(SinhCosh::cosh)
            .partial((x, y) -> x.apply(SINH))
            .promise(DType.F32, 1)
            .promise(DType.F64, 2)
            .specialValues("cosh(±0) = 1, cosh(±∞) = +∞")
            .source("derived: addition theorem at n·ln 2 + r")
            .build();

    /// (cosh r − 1) / r² in r² for |r| ≤ 0.34668, absolute error of cosh 2⁻³³.
    private static final double[] COSH_F32 = {0x1p-1, 0x1.5554e4p-5, 0x1.6d5154p-10};

    /// The same for f64, 2⁻⁵⁷·⁹.
    private static final double[] COSH_F64 = {
        0x1.000000000000cp-1, 0x1.555555554fdffp-5, 0x1.6c16c18609a2dp-10, 0x1.a01995b1a69c1p-16, 0x1.28b100a7311bfp-22
    };

    /// (sinh r − r) / r³ in r² for |r| ≤ 0.34668, relative error of sinh 2⁻³⁴.
    private static final double[] SINH_F32 = {0x1.555556p-3, 0x1.110fe2p-7, 0x1.a28f4p-13};

    /// The same for f64, 2⁻⁶¹·⁶.
    private static final double[] SINH_F64 = {
        0x1.5555555555559p-3, 0x1.111111110f653p-7, 0x1.a01a01b004908p-13, 0x1.71ddf80c529f7p-19, 0x1.af5f31f8e1f78p-26
    };

    private SinhCosh() {}

    /// A forward reference to [#COSH], which the initialiser of [#SINH] may not name.
    private static Composite cosine() {
        return COSH;
    }

    private static Expr sinh(Expr x) {
        Parts p = Parts.of(x);
        // M + P·r in two words: M and P are rounded themselves where n is 12 or 13, and that is all a sum may lose
        Expr high = p.half().fma(p.r(), p.minus());
        Expr low = p.half().fma(p.r(), p.minus().sub(high));
        Expr rest = p.half().fma(p.sinhRest(), p.minus().fma(p.coshRest(), low));
        Expr value = high.add(rest).mul(2);
        // here sinh x rounds to x, and the quarters above would lose the last bit of subnormals
        return Signs.copy(p.a().lt(x.dtype() == DType.F32 ? 0x1p-12 : 0x1p-27).select(p.a(), value), x);
    }

    private static Expr cosh(Expr x) {
        Parts p = Parts.of(x);
        // P = grown + shrunk: only the greater part may lose nothing
        Expr rest = p.minus().fma(p.sinhRest(), p.half().fma(p.coshRest(), p.shrunk()));
        return p.grown().add(p.minus().fma(p.r(), rest)).mul(2);
    }

    /// What both have in common; quarters, since 2ⁿ itself overflows before the results do.
    ///
    /// @param a |x|, which a NaN remains
    /// @param grown 2ⁿ / 4
    /// @param shrunk 2⁻ⁿ / 4, or 0 where it does not matter
    /// @param half P/2 = their sum
    /// @param minus M/2 = their difference
    /// @param r the part of r that carries no rounding error
    /// @param sinhRest sinh(r) − that
    /// @param coshRest cosh(r) − 1
    private record Parts(Expr a, Expr grown, Expr shrunk, Expr half, Expr minus, Expr r, Expr sinhRest, Expr coshRest) {
        static Parts of(Expr x) {
            boolean f32 = x.dtype() == DType.F32;
            Expr a = x.abs();
            Expr clamped = a.min(f32 ? 89.6 : 710.6);
            int bias = f32 ? 125 : 1021;
            double magic = f32 ? 0x1.8p23 + bias : 0x1.8p52 + bias;
            Expr shifted = clamped.fma(Exp.LOG2_E, x.constant(magic));
            Expr n = shifted.sub(magic);
            Expr bits = shifted.rawBits().shl(f32 ? 23 : 52);
            long twice = f32 ? (long) 2 * bias << 23 : (long) 2 * bias << 52;
            Expr shrunk = bits.constantBits(twice).sub(bits).max(0).fromBits();
            Expr grown = bits.fromBits();
            Expr high = n.fma(-Exp.ln2(x), clamped);
            Expr low = n.mul(-Exp.ln2Rest(x));
            Expr r = high.add(low);
            Expr square = r.mul(r);
            Expr sinh = r.mul(square).fma(Polynomial.horner(square, f32 ? SINH_F32 : SINH_F64), low);
            Expr cosh = square.mul(Polynomial.horner(square, f32 ? COSH_F32 : COSH_F64));
            return new Parts(a, grown, shrunk, grown.add(shrunk), grown.sub(shrunk), high, sinh, cosh);
        }
    }
}
