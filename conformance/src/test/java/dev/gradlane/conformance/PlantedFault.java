package dev.gradlane.conformance;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.Graph;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/// One way in which a device breaks the numerics contract.
///
/// @param scalar its instructions
/// @param folds its sums and sorts
/// @param graph what it makes of a program
/// @param rows the part of the kit that must catch it; none where only random graphs can
/// @param golden how the names of golden programs begin that must catch it, if there are some
record PlantedFault(
        String name,
        Folds.Instructions scalar,
        Function<Folds.Instructions, Folds> folds,
        UnaryOperator<Graph> graph,
        Manner manner,
        Function<Device, Stream<ConformanceRow>> rows,
        Optional<String> golden) {
    /// What is wrong with how it runs, whatever it computes.
    enum Manner {
        SOUND,
        /// The last element of some results is not written.
        LOSES_TAIL,
        /// The first results of each size stay.
        STALE,
        /// Faults are not told.
        SILENT
    }

    static final PlantedFault NONE = new PlantedFault(
            "none", Scalars::apply, Folds::new, g -> g, Manner.SOUND, _ -> Stream.empty(), Optional.empty());

    static Stream<PlantedFault> all() {
        return Stream.of(manners(), ScalarFaults.all(), FoldFaults.all(), GraphFaults.all())
                .flatMap(faults -> faults);
    }

    private static Stream<PlantedFault> manners() {
        return Stream.of(
                manner("tail off by one", Manner.LOSES_TAIL, ArrayRows::of).inGolden("reduce sum"),
                manner("stale buffer", Manner.STALE, ScalarRows::of),
                manner("index out of range not told", Manner.SILENT, FaultRows::of),
                manner("a matrix that is not positive definite not told", Manner.SILENT, MatrixRows::of));
    }

    private static PlantedFault manner(String name, Manner manner, Function<Device, Stream<ConformanceRow>> rows) {
        return new PlantedFault(name, Scalars::apply, Folds::new, g -> g, manner, rows, Optional.empty());
    }

    static PlantedFault ofScalar(String name, Folds.Instructions scalar) {
        return new PlantedFault(name, scalar, Folds::new, g -> g, Manner.SOUND, ScalarRows::of, Optional.empty());
    }

    static PlantedFault ofFolds(
            String name, Function<Folds.Instructions, Folds> folds, Function<Device, Stream<ConformanceRow>> rows) {
        return new PlantedFault(name, Scalars::apply, folds, g -> g, Manner.SOUND, rows, Optional.empty());
    }

    static PlantedFault ofGraph(
            String name, UnaryOperator<Graph> graph, Function<Device, Stream<ConformanceRow>> rows) {
        return new PlantedFault(name, Scalars::apply, Folds::new, graph, Manner.SOUND, rows, Optional.empty());
    }

    /// The same, and golden programs whose names begin so see it.
    PlantedFault inGolden(String beginning) {
        return new PlantedFault(name, scalar, folds, graph, manner, rows, Optional.of(beginning));
    }

    @Override
    public String toString() {
        return name;
    }
}
