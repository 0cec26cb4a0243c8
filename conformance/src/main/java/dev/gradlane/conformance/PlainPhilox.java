package dev.gradlane.conformance;

/// Philox4x32-10 in plain Java, apart from the graph's: the paper's round written down with `long` arithmetic, and
/// the words that an element of a draw takes.
final class PlainPhilox {
    private PlainPhilox() {}

    /// @param counter four words
    /// @param key two words
    static int[] block(int[] counter, int[] key) {
        int[] c = counter.clone();
        int[] k = key.clone();
        for (int round = 0; round < 10; round++) {
            if (round > 0) {
                k[0] += 0x9E3779B9;
                k[1] += 0xBB67AE85;
            }
            long p0 = 0xD2511F53L * Integer.toUnsignedLong(c[0]);
            long p1 = 0xCD9E8D57L * Integer.toUnsignedLong(c[2]);
            c = new int[] {(int) (p1 >>> 32) ^ c[1] ^ k[0], (int) p1, (int) (p0 >>> 32) ^ c[3] ^ k[1], (int) p0};
        }
        return c;
    }

    /// Word `index` of a draw, in the order in which its elements take them.
    static int word(long key, int stream, long sample, long index) {
        int[] counter = {(int) (index / 4), stream, (int) sample, (int) (sample >> 32)};
        return block(counter, new int[] {(int) key, (int) (key >> 32)})[(int) (index % 4)];
    }

    /// Words 2·index and 2·index + 1, low word first.
    static long pair(long key, int stream, long sample, long index) {
        return Integer.toUnsignedLong(word(key, stream, sample, 2 * index))
                | (long) word(key, stream, sample, 2 * index + 1) << 32;
    }
}
