/// The expression language: a formula as people type it, turned into a graph.
///
/// ```text
/// program    = (NAME "=" comparison ";")* comparison [";"]
/// comparison = sum [("<" | "<=" | ">" | ">=" | "==" | "!=") sum]
/// sum        = product (("+" | "-") product)*
/// product    = unary (("*" | "/") unary)*
/// unary      = ("-" | "+") unary | power
/// power      = primary ["^" unary]
/// primary    = NUMBER | NAME | FUNCTION "(" comparison ("," comparison)* ")" | "(" comparison ")"
/// NUMBER     = digits and at most one point, optionally an exponent: 2, .5, 1e-3
/// NAME       = a letter or _, then letters, digits and _; or any text between backquotes: `Spot Price`
/// ```
/// `^` is right-associative and binds tighter than a minus before it: `-x^2` is −(x²). An exponent that is
/// a whole number
/// n written out, |n| ≤ 16, means multiplications (square and multiply, from the highest bit down: x^5 is
/// ((x·x)·(x·x))·x),
/// a negative one the reciprocal of that: x^-2 is 1/(x·x); every other exponent means `pow`. A number is
/// rounded once to the element type.
///
/// Names that no binding defines are the inputs, in order of first appearance. A comparison is a condition
/// for `where(c, a, b)`. `sum`, `mean`, `max`, `min` of *one* argument and `logSumExp` reduce over the
/// batch; an expression with such a reduction is *reduced* and must be the same for every sample: `x -
/// mean(x)` is refused, `mean((x - mean(x))^2)` is the
/// variance.
///
/// ```java
/// Graph circuit = Expression.parse("(x + y) * z").sampleGraph(DType.F64);
/// ```
/// [dev.gradlane.expression.Expression] is the way in; null arguments throw.
package dev.gradlane.expression;
