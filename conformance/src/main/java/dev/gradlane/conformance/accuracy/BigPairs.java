package dev.gradlane.conformance.accuracy;

import static dev.gradlane.conformance.accuracy.BigFunctions.exp;
import static dev.gradlane.conformance.accuracy.BigFunctions.log;
import static dev.gradlane.conformance.accuracy.BigFunctions.log1p;
import static dev.gradlane.conformance.accuracy.BigFunctions.sigmoid;

/// Functions of two arguments, by their definitions in terms of [BigFunctions].
final class BigPairs {
    private BigPairs() {}

    static Big squares(Big x, Big y) {
        return x.square().add(y.square());
    }

    static Big hypot(Big x, Big y) {
        return squares(x, y).sqrt();
    }

    static Big xlogy(Big x, Big y) {
        return x.mul(log(y));
    }

    static Big logAddExp(Big a, Big b) {
        boolean first = a.sub(b).signum() > 0;
        return (first ? a : b).add(log1p(exp(a.sub(b).abs().neg())));
    }

    /// eᵃ / (eᵃ + eᵇ).
    static Big share(Big a, Big b) {
        Big difference = a.sub(b);
        return difference.signum() == 0 ? Big.of(0.5) : sigmoid(difference);
    }
}
