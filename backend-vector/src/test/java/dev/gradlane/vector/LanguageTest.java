package dev.gradlane.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.backend.Language;
import org.junit.jupiter.api.Test;

/// The README's table says that the device has every kind.
class LanguageTest {
    @Test
    void everyKindIsThere() {
        try (var device = new VectorBackend().open("vector")) {
            assertEquals(Language.WHOLE, device.language());
        }
    }
}
