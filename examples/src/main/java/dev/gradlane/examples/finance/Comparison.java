package dev.gradlane.examples.finance;

import dev.gradlane.Engine;
import dev.gradlane.Fn;
import dev.gradlane.Tensor;
import dev.gradlane.examples.Estimate;
import dev.gradlane.examples.Greeks.Option;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A table of methods for the same value, delta and vega, with the closed form.
final class Comparison {
    private Comparison() {}

    static void print(
            Engine engine,
            Map<String, Fn<OnPath, Tensor>> methods,
            Fn<Option, Tensor> closedForm,
            Option option,
            int paths,
            PrintStream out) {
        out.printf("%-20s%21s%22s%24s%n", "", "value", "delta", "vega");
        methods.forEach((name, payoff) -> {
            List<Estimate> g = MonteCarlo.greeks(engine, payoff, option, paths);
            out.printf("%-20s%21s%22s%24s%n", name, g.get(0), g.get(1), g.get(4));
        });
        try (var exact = engine.compile(closedForm.valueAndGradient())) {
            var g = exact.run(option);
            out.printf(
                    Locale.ROOT,
                    "%-20s%10.6f%22.6f%24.6f%n",
                    "closed form",
                    g.value().item(),
                    g.gradient().spot().item(),
                    g.gradient().vol().item());
        }
    }
}
