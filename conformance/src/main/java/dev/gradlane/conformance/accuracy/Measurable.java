package dev.gradlane.conformance.accuracy;

import dev.gradlane.backend.Device;
import dev.gradlane.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// A row of the results that can be measured.
public sealed interface Measurable permits Exhaustive, Sampled {
    /// What [#compare] may take.
    int BLOCKS = 1024;

    /// The function, with ′ for its derivative.
    String name();

    DType dtype();

    /// The name of the bits that are measured.
    String graphDigest();

    /// The largest error that is promised, in ulp.
    double promise();

    /// Judges the results of a device.
    AccuracyRow measure(Device device);

    /// Compares the first `blocks` of [#BLOCKS] blocks of inputs, by digest.
    ///
    /// @return where blocks that differ begin, in words
    List<String> compare(Device one, Device other, int blocks);

    /// All functions of `names`, or all if there are none: f32 of one argument and its derivative at all inputs, f64
    /// and
    /// functions of two arguments sampled.
    ///
    /// @throws IllegalArgumentException if a name is unknown
    static List<Measurable> of(List<String> names) {
        List<Measurable> all = new ArrayList<>(Exhaustive.all());
        all.addAll(Sampled.all());
        for (String name : names) {
            if (all.stream().noneMatch(m -> m.name().equals(name))) {
                throw new IllegalArgumentException("no function is called '" + name + "'; there are "
                        + String.join(
                                ", ",
                                all.stream().map(Measurable::name).distinct().toList()));
            }
        }
        return all.stream()
                .filter(m -> names.isEmpty() || names.contains(m.name().replaceFirst("′.*", "")))
                .toList();
    }
}
