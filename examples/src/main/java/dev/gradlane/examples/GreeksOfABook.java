package dev.gradlane.examples;

import static dev.gradlane.Ops.f64;

import dev.gradlane.Engine;
import dev.gradlane.examples.Greeks.Option;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;

/// Greeks of a book of options from a CSV file.
public final class GreeksOfABook {
    private GreeksOfABook() {}

    static void run(Engine engine, int rows, PrintStream out) throws IOException {
        Path file = Files.createTempFile("book", ".csv");
        try {
            write(file, rows, 42);
            out.println(Files.size(file) + " bytes of CSV: " + totals(engine, file));
        } finally {
            Files.delete(file);
        }
    }

    /// Sums over the book of value, vega and gamma.
    public record Totals(int options, double value, double vega, double gamma) {}

    /// Reads the book and computes its greeks.
    public static Totals totals(Engine engine, Path file) throws IOException {
        var spec = new Option(f64(), f64(), f64(), f64(), f64());
        var price = Greeks.price();
        try (var greeks = engine.compile(price.valueAndGradient().batched());
                var gamma = engine.compile(
                        price.partial(Option::spot).partial(Option::spot).batched())) {
            var book = Csv.read(file, spec);
            var g = greeks.run(book);
            double[] value = g.value().toDoubles();
            double[] vega = g.gradient().vol().toDoubles();
            double[] gam = gamma.run(book).toDoubles();
            return new Totals(value.length, sum(value), sum(vega), sum(gam));
        }
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    /// A book of synthetic options, the same for a seed.
    public static void write(Path file, int rows, long seed) throws IOException {
        var random = new SplittableRandom(seed);
        try (var out = new PrintWriter(Files.newBufferedWriter(file))) {
            out.println("spot,strike,rate,vol,expiry");
            for (int i = 0; i < rows; i++) {
                out.println(random.nextDouble(80, 120) + "," + random.nextDouble(80, 120) + ","
                        + random.nextDouble(0, 0.05) + "," + random.nextDouble(0.1, 0.5) + ","
                        + random.nextDouble(0.1, 2));
            }
            if (out.checkError()) {
                throw new IOException("could not write " + file);
            }
        }
    }
}
