package dev.gradlane.pass;

import dev.gradlane.graph.Graph;
import dev.gradlane.text.GraphText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of a program's bits: SHA-256 over the text of the frozen graph and the version of the numerics
/// contract.
public final class Digest {
    /// Version of the numerics contract. It is frozen: whatever changes a bit of a result, or the text of a frozen
    /// graph, raises it (docs/numerics.md has the list).
    public static final int NUMERICS = 1;

    private Digest() {}

    /// `sha256:` and 64 hexadecimal digits, of the text of a frozen graph and the version of the numerics.
    public static String of(Graph frozen) {
        String text = GraphText.print(frozen) + "\nnumerics " + NUMERICS + "\n";
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
