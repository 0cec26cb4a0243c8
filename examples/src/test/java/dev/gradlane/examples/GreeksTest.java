package dev.gradlane.examples;

import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GreeksTest {
    @TempDir
    Path folder;

    /// Spot 100, strike 100, rate 5 %, volatility 20 %, one year: 60-digit values from the closed form, rounded.
    @Test
    void theTextbookOptionHasTheClosedFormsGreeks() {
        try (var engine = Engine.open("cpu");
                var greeks = engine.compile(Greeks.price().valueAndGradient());
                var gamma = engine.compile(Greeks.price().partial(Option::spot).partial(Option::spot))) {
            var option =
                    new Option(Tensor.of(100.0), Tensor.of(100.0), Tensor.of(0.05), Tensor.of(0.2), Tensor.of(1.0));
            var g = greeks.run(option);
            assertClose(10.450583572185568, g.value().item());
            assertClose(0.6368306511756191, g.gradient().spot().item());
            assertClose(53.23248154537634, g.gradient().rate().item());
            assertClose(37.524034691693785, g.gradient().vol().item());
            assertClose(6.414027546438196, g.gradient().expiry().item());
            assertClose(0.01876201734584689, gamma.run(option).item());
        }
    }

    private static void assertClose(double expected, double actual) {
        assertEquals(expected, actual, 64 * Math.ulp(expected));
    }

    @Test
    void aBookIsReadFromItsFile() throws IOException {
        Path file = folder.resolve("book.csv");
        GreeksOfABook.write(file, 5000, 1);
        var totals = GreeksOfABook.totals(file);
        assertEquals(5000, totals.options());
        assertTrue(totals.value() > 0 && totals.vega() > 0 && totals.gamma() > 0, totals.toString());
    }

    @Test
    void aBadCellIsNamed() throws IOException {
        Path file = folder.resolve("bad.csv");
        Files.writeString(file, "spot,strike,rate,vol,expiry\n1,2,3,4,5\n1,2,x,4,5\n");
        var spec = new Option(f64(), f64(), f64(), f64(), f64());
        var e = assertThrows(IOException.class, () -> Csv.read(file, spec));
        assertTrue(e.getMessage().contains("line 3, column 'rate': 'x' is not a number"), e.getMessage());
    }
}
