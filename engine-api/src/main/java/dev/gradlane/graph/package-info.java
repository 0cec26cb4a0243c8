/// The program that Gradlane differentiates: a flat, immutable, typed SSA list.
///
/// ```text
/// graph     = "graph" name "{" line* "return" [output ("," output)*] "}"
/// line      = [result ("," result)* "="] (operation | call | control)
/// result    = "%" id ":" type              ids count from 0, in order
/// type      = ("f32" | "f64" | "i32" | "i64" | "bool") shape
/// shape     = "[" [dim ("," dim)*] "]"     dim = number | symbol
/// operation = kind ("%" id)*
/// kind      = "input" name | "constant" (bits | "[" [bits ("," bits)*] "]")
///           | "broadcast" "axes=" axes | "reshape" | "permute" "axes=" axes
///           | "slice" "axis=" number "start=" number "size=" number "stride=" number
///           | "pad" "axis=" number "low=" number "high=" number "interior=" number
///           | "concatenate" "axis=" number | "iota" "axis=" number | "extent" "shape=" shape
///           | "reduce" ("sum" | "prod" | "max" | "min" | "all" | "any") "axes=" axes "order=" order
///           | "dot" "aBatch=" axes "bBatch=" axes "aContract=" axes "bContract=" axes "order=" order
///           | ("gather" | "scatterAdd") "axis=" number "batch=" number
///           | ("reverse" | "sort") "axis=" number | "cumSum" "axis=" number "reverse=" ("0" | "1")
///           | "cholesky" | "triangularSolve" "transposed=" ("0" | "1")
///           | "lookup" "[" bits ("," bits)* "]" | "barrier" | a scalar instruction's symbol | name of a composite
/// order     = "lanes" | "chain" | "halves" | "free"
/// call      = "call" "inline" ("%" id)* "body" graph
///           | "call" "checkpoint" ("%" id)* "body" graph
///           | "call" "derivative" ("%" id)* "body" graph "jvp" graph "vjp" graph
/// control   = "scan" "consts=" number "carry=" number "sums=" number "length=" dim
///             "order=" ("forward" | "reverse") ("%" id)* "body" graph
///           | "cond" ("%" id)* "true" graph "false" graph
///           | "while" "consts=" number "bound=" number ("%" id)* "condition" graph "step" graph
/// output    = name "=" "%" id
/// axes      = "[" [number ("," number)*] "]"
/// bits      = "0x" hexadecimal digits, of the element type
/// name      = letter or _, then letters, digits, _ and . | "\"" characters, escapes \" \\ \n \t \u0000 "\""
/// comment   = ";" to the end of the line
/// ```
/// Shapes of inputs, constants, broadcasts, reshapes and iotas are those of their results.
///
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
