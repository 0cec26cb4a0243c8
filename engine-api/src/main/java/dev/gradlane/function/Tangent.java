package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;

/// The tangent for every finite argument: |x| = n·π/2 + r ([QuarterTurns]), sine and cosine of r in two words
/// each, and their quotient, turned over where n is odd.
public final class Tangent {
    /// tan x, x in radians. Error: f32 0.913 ulp over all 2³² inputs (worst at 606793b2), f64 0.792 ulp over
    /// 10⁴. Special values: tan(±0) = ±0, tan(±∞) = NaN. tan' = 1 + tan², a sum of two positive numbers.
    ///
    /// Source: derived; polynomials of [Trig].
    public static final Composite TAN = Composite.unary("tan")
            .expansion(Tangent::tan)
            .partial((x, y) -> y.fma(y, 1))
            .promise(DType.F32, 1)
            .promise(DType.F64, 1)
            .specialValues("tan(±0) = ±0, tan(±∞) = NaN")
            .source("derived; Payne and Hanek 1983; FDLIBM k_sin.c, k_cos.c")
            .build();

    private Tangent() {}

    private static Expr tan(Expr x) {
        boolean f32 = x.dtype() == DType.F32;
        QuarterTurns turns = QuarterTurns.of(x.abs());
        DoubleWord r = turns.rest();
        Expr square = r.hi().mul(r.hi());
        DoubleWord cosine = cosine(r, square);
        DoubleWord sine = sine(r, square, cosine.hi());
        Expr odd = turns.count().and(1).ne(0);
        DoubleWord numerator =
                DoubleWord.fastTwoSum(odd.select(cosine.hi(), sine.hi()), odd.select(cosine.lo(), sine.lo()));
        DoubleWord denominator =
                DoubleWord.fastTwoSum(odd.select(sine.hi(), cosine.hi()), odd.select(sine.lo(), cosine.lo()));
        Expr value = quotient(numerator, denominator);
        Expr bits = x.rawBits();
        Expr flip = turns.count().shl(f32 ? 31 : 63).xor(bits.and(f32 ? Integer.MIN_VALUE : Long.MIN_VALUE));
        Expr signed = value.rawBits().xor(flip).fromBits();
        return x.abs().lt(Double.POSITIVE_INFINITY).select(signed, x.constant(Double.NaN));
    }

    /// The rounding of the low word is a tenth of one of the sine.
    private static DoubleWord sine(DoubleWord r, Expr square, Expr cosine) {
        Expr series = Polynomial.horner(square, r.hi().dtype() == DType.F32 ? Trig.SIN_F32 : Trig.SIN_F64);
        return new DoubleWord(r.hi(), square.mul(r.hi()).fma(series, r.lo().mul(cosine)));
    }

    private static DoubleWord cosine(DoubleWord r, Expr square) {
        Expr series = Polynomial.horner(square, r.hi().dtype() == DType.F32 ? Trig.COS_F32 : Trig.COS_F64);
        Expr half = r.hi().mul(-0.5);
        Expr start = half.fma(r.hi(), half.constant(1));
        Expr left = half.fma(r.hi(), start.constant(1).sub(start));
        return new DoubleWord(start, square.mul(square).fma(series, left.sub(r.hi().mul(r.lo()))));
    }

    /// One division, corrected by its remainder, rounded once.
    private static Expr quotient(DoubleWord a, DoubleWord b) {
        Expr reciprocal = b.hi().constant(1).div(b.hi());
        Expr quotient = a.hi().mul(reciprocal);
        Expr minus = quotient.neg();
        Expr remainder = minus.fma(b.lo(), minus.fma(b.hi(), a.hi()).add(a.lo()));
        return remainder.fma(reciprocal, quotient);
    }
}
