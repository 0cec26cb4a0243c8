package dev.gradlane.kernel;

import dev.gradlane.graph.Order;

/// Which accumulators have which order, see [Accumulator].
final class KernelOrders {
    private KernelOrders() {}

    static boolean isLegal(Accumulator a) {
        boolean real = a.type().isFloat();
        return switch (a.fold()) {
            case SUM -> a.order() == (real ? Order.LANES : Order.FREE);
            case DOT -> real ? a.order() == Order.LANES || a.order() == Order.CHAIN : a.order() == Order.FREE;
            case PROD -> a.order() == (real ? Order.HALVES : Order.FREE);
            case MAX, MIN, ALL, ANY -> a.order() == Order.FREE;
        };
    }
}
