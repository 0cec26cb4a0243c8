package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// All composites, for whoever needs to go over them (tests, documentation) or has only a name (text,
/// expressions).
public final class Functions {
    /// One row per function, in the order in which documentation lists them.
    public static final List<Composite> ALL = List.of(
            ArcSine.ACOS,
            ArcSine.ASIN,
            ArcSine.ASIN_DERIVATIVE,
            ArcTangent.ATAN,
            ArcTangent.ATAN2,
            ArcTangent.ATAN_DERIVATIVE,
            Digamma.DIGAMMA,
            Cbrt.CBRT,
            Cbrt.CBRT_DERIVATIVE,
            Elu.ELU,
            ErrorFunction.ERF,
            ErrorFunction.ERFC,
            ErrorFunction.ERF_DERIVATIVE,
            ErrorInverse.ERFINV,
            ErrorInverse.ERFINV_DERIVATIVE,
            Exp.EXP,
            Exp2.EXP2,
            Expm1.EXPM1,
            HalfTurns.COSPI,
            HalfTurns.SINPI,
            Gated.GELU,
            Gated.SILU,
            Hyperbolic.SECH_SQUARED,
            Hyperbolic.TANH,
            InverseHyperbolic.ACOSH,
            InverseHyperbolic.ASINH,
            InverseHyperbolic.ATANH,
            Hypot.HYPOT,
            Hypot.BY_FIRST,
            Hypot.BY_SECOND,
            Kinked.COPYSIGN,
            Kinked.LEAKY_RELU,
            Kinked.RELU,
            Kinked.SIGN,
            Kinked.STOP_GRADIENT,
            Log.LOG,
            Log.LOG1P,
            LogGamma.LGAMMA,
            LogAddExp.LOG_ADD_EXP,
            LogAddExp.BY_FIRST,
            LogAddExp.BY_SECOND,
            LogBase.LOG10,
            LogBase.LOG2,
            LogSigmoid.LOG_SIGMOID,
            Logistic.SIGMOID,
            Logistic.SOFTPLUS,
            LossTerms.HUBER,
            LossTerms.SIGMOID_CROSS_ENTROPY,
            Mish.MISH,
            Mish.TANH_SOFTPLUS,
            Mish.TANH_SOFTPLUS_DERIVATIVE,
            Normal.NORMAL_CDF,
            Normal.NORMAL_PDF,
            NormalQuantile.NORMAL_QUANTILE,
            NormalQuantile.NORMAL_QUANTILE_DERIVATIVE,
            Polygamma.of(1),
            Polygamma.of(2),
            Pow.POW,
            Reciprocal.RECIPROCAL,
            Sinc.SINC,
            Remainder.FMOD,
            Remainder.REMAINDER,
            SinhCosh.COSH,
            SinhCosh.SINH,
            Rsqrt.RSQRT,
            Square.SQUARE,
            Tangent.TAN,
            Trig.COS,
            Trig.SIN,
            Xlogy.XLOGY);

    private static final Map<String, Composite> BY_NAME =
            ALL.stream().collect(Collectors.toUnmodifiableMap(Composite::symbol, Function.identity()));

    private Functions() {}

    /// Returns the composite with this symbol, if there is one.
    public static Optional<Composite> named(String symbol) {
        return Optional.ofNullable(BY_NAME.get(symbol)).or(() -> Polygamma.named(symbol));
    }
}
