package dev.gradlane.vector;

import dev.gradlane.backend.BackendException;
import java.util.Locale;
import java.util.Optional;

/// How a device computes: none of it changes a bit.
///
/// | system property | values | default |
/// |---|---|---|
/// | `gradlane.vector.bits` | 64 (scalar code), 128, 256, 512 | what the processor prefers |
/// | `gradlane.vector.threads` | 1 … | available processors |
/// | `gradlane.vector.tier` | `tile`, `fused`, `auto`: the first, then the second | `auto` |
record Settings(Species species, int threads, Tier tier) {
    /// Who computes straight-line code.
    enum Tier {
        /// Loops over tiles.
        TILE,
        /// Generated code from the first call.
        FUSED,
        /// Loops until generated code is faster.
        AUTO
    }

    static final String NO_VECTORS = "start java with --add-modules jdk.incubator.vector";

    /// @throws BackendException if a property has no sense; the message has its values
    static Settings read() {
        String bits = System.getProperty("gradlane.vector.bits", "");
        String threads = System.getProperty("gradlane.vector.threads", "");
        String tier = System.getProperty("gradlane.vector.tier", "auto");
        if (!bits.matches("|64|128|256|512")) {
            throw new BackendException("gradlane.vector.bits=" + bits + ": it is 64 (scalar code), 128, 256 or 512");
        }
        if (!threads.matches("|[1-9]\\d{0,3}")) {
            throw new BackendException("gradlane.vector.threads=" + threads + ": it is a number from 1 to 9999");
        }
        if (!tier.matches("auto|tile|fused")) {
            throw new BackendException("gradlane.vector.tier=" + tier + ": it is auto, tile or fused");
        }
        int preferred = preferredBits();
        if (!bits.isEmpty() && !bits.equals("64") && !hasVectorApi()) {
            throw new BackendException("gradlane.vector.bits=" + bits + " asks for the Vector API: " + NO_VECTORS);
        }
        return new Settings(
                new Species(bits.isEmpty() ? preferred : Integer.parseInt(bits)),
                threads.isEmpty() ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(threads),
                Tier.valueOf(tier.toUpperCase(Locale.ROOT)));
    }

    /// The species for code that runs from the first call: the one asked for once it has proved the contract, else that
    /// of scalar code, whose meaning Java fixes. Tier `fused` takes what it was asked for; whether that is exact,
    /// the device's availability says.
    Species proven() {
        if (tier == Tier.FUSED) {
            return species;
        }
        Optional<String> failure = SelfTest.failure(species);
        failure.ifPresent(reason -> System.getLogger("dev.gradlane.vector")
                .log(System.Logger.Level.WARNING, "scalar code instead of vector code: {0}", reason));
        return failure.isPresent() ? Species.SCALAR : species;
    }

    static boolean hasVectorApi() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    /// True where HotSpot turns the Vector API into vector instructions; the interpreter and the client compiler run it
    /// a hundred times slower than scalar code.
    static boolean hasOptimizingCompiler() {
        String info = System.getProperty("java.vm.info", "");
        return !info.contains("interpreted") && !info.contains("emulated-client");
    }

    private static int preferredBits() {
        if (!hasVectorApi() || !hasOptimizingCompiler()) {
            return Species.SCALAR_BITS;
        }
        int bits = PreferredShape.bits();
        return bits < 128 ? Species.SCALAR_BITS : Math.min(512, bits);
    }

    /// The device in words.
    String text() {
        String lanes = species.isScalar()
                ? "1 lane" + (hasVectorApi() ? "" : ": " + NO_VECTORS)
                : species.lanes(4) + " × f32 or " + species.lanes(8) + " × f64 in " + species.bits() + " bits";
        return lanes + ", " + threads + (threads == 1 ? " thread" : " threads");
    }
}
