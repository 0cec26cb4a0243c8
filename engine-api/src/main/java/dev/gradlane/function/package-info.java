/// The elementwise functions, each declared once as a [dev.gradlane.graph.Composite]: its expansion into
/// scalar instructions, its partial derivatives, its accuracy, its special values and its source.
///
/// No backend calls a mathematical library. A function is the scalar instructions that its expansion
/// emits, every one of them rounded as IEEE 754 says, so it has the same bits wherever it runs; what
/// remains to be shown is that these bits are close to the true value. Errors are in *ulp*, the spacing
/// of the format at the true result (the least subnormal below the normal range): ½ ulp is the best that
/// any function can do, ≤ 1 means one of the two neighbours of the true value.
///
/// Two words recur. A *double word* ([dev.gradlane.function.DoubleWord]) is an unevaluated sum hi + lo
/// with twice the bits of the format: an f32 function that needs more than 24 bits carries two floats,
/// never an f64, but for the gamma functions, whose roots below 0 ask for it. *Reduction* moves the argument
/// into a short interval where a polynomial is accurate; the polynomials are minimax with coefficients in the
/// format itself.
///
/// ```java
/// Expr y = x.apply(Exp.EXP);                    // a node that Expand later replaces by its expansion
/// Optional<Composite> f = Functions.named("exp");
/// ```
package dev.gradlane.function;
