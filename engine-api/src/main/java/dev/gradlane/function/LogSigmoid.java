package dev.gradlane.function;

import dev.gradlane.graph.Composite;
import dev.gradlane.graph.DType;

/// The logarithm of the logistic function.
public final class LogSigmoid {
    /// log σ(x) = −softplus(−x). Error: that of softplus, f32 1.299 ulp over all 2³² inputs (worst at bd9862ac), f64
    /// 1.225 ulp. Special values: logSigmoid(−∞) = −∞, logSigmoid(+∞) = −0. The derivative is σ(−x).
    ///
    /// Source: derived.
    public static final Composite LOG_SIGMOID = Composite.unary("logSigmoid")
            .expansion(x -> x.neg().apply(Logistic.SOFTPLUS).neg())
            .partial((x, y) -> x.neg().apply(Logistic.SIGMOID))
            .promise(DType.F32, 2)
            .promise(DType.F64, 2)
            .specialValues("logSigmoid(-∞) = -∞, logSigmoid(+∞) = -0")
            .source("derived: -softplus(-x)")
            .build();

    private LogSigmoid() {}
}
