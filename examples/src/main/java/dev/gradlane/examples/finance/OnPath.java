package dev.gradlane.examples.finance;

import static dev.gradlane.Ops.f64;
import static dev.gradlane.Ops.i64;

import dev.gradlane.Tensor;
import dev.gradlane.examples.Greeks.Option;

/// An option and the number of the path that it is valued on.
public record OnPath(Option option, Tensor path) {
    /// The types.
    static OnPath spec() {
        return new OnPath(new Option(f64(), f64(), f64(), f64(), f64()), i64());
    }

    /// An option struck at the spot of 100: rate 5 %, volatility 20 %, one year.
    static Option atTheMoney() {
        return new Option(Tensor.of(100.0), Tensor.of(100.0), Tensor.of(0.05), Tensor.of(0.2), Tensor.of(1.0));
    }
}
