package dev.gradlane.graph;

import java.util.Locale;

/// The pinned order of the additions in a reduction (numerics contract §4, §5): a printed attribute, chosen when
/// the node is built and copied by every transform, so that neither batch size nor layout changes a bit.
public enum Order {
    /// 128 strided lanes, then a tree of halves; past 4096 elements the same again over the results of
    /// consecutive 4096-chunks. In a [Op.Dot] the lane step is fma.
    LANES,
    /// Blocks of 256 consecutive k, each an fma chain from −0; block totals added ascending.
    CHAIN,
    /// n > 1 elements: the first ⌈n/2⌉ against the rest, elementwise, until one is left.
    HALVES,
    /// Every order gives the same bits.
    FREE;

    /// The word in IR text.
    public String symbol() {
        return name().toLowerCase(Locale.ROOT);
    }
}
