package dev.gradlane.examples;

import static dev.gradlane.Ops.f64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.ValueAndGradient;
import dev.gradlane.examples.Greeks.Option;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
        var book = Csv.read(file, new Option(f64(), f64(), f64(), f64(), f64()));
        try (var engine = Engine.open("cpu");
                var greeks = engine.compile(Greeks.price().valueAndGradient().batched());
                var gamma = engine.compile(Greeks.price()
                        .partial(Option::spot)
                        .partial(Option::spot)
                        .batched())) {
            var totals = GreeksOfABook.totals(engine, file);
            var g = greeks.run(book);
            double[] gammas = gamma.run(book).toDoubles();
            assertEquals(5000, totals.options());
            assertEquals(Arrays.stream(g.value().toDoubles()).sum(), totals.value());
            assertEquals(Arrays.stream(g.gradient().vol().toDoubles()).sum(), totals.vega());
            assertEquals(Arrays.stream(gammas).sum(), totals.gamma());
            requireIdentities(book, g, gammas);
        }
    }

    /// What every solution of Black, Scholes and Merton's equation satisfies, whatever the formula: the
    /// equation itself, homogeneity in spot and strike, and that vega and rho follow from gamma and delta.
    /// Terms of the size of the spot cancel, each with a few roundings.
    private static void requireIdentities(Option book, ValueAndGradient<Tensor, Option> greeks, double[] gamma) {
        double[] spot = book.spot().toDoubles();
        double[] strike = book.strike().toDoubles();
        double[] rate = book.rate().toDoubles();
        double[] vol = book.vol().toDoubles();
        double[] expiry = book.expiry().toDoubles();
        double[] value = greeks.value().toDoubles();
        double[] delta = greeks.gradient().spot().toDoubles();
        double[] byStrike = greeks.gradient().strike().toDoubles();
        double[] rho = greeks.gradient().rate().toDoubles();
        double[] vega = greeks.gradient().vol().toDoubles();
        double[] byExpiry = greeks.gradient().expiry().toDoubles();
        for (int i = 0; i < gamma.length; i++) {
            double tolerance = 1e-12 * spot[i];
            double convexity = vol[i] * spot[i] * spot[i] * gamma[i];
            assertEquals(value[i], spot[i] * delta[i] + strike[i] * byStrike[i], tolerance);
            assertEquals(vega[i], expiry[i] * convexity, tolerance);
            assertEquals(rho[i], -expiry[i] * strike[i] * byStrike[i], tolerance);
            assertEquals(byExpiry[i], vol[i] / 2 * convexity + rate[i] * (spot[i] * delta[i] - value[i]), tolerance);
        }
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
