package dev.gradlane.examples.pages;

import org.junit.jupiter.api.Test;

/// The cookbook shows code that is compiled, and what it prints.
class CookbookTest {
    @Test
    void thePageShowsWhatTheProgramsPrint() throws Exception {
        new Parts()
                .snippets("pages/Cookbook.java")
                .output("book", Cookbook::table)
                .output("clip", Cookbook::clip)
                .output("newton", Cookbook::newton)
                .output("implicit", Cookbook::implicit)
                .output("monteCarlo", Cookbook::monteCarlo)
                .output("check", Cookbook::check)
                .output("sparse", Cookbook::sparse)
                .output("longLoop", Cookbook::longLoop)
                .output("lookup", Cookbook::lookup)
                .output("server", Cookbook::server)
                .check("cookbook.md");
    }
}
