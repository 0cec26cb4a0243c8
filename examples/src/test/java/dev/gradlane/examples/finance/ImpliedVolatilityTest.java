package dev.gradlane.examples.finance;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks;
import dev.gradlane.examples.Greeks.Option;
import dev.gradlane.examples.finance.ImpliedVolatility.Quote;
import org.junit.jupiter.api.Test;

/// Volatilities come back from the prices that they gave, and so do the derivatives of the inverse function.
class ImpliedVolatilityTest {
    private static final int OPTIONS = 300;

    private final Engine engine = Engine.open("cpu");
    private final Option book = ImpliedVolatility.book(OPTIONS, 1);

    private Quote quotes(Tensor prices) {
        return new Quote(prices, book.spot(), book.strike(), book.rate(), book.expiry());
    }

    @Test
    void theVolatilityAndItsDerivativesAreThoseOfTheInverseFunction() {
        var implied = ImpliedVolatility.impliedVolatility();
        var price = Greeks.price();
        try (var pricing = engine.compile(price.valueAndGradient().batched());
                var volga = engine.compile(
                        price.partial(Option::vol).partial(Option::vol).batched());
                var solving = engine.compile(implied.valueAndGradient().batched());
                var second = engine.compile(
                        implied.partial(Quote::price).partial(Quote::price).batched())) {
            var priced = pricing.run(book);
            Quote quotes = quotes(priced.value());
            var solved = solving.run(quotes);
            double[] vega = priced.gradient().vol().toDoubles();
            double[] curvature = volga.run(book).toDoubles();
            double[] exact = book.vol().toDoubles();
            double[] vol = solved.value().toDoubles();
            double[] price1 = quotes.price().toDoubles();
            double[] spot = quotes.spot().toDoubles();
            double[] strike = quotes.strike().toDoubles();
            double[] byPrice = solved.gradient().price().toDoubles();
            double[] bySpot = solved.gradient().spot().toDoubles();
            double[] byStrike = solved.gradient().strike().toDoubles();
            double[] byPriceTwice = second.run(quotes).toDoubles();
            for (int i = 0; i < OPTIONS; i++) {
                // prices have some roundings of the size of the spot, which a small vega magnifies
                double rounding = 8 * Math.ulp(spot[i]) / vega[i];
                assertEquals(exact[i], vol[i], rounding + 4 * Math.ulp(exact[i]));
                double stretch = rounding * Math.abs(curvature[i] / vega[i]) + 1e-13;
                assertEquals(1 / vega[i], byPrice[i], 4 * stretch / vega[i]);
                // the volatility does not depend on the currency
                assertEquals(
                        0,
                        price1[i] * byPrice[i] + spot[i] * bySpot[i] + strike[i] * byStrike[i],
                        1e-13 * spot[i] / vega[i]);
                double bent = -curvature[i] / (vega[i] * vega[i] * vega[i]);
                assertEquals(bent, byPriceTwice[i], 1e-9 * Math.abs(bent) + 1e-9 / (vega[i] * vega[i]));
            }
        }
    }

    /// 90 ≤ price of a call on 100 struck at 10 without interest < 100.
    @Test
    void aPriceThatNoVolatilityGivesIsNotANumberAndHarmsNoOther() {
        try (var solving = engine.compile(ImpliedVolatility.impliedVolatility().batched(Quote::price))) {
            var quotes = new Quote(
                    Tensor.of(new double[] {89, 91, 100, -1, Double.NaN}),
                    Tensor.of(100.0),
                    Tensor.of(10.0),
                    Tensor.of(0.0),
                    Tensor.of(1.0));
            double[] vol = solving.run(quotes).toDoubles();
            assertArrayEquals(new boolean[] {true, false, true, true, true}, new boolean[] {
                Double.isNaN(vol[0]),
                Double.isNaN(vol[1]),
                Double.isNaN(vol[2]),
                Double.isNaN(vol[3]),
                Double.isNaN(vol[4])
            });
        }
    }
}
