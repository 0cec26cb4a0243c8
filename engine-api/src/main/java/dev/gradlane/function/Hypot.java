package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;
import dev.gradlane.graph.Expr;
import dev.gradlane.graph.Partial;
import java.util.List;

/// √(x² + y²) and its partial derivatives, which are the cosine and the sine of an angle. Both operands are
/// scaled by one power of two, taken from the bits of the larger, so that no square leaves the range.
public final class Hypot {
    /// √(x² + y²), from the larger operand and the smaller one, hence the same for (y, x).
    ///
    /// Error: ≤ 1.05 ulp, by the roundings of a square, a sum and a root; f32 0.96 ulp over 4·10⁶ pairs, f64 0.90
    /// ulp over 10⁵. Exact where one operand is 0. Special
    /// values as C99 Annex F: hypot(±∞, y) = hypot(x, ±∞) = +∞, also of a NaN; else NaN of a NaN; subnormal
    /// results round once more. Derivatives: x/hypot(x, y) and y/hypot(x, y).
    ///
    /// Source: derived.
    public static final Composite HYPOT = Composite.binary("hypot")
            .expansion(Hypot::hypot)
            .partial(0, Partial.factor((x, y) -> x.get(0).apply(Hypot.BY_FIRST, x.get(1))))
            .partial(1, Partial.factor((x, y) -> x.get(0).apply(Hypot.BY_SECOND, x.get(1))))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("hypot(±∞, y) = hypot(x, ±∞) = +∞, also for NaN; hypot(±0, ±0) = +0; C99 F.10.4.3")
            .source("derived")
            .build();

    /// x/√(x² + y²), the derivative of [#HYPOT] by x. Where the root itself overflows this does not. Error:
    /// ≤ 2.3 ulp, by the roundings of root and quotient; f32 1.93 ulp over 4·10⁶ pairs, f64 1.81 ulp over 10⁵.
    /// Special values: 0 at the origin; 0 for finite x and y = ±∞; NaN for x = ±∞.
    ///
    /// Derivatives: (y/h)²/h and −(x/h)·(y/h)/h, products: differentiating the quotient would subtract (x/h)²
    /// from 1. Error: 4 ulp where (y/h)², (x/h)·(y/h) and h are normal numbers; where they are subnormal, as many
    /// digits are lost.
    public static final Composite BY_FIRST = Composite.binary("hypotByFirst")
            .expansion((x, y) -> Scaled.of(x, y).ratio(x))
            .partial(0, Partial.factor((x, y) -> across(x, Hypot.BY_SECOND)))
            .partial(1, Partial.factor((x, y) -> mixed(x)))
            .promise(DType.F32, 3)
            .promise(DType.F64, 3)
            .specialValues("hypotByFirst(±0, ±0) = +0, hypotByFirst(x, ±∞) = 0, hypotByFirst(±∞, y) = NaN")
            .source("derived: x / hypot(x, y)")
            .build();

    /// y/√(x² + y²), the derivative of [#HYPOT] by y: [#BY_FIRST] with the operands exchanged, a function of its
    /// own so that both share the root.
    public static final Composite BY_SECOND = Composite.binary("hypotBySecond")
            .expansion((x, y) -> Scaled.of(x, y).ratio(y))
            .partial(0, Partial.factor((x, y) -> mixed(x)))
            .partial(1, Partial.factor((x, y) -> across(x, BY_FIRST)))
            .promise(DType.F32, 3)
            .promise(DType.F64, 3)
            .specialValues("hypotBySecond(±0, ±0) = +0, hypotBySecond(±∞, y) = 0, hypotBySecond(x, ±∞) = NaN")
            .source("derived: y / hypot(x, y)")
            .build();

    private Hypot() {}

    private static Expr hypot(Expr x, Expr y) {
        double infinity = Double.POSITIVE_INFINITY;
        Scaled scaled = Scaled.of(x, y);
        Expr infinite = x.abs().eq(infinity).or(y.abs().eq(infinity));
        return infinite.select(x.constant(infinity), scaled.root.mul(scaled.up));
    }

    private static Expr across(List<Expr> x, Composite ratio) {
        Expr other = x.get(0).apply(ratio, x.get(1));
        return other.mul(other).div(x.get(0).apply(HYPOT, x.get(1)));
    }

    private static Expr mixed(List<Expr> x) {
        Expr cosine = x.get(0).apply(BY_FIRST, x.get(1));
        Expr sine = x.get(0).apply(BY_SECOND, x.get(1));
        return cosine.mul(sine).div(x.get(0).apply(HYPOT, x.get(1))).neg();
    }

    /// @param down a power of two that brings the larger operand into [½, 8)
    /// @param up 1/down
    /// @param root √((down·x)² + (down·y)²)
    private record Scaled(Expr down, Expr up, Expr root) {
        static Scaled of(Expr x, Expr y) {
            boolean f32 = x.dtype() == DType.F32;
            Expr a = x.abs();
            Expr b = y.abs();
            Expr first = a.gt(b);
            Expr greatest = first.select(a, b);
            Expr least = first.select(b, a);
            // a multiple of four, so that neither power nor inverse is subnormal, whatever the exponent
            Expr exponent = greatest.rawBits().and(f32 ? 0x7e000000L : 0x7fc0000000000000L);
            Expr down = exponent.constantBits(f32 ? 253L << 23 : 2045L << 52)
                    .sub(exponent)
                    .fromBits();
            Expr up = exponent.add(exponent.constantBits(f32 ? 1L << 23 : 1L << 52))
                    .fromBits();
            Expr p = greatest.mul(down);
            Expr q = least.mul(down);
            return new Scaled(down, up, p.fma(p, q.mul(q)).sqrt());
        }

        /// x or y over the root; 0 at the origin.
        Expr ratio(Expr x) {
            return root.eq(0).select(x.constant(0), x.mul(down).div(root));
        }
    }
}
