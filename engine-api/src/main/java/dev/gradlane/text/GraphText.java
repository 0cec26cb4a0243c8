package dev.gradlane.text;

import dev.gradlane.function.Functions;
import dev.gradlane.graph.Composite;
import dev.gradlane.graph.Graph;
import java.util.Optional;
import java.util.function.Function;

/// Prints graphs and parses them: `parse(print(g)).equals(g)` for every graph of the library's functions.
///
/// ```text
/// graph circuit {
///   %0:f64[] = input x
///   %1:f64[] = input y
///   %2:f64[] = input z
///   %3:f64[] = add %0 %1
///   %4:f64[] = mul %3 %2
///   return f = %4
/// }
/// ```
/// Constants are bits in hexadecimal; a `;` starts a comment to the end of the line.
public final class GraphText {
    /// Longest text that is read, in characters.
    public static final int MAX_LENGTH = 1 << 26;

    /// Deepest nesting of call bodies that is read.
    public static final int MAX_DEPTH = 64;

    /// Most nodes that are read, those of call bodies included.
    public static final int MAX_NODES = 1 << 20;

    /// Most axes of a type that is read.
    public static final int MAX_RANK = 64;

    private GraphText() {}

    /// The canonical text: equal graphs have equal texts.
    public static String print(Graph graph) {
        return new GraphPrinter(false).print(graph);
    }

    /// The text with the user's source line behind each node, as a comment.
    public static String printWithOrigins(Graph graph) {
        return new GraphPrinter(true).print(graph);
    }

    /// The graph that `text` describes, exactly as written: no rewrite is applied. Composites are the
    /// library's.
    ///
    /// @throws TextException if the text is not a well-formed graph, or past one of the limits
    public static Graph parse(String text) {
        return parse(text, Functions::named);
    }

    /// The graph that `text` describes, where the caller knows the composites.
    ///
    /// @param functions finds a composite by its name
    /// @throws TextException if the text is not a well-formed graph, or past one of the limits
    public static Graph parse(String text, Function<String, Optional<Composite>> functions) {
        return new GraphParser(text, functions).parse();
    }
}
