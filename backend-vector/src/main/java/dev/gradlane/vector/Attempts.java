package dev.gradlane.vector;

/// When the common route is worth a try. Where it has just met a rare point, the next tiles may have some too: one tile
/// goes the full route at once, after each further try in vain twice as many, so that data full of rare points costs a
/// seventeenth of a common route more than without it.
///
/// Threads share the counts without a lock: a lost one moves a try, no bit.
final class Attempts {
    private static final int MOST = 16;

    /// Tiles to go before the next try.
    private int rest;
    /// How many were to go after the last one.
    private int pause;

    boolean isDue() {
        if (rest == 0) {
            return true;
        }
        rest--;
        return false;
    }

    /// @param well whether no point was rare
    void ended(boolean well) {
        if (!well) {
            pause = Math.clamp(2L * pause, 1, MOST);
            rest = pause;
        } else if (pause != 0) {
            pause = 0;
        }
    }
}
