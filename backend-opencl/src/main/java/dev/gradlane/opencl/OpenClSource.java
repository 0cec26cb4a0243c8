package dev.gradlane.opencl;

import java.util.List;
import java.util.Map;

/// A program as OpenCL C: one text for 32- and 64-bit indices, which the macro `WIDE` chooses.
///
/// @param kernels in the order in which they run
/// @param constantOffsets by buffer id, the byte at which each constant lies in the constants' memory
/// @param constantBytes size of that memory
/// @param faultNodes graph node of each fault word
record OpenClSource(
        String text,
        List<KernelSource> kernels,
        Map<Integer, Long> constantOffsets,
        long constantBytes,
        List<Integer> faultNodes) {
    OpenClSource {
        kernels = List.copyOf(kernels);
        constantOffsets = Map.copyOf(constantOffsets);
        faultNodes = List.copyOf(faultNodes);
    }
}
