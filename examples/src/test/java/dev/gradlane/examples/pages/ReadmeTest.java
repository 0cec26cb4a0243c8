package dev.gradlane.examples.pages;

import org.junit.jupiter.api.Test;

/// The README's programs are compiled, and print what stands below them.
class ReadmeTest {
    @Test
    void theReadmeShowsWhatItsProgramsPrint() throws Exception {
        new Parts()
                .snippets("pages/Readme.java")
                .output("greeks", () -> new Readme.Greeks().main())
                .output("training", () -> new Readme.Training().main())
                .output("monteCarlo", () -> new Readme.MonteCarlo().main())
                .check("../README.md");
    }
}
