package dev.gradlane.graph;

import java.util.List;
import java.util.stream.IntStream;

/// Which axes of a and b a [Op.Dot] pairs: batch axes appear once in the result, contracted axes are summed over
/// (numbered row-major in the order listed); the rest are free.
public record DotAxes(List<Integer> aBatch, List<Integer> bBatch, List<Integer> aContract, List<Integer> bContract) {
    public DotAxes {
        aBatch = List.copyOf(aBatch);
        bBatch = List.copyOf(bBatch);
        aContract = List.copyOf(aContract);
        bContract = List.copyOf(bContract);
    }

    /// One pair of axes is contracted, none is a batch.
    public static DotAxes contract(int aAxis, int bAxis) {
        return new DotAxes(List.of(), List.of(), List.of(aAxis), List.of(bAxis));
    }

    /// Axes of operand 0 that the result keeps, ascending.
    public List<Integer> aFree(int rank) {
        return rest(rank, aBatch, aContract);
    }

    /// Axes of operand 1 that the result keeps, ascending.
    public List<Integer> bFree(int rank) {
        return rest(rank, bBatch, bContract);
    }

    private static List<Integer> rest(int rank, List<Integer> batch, List<Integer> contract) {
        return IntStream.range(0, rank)
                .filter(i -> !batch.contains(i) && !contract.contains(i))
                .boxed()
                .toList();
    }
}
