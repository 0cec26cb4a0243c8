package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// Sine and cosine for every finite argument: |x| = n·π/2 + r with |r| ≤ π/4 in two words
/// ([QuarterTurns]), then by n mod 4 one of ±sin r, ±cos r.
public final class Trig {
    /// (sin r − r) / r³ in r² for |r| ≤ 0.8, relative error of the sine 2⁻³²·².
    static final double[] SIN_F32 = {-0x1.555556p-3, 0x1.11116p-7, -0x1.a0439cp-13, 0x1.76878cp-19};

    /// (cos r − 1 + r²/2) / r⁴ in r² for |r| ≤ 0.8, relative error of the cosine 2⁻³²·⁵.
    static final double[] COS_F32 = {0x1.555548p-5, -0x1.6c0b08p-10, 0x1.999a6cp-16};

    /// As above for |r| ≤ 0.7855, 2⁻⁵⁷·⁹.
    static final double[] SIN_F64 = {
        -0x1.5555555555548p-3,
        0x1.111111110f75dp-7,
        -0x1.a01a019bf222ep-13,
        0x1.71de355f05599p-19,
        -0x1.ae5e5471f5501p-26,
        0x1.5d8e3511cdb44p-33
    };

    /// As above for |r| ≤ 0.7855, 2⁻⁶³·⁹.
    static final double[] COS_F64 = {
        0x1.555555555554bp-5,
        -0x1.6c16c16c15016p-10,
        0x1.a01a019c8f3eep-16,
        -0x1.27e4f7f19d4b2p-22,
        0x1.1ee9dbd0d86a6p-29,
        -0x1.8fa681e385241p-37
    };

    /// sin x, x in radians. Error: f32 0.723 ulp over all 2³² inputs (worst at 5e97306e), f64 0.71 ulp
    /// over 10⁷, half of them nearest to multiples of π/2. Special values: sin(±0) = ±0, sin(±∞) = NaN.
    ///
    /// Source: derived; kernels as `k_sin.c`, `k_cos.c` of FDLIBM (Sun, 1993).
    public static final Composite SIN = Composite.unary("sin")
            .expansion(Trig::sin)
            .partial((x, y) -> x.apply(cosine()))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("sin(±0) = ±0, sin(±∞) = NaN")
            .source("derived; Payne and Hanek 1983; FDLIBM k_sin.c, k_cos.c")
            .build();

    /// cos x, x in radians. Error: f32 0.725 ulp over all 2³² inputs (worst at 7853146d), f64 0.71 ulp
    /// over the same 10⁷. Special values: cos(±0) = 1, cos(±∞) = NaN.
    ///
    /// Source: as [#SIN].
    public static final Composite COS = Composite.unary("cos")
            .expansion(Trig::cos)
            .partial((x, y) -> x.apply(SIN).neg())
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("cos(±0) = 1, cos(±∞) = NaN")
            .source("derived; Payne and Hanek 1983; FDLIBM k_sin.c, k_cos.c")
            .build();

    private Trig() {}

    /// A forward reference to [#COS], which the initialiser of [#SIN] may not name.
    private static Composite cosine() {
        return COS;
    }

    private static Expr sin(Expr x) {
        QuarterTurns turns = QuarterTurns.of(x.abs());
        Expr bits = x.rawBits();
        Expr sign = bits.and(signBit(bits));
        return finish(x, turns, turns.count(), sign);
    }

    private static Expr cos(Expr x) {
        QuarterTurns turns = QuarterTurns.of(x.abs());
        Expr quarter = turns.count().add(turns.count().constant(1));
        return finish(x, turns, quarter, quarter.constant(0));
    }

    /// The sine of `turns.rest` + `quarter`·π/2, with the bits of `sign` flipped.
    private static Expr finish(Expr x, QuarterTurns turns, Expr quarter, Expr sign) {
        int top = x.dtype() == DType.F32 ? 31 : 63;
        DoubleWord r = turns.rest();
        Expr square = r.hi().mul(r.hi());
        Expr odd = quarter.and(1).ne(0);
        Expr half = r.hi().mul(-0.5);
        Expr cosine = half.fma(r.hi(), half.constant(1));
        Expr value = odd.select(cosine(r, square, half, cosine), sine(r, square, cosine));
        Expr flip = quarter.and(2).shl(top - 1).xor(sign);
        Expr signed = value.rawBits().xor(flip).fromBits();
        return x.abs().lt(Double.POSITIVE_INFINITY).select(signed, x.constant(Double.NaN));
    }

    /// @param cosine cos r roughly, the weight of the low word of r
    private static Expr sine(DoubleWord r, Expr square, Expr cosine) {
        Expr series = Polynomial.horner(square, r.hi().dtype() == DType.F32 ? SIN_F32 : SIN_F64);
        return r.hi().add(square.mul(r.hi()).fma(series, r.lo().mul(cosine)));
    }

    /// @param half −r/2
    /// @param start 1 − r²/2, rounded: what that rounding left is found without rounding r² anywhere
    private static Expr cosine(DoubleWord r, Expr square, Expr half, Expr start) {
        Expr series = Polynomial.horner(square, r.hi().dtype() == DType.F32 ? COS_F32 : COS_F64);
        Expr left = half.fma(r.hi(), start.constant(1).sub(start));
        Expr rest = left.sub(r.hi().mul(r.lo()));
        return start.add(square.mul(square).fma(series, rest));
    }

    private static long signBit(Expr bits) {
        return bits.dtype() == DType.I32 ? 0x80000000L : Long.MIN_VALUE;
    }
}
