package dev.gradlane.benchmarks;

import dev.gradlane.Engine;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks;
import dev.gradlane.examples.Greeks.Option;
import java.util.List;
import java.util.SplittableRandom;

/// Price and five greeks of options, checked by Euler's theorem: the price is homogeneous in spot and strike, so
/// spot·∂spot + strike·∂strike = price.
final class GreeksWorkload implements Workload {
    private final int batch;
    private final Option book;

    GreeksWorkload(int batch, long seed) {
        this.batch = batch;
        var random = new SplittableRandom(seed);
        this.book = new Option(
                column(random, 80, 120),
                column(random, 80, 120),
                column(random, 0, 0.05),
                column(random, 0.1, 0.5),
                column(random, 0.1, 2));
    }

    private Tensor column(SplittableRandom random, double low, double high) {
        return Tensor.of(random.doubles(batch, low, high).toArray());
    }

    @Override
    public String name() {
        return "Black-Scholes";
    }

    @Override
    public String dtype() {
        return "f64";
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public Session open(Engine engine) {
        var greeks = engine.compile(Greeks.price().valueAndGradient().batched());
        Option resident = engine.upload(book);
        return new Session() {
            @Override
            public List<Tensor> run() {
                var r = greeks.run(resident);
                Option g = r.gradient();
                return List.of(r.value(), g.spot(), g.strike(), g.rate(), g.vol(), g.expiry());
            }

            @Override
            public void close() {
                greeks.close();
            }
        };
    }

    @Override
    public String verify(List<Tensor> results) {
        double[] price = results.get(0).toDoubles();
        double[] delta = results.get(1).toDoubles();
        double[] dual = results.get(2).toDoubles();
        double[] spot = book.spot().toDoubles();
        double[] strike = book.strike().toDoubles();
        for (int i = 0; i < batch; i++) {
            double euler = spot[i] * delta[i] + strike[i] * dual[i];
            if (!(Math.abs(euler - price[i]) <= 1e-12 * spot[i])) {
                throw new IllegalStateException("option " + i + ": price " + price[i]
                        + " is not spot x delta + strike x dual delta = " + euler);
            }
        }
        String count = String.format(java.util.Locale.ROOT, "%,d", batch).replace(',', ' ');
        return count + " options (seeded, synthetic): price + 5 greeks";
    }
}
