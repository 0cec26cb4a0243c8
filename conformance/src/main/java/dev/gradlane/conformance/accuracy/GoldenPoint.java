package dev.gradlane.conformance.accuracy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/// A function and its derivatives at one point, to 60 digits, as `conformance/tools/golden_points.py` computed them
/// with a library that shares nothing with this project.
///
/// @param symbol the function
/// @param point the arguments, exact
/// @param value f
/// @param first ∂f/∂xᵢ
/// @param second ∂²f/∂xᵢ∂xⱼ for j ≥ i, row by row
record GoldenPoint(
        String symbol, List<Double> point, BigDecimal value, List<BigDecimal> first, List<BigDecimal> second) {
    static final String RESOURCE = "golden-points.tsv";

    static List<GoldenPoint> all() {
        try (InputStream in = GoldenPoint.class.getResourceAsStream(RESOURCE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(GoldenPoint::parse)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static GoldenPoint parse(String line) {
        String[] fields = line.split("\t");
        return new GoldenPoint(
                fields[0],
                Arrays.stream(fields[1].split(",")).map(Double::valueOf).toList(),
                new BigDecimal(fields[2]),
                numbers(fields[3]),
                numbers(fields[4]));
    }

    private static List<BigDecimal> numbers(String text) {
        return Arrays.stream(text.split(",")).map(BigDecimal::new).toList();
    }

    /// ∂²f/∂xᵢ∂xⱼ, the mixed ones in either order.
    BigDecimal second(int i, int j) {
        int low = Math.min(i, j);
        int before = low * point.size() - low * (low - 1) / 2;
        return second.get(before + Math.max(i, j) - low);
    }
}
