package dev.gradlane.conformance.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// The file keeps what is in it, whatever is computed today.
class GoldenBitsTest {
    private static final GoldenBits FILE =
            GoldenBits.parse("# numerics 1\nsum\tsha256:a\tsha256:b\nexp f32\tsha256:c\tsha256:d\n");
    private static final GoldenBits NOW = GoldenBits.parse(
            "# numerics 1\nsum\tsha256:a\tsha256:x\nexp f32\tsha256:y\tsha256:d\nnew\tsha256:e\tsha256:f\n");

    @Test
    void itPrintsAndParses() {
        assertEquals(FILE.print(), GoldenBits.parse(FILE.print()).print());
        assertEquals(1, FILE.version());
        assertThrows(IllegalArgumentException.class, () -> GoldenBits.parse("sum sha256:a"));
    }

    @Test
    void otherBitsOtherGraphsAndLostProgramsAreTold() {
        List<String> differences = FILE.differences(NOW);
        assertEquals(2, differences.size());
        assertEquals("sum: other bits, sha256:x", differences.get(0));
        assertTrue(differences.get(1).startsWith("exp f32: the same bits"), differences.get(1));
        assertEquals(List.of("new: the program is gone"), NOW.differences(FILE).subList(2, 3));
        assertEquals(List.of("new"), FILE.missing(NOW));
    }

    /// A new function comes with new lines; the lines on file stay, and go on failing.
    @Test
    void newProgramsAreAddedAndNoLineChanges() {
        GoldenBits grown = FILE.with(NOW);
        assertEquals(List.of(), FILE.differences(grown));
        assertEquals(List.of(), grown.missing(NOW));
        assertEquals(2, grown.differences(NOW).size());
    }

    /// The inputs are part of the file: the generator gives these numbers for ever.
    @Test
    void inputsAreThoseOfTheName() {
        GoldenNumbers numbers = new GoldenNumbers("sum");
        String drawn = IntStream.range(0, 3)
                .mapToObj(_ -> Long.toHexString(numbers.next()))
                .collect(Collectors.joining(" "));
        assertEquals(reference(), drawn);
    }

    /// SplitMix64 as published, seeded with FNV-1a of "sum".
    private static String reference() {
        long seed = 0xcbf29ce484222325L;
        for (char c : "sum".toCharArray()) {
            seed = (seed ^ c) * 0x100000001b3L;
        }
        var published = new java.util.SplittableRandom(seed);
        return IntStream.range(0, 3)
                .mapToObj(_ -> Long.toHexString(published.nextLong()))
                .collect(Collectors.joining(" "));
    }
}
