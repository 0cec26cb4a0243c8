/// The program that Gradlane differentiates: a flat, immutable, typed SSA list.
///
/// ```text
/// graph   = "graph" NAME "{" node* "return" [output ("," output)*] "}"
/// node    = result ("," result)* "=" operation operand*
/// result  = "%" id ":" type            type = dtype "[" [dim ("," dim)*] "]"
/// operand = "%" id                     dim  = number | symbol
/// output  = NAME "=" "%" id
/// ```
/// [dev.gradlane.graph.Op] is the closed set of array-level kinds. Its `Map` holds a function of elements
/// ([dev.gradlane.graph.Elementwise]): a *scalar instruction* of the closed set [dev.gradlane.graph.ScalarOp], the only
/// ones that backends see, or a *composite* of the open set [dev.gradlane.graph.Composite], which expands into simpler
/// functions. A graph is built by [dev.gradlane.graph.GraphBuilder], which infers types, numbers values and applies the
/// exact rewrites, so that equal programs are equal graphs:
///
/// ```java
/// var b = new GraphBuilder("circuit");
/// var x = b.input("x", TensorType.scalar(DType.F64));
/// var y = b.input("y", TensorType.scalar(DType.F64));
/// var z = b.input("z", TensorType.scalar(DType.F64));
/// Graph graph = b.output("f", x.add(y).mul(z)).build();
/// ```
/// A dimension is a number or a *symbol*, bound when the graph runs; batching adds one. Null arguments throw.
package dev.gradlane.graph;
