package dev.gradlane.cli;

/// Rows read so far, on one line of an interactive terminal, if it takes long enough to wonder.
final class Progress implements AutoCloseable {
    private static final long PATIENCE_NANOS = 1_000_000_000;

    private final Terminal terminal;
    private final long start = System.nanoTime();
    private long rows;
    private boolean shown;

    Progress(Terminal terminal) {
        this.terminal = terminal;
    }

    void add(long more) {
        rows += more;
        if (terminal.interactive() && System.nanoTime() - start > PATIENCE_NANOS) {
            terminal.err().print("\r" + rows + " rows read");
            shown = true;
        }
    }

    @Override
    public void close() {
        if (shown) {
            terminal.err().print("\r" + " ".repeat(40) + "\r");
        }
    }
}
