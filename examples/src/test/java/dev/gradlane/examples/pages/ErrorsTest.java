package dev.gradlane.examples.pages;

import org.junit.jupiter.api.Test;

/// Each kind of exception has a page, and the messages on it are those that the mistakes get.
class ErrorsTest {
    @Test
    void thePagesShowWhatIsThrown() throws Exception {
        new Parts()
                .snippets("pages/Errors.java")
                .output("readWhileTracing", Errors::readWhileTracing)
                .output("outsideOfTrace", Errors::outsideOfTrace)
                .output("outlived", Errors::outlived)
                .output("shapes", Errors::shapes)
                .output("types", Errors::types)
                .output("integers", Errors::integers)
                .output("notScalar", Errors::notScalar)
                .output("changingState", Errors::changingState)
                .output("index", Errors::index)
                .output("matrix", Errors::matrix)
                .output("bound", Errors::bound)
                .output("argument", Errors::argument)
                .output("unknownDevice", Errors::unknownDevice)
                .output("closed", Errors::closed)
                .output("graphText", Errors::graphText)
                .output("expression", Errors::expression)
                .output("file", Errors::file)
                .check(
                        "errors/trace.md",
                        "errors/graph.md",
                        "errors/compute.md",
                        "errors/backend.md",
                        "errors/text.md",
                        "errors/expression.md",
                        "errors/format.md",
                        "errors/closed.md");
    }
}
