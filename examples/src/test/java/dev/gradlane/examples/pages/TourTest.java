package dev.gradlane.examples.pages;

import org.junit.jupiter.api.Test;

/// The tour shows code that is compiled, and what it prints.
class TourTest {
    @Test
    void thePageShowsWhatTheProgramPrints() throws Exception {
        new Parts()
                .snippets("pages/Tour.java")
                .output("print", Tour::circuit)
                .output("gradient", Tour::gradient)
                .output("run", Tour::run)
                .output("batch", Tour::batch)
                .output("step", Tour::training)
                .output("perSample", Tour::perSample)
                .output("devices", Tour::devices)
                .output("directions", Tour::directions)
                .output("nested", Tour::nested)
                .output("loops", Tour::loops)
                .output("random", Tour::random)
                .output("text", Tour::text)
                .output("misuse", Tour::misuse)
                .check("tour.md");
    }
}
