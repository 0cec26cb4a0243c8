/// The facade: what users type. A function is *traced* once on symbolic tensors ([dev.gradlane.Fn]),
/// transformed (gradient, jvp, vjp, batched, sum, mean: functions again), *compiled* for a device
/// ([dev.gradlane.Engine]) and run on values ([dev.gradlane.Compiled]).
///
/// ```java
/// record Point(Tensor x, Tensor y, Tensor z) {}
/// var f = Fn.trace("circuit", new Point(f64(), f64(), f64()), p -> p.x().plus(p.y()).times(p.z()));
/// try (var engine = Engine.open(); var gradient = engine.compile(f.gradient())) {
///     Point g = gradient.run(new Point(Tensor.of(-2.0), Tensor.of(5.0), Tensor.of(-4.0)));
///     System.out.println(g.x().item() + " " + g.y().item() + " " + g.z().item()); // -4.0 -4.0 3.0
/// }
/// ```
/// Functions and prototypes for static import are in [dev.gradlane.Ops]; random numbers in [dev.gradlane.Random],
/// tensors
/// in files in [dev.gradlane.TensorFiles].
package dev.gradlane;
