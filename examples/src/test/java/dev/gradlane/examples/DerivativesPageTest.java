package dev.gradlane.examples;

import dev.gradlane.examples.pages.Parts;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/// The page on derivatives shows code that is compiled and run, and sizes that were counted.
class DerivativesPageTest {
    @Test
    void snippetsAndSizesAreThoseOfTheProgram() throws IOException {
        new Parts()
                .snippets("DerivativesTourTest.java")
                .part("sizes", GraphSizes.table())
                .check("derivatives.md");
    }
}
