package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Partial;
import java.util.List;

/// What division leaves, for all arguments of both types: `fmod` without any error, `remainder` with one rounding.
///
/// Where q is a quotient r/y rounded to nearest, r − q·y is representable, so one fma gives it exactly and 24 (53)
/// bits of the quotient are done; this is repeated for y·2^2s, y·2^s and y, between which a quotient cannot overflow.
/// Arguments whose quotient is below 2²³ (2⁵²) need one step; backends may skip the rest.
///
/// Source: exactness as in Sterbenz and in Boldo and Daumas, *Representable correcting terms for possibly underflowing
/// floating point operations*, ARITH 16, 2003; the schedule derived.
public final class Remainder {
    /// x − y·trunc(x/y), the sign that of x: C's fmod, Java's `%`. Exact. Special values: fmod(±0, y) = ±0,
    /// fmod(x, ±∞) = x for finite x, NaN for y = 0 or x = ±∞. Derivatives: by x 1, also at the jumps (as JAX); by y
    /// −trunc(x/y), within 2 ulp (exact below 2²⁴, 2⁵³).
    public static final Composite FMOD = Composite.binary("fmod")
            .expansion((x, y) -> Signs.copy(magnitude(x.abs(), y.abs()), x))
            .partial(0, Partial.ONE)
            .partial(1, (x, y, t) -> t.mul(wholeQuotient(x, y)).neg())
            .promise(DType.F32, 0)
            .promise(DType.F64, 0)
            .specialValues("fmod(±0, y) = ±0, fmod(x, ±∞) = x, fmod(x, 0) = fmod(±∞, y) = NaN")
            .source("long division by exact remainders")
            .build();

    /// x − y·floor(x/y), the sign that of y: Python's `%`, numpy's and JAX's remainder. It is fmod, to which y is
    /// added, rounded, where the signs differ: so remainder(−10⁻³⁰, 1) is 1. Special values: a zero has the sign of
    /// y; remainder(x, ±∞) is x or, where the signs differ, ±∞; NaN for y = 0 or x = ±∞. Derivatives: by x 1, also
    /// at the jumps (as JAX); by y −floor(x/y), within 2 ulp (exact below 2²⁴, 2⁵³).
    public static final Composite REMAINDER = Composite.binary("remainder")
            .expansion(Remainder::remainder)
            .partial(0, Partial.ONE)
            .partial(1, Remainder::byDivisor)
            .promise(DType.F32, 0.5)
            .promise(DType.F64, 0.5)
            .specialValues("remainder(±0, y) = 0 with the sign of y, remainder(x, 0) = remainder(±∞, y) = NaN")
            .source("fmod, moved by y")
            .build();

    private Remainder() {}

    /// fmod(a, b) for a, b ≥ 0.
    private static Expr magnitude(Expr a, Expr b) {
        boolean f32 = a.dtype() == DType.F32;
        Expr quotient = a.div(b);
        Expr minus = finite(b).neg();
        Expr near = quotient.trunc().fma(minus, a);
        Expr far = b.lt(Double.POSITIVE_INFINITY).select(far(a, b), a);
        // NaN goes the near way, where it stays NaN
        Expr rest = quotient.gt(f32 ? 0x1p23 : 0x1p52).select(far, near);
        // the rounded quotient may be one too great
        return rest.lt(0).select(rest.add(b), rest);
    }

    /// a − b·(a number next to a/b), of either sign.
    private static Expr far(Expr a, Expr b) {
        boolean f32 = a.dtype() == DType.F32;
        double scale = f32 ? 0x1p95 : 0x1p700;
        int steps = f32 ? 4 : 14;
        Expr greater = b.mul(scale);
        Expr greatest = greater.mul(scale);
        Expr rest = a;
        for (Expr divisor : List.of(greatest, greater, b)) {
            // a divisor that overflows divides nothing: the quotient is 0
            Expr minus = finite(divisor).neg();
            for (int i = 0; i < steps; i++) {
                rest = rest.div(divisor).rint().fma(minus, rest);
            }
        }
        return rest;
    }

    private static Expr finite(Expr x) {
        return x.min(x.dtype() == DType.F32 ? Float.MAX_VALUE : Double.MAX_VALUE);
    }

    private static Expr remainder(Expr x, Expr y) {
        Expr m = x.apply(FMOD, y);
        Expr zero = x.constant(0);
        Expr moved = m.lt(0).xor(y.lt(0)).select(m.add(y), m);
        return m.eq(0).select(Signs.copy(zero, y), moved);
    }

    /// trunc(x/y), with `rest` = fmod(x, y).
    private static Expr wholeQuotient(List<Expr> x, Expr rest) {
        return x.get(0).sub(rest).div(x.get(1)).rint();
    }

    private static Expr byDivisor(List<Expr> x, Expr result, Expr t) {
        Expr rest = x.get(0).apply(FMOD, x.get(1));
        Expr quotient = wholeQuotient(x, rest);
        Expr floor = result.eq(rest).select(quotient, quotient.sub(1));
        return t.mul(floor).neg();
    }
}
