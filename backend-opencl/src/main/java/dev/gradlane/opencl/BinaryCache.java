package dev.gradlane.opencl;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// Built programs on disk, by the SHA-256 of source, options, device and driver. A file holds the
/// SHA-256 of its content first, so that a damaged one is known and written anew.
final class BinaryCache {
    private static final int DIGEST = 32;
    /// What all of them may take; the ones used longest ago go first.
    private static final long LIMIT = 256L << 20;

    private BinaryCache() {}

    /// The name of a program: equal only if everything is that its binary depends on.
    static String key(String... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String part : parts) {
            byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
            // lengths keep ("ab", "c") from being ("a", "bc")
            all.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            all.writeBytes(bytes);
        }
        return HexFormat.of().formatHex(digest(all.toByteArray(), 0, all.size()));
    }

    static boolean isOn() {
        return UserCache.directory().isPresent();
    }

    static Optional<byte[]> read(String key) {
        return UserCache.directory().map(directory -> file(directory, key)).flatMap(file -> {
            try {
                byte[] bytes = Files.readAllBytes(file);
                boolean whole = bytes.length > DIGEST
                        && Arrays.equals(digest(bytes, DIGEST, bytes.length - DIGEST), Arrays.copyOf(bytes, DIGEST));
                if (whole) {
                    Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
                }
                return whole ? Optional.of(Arrays.copyOfRange(bytes, DIGEST, bytes.length)) : Optional.empty();
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }

    static void write(String key, byte[] binary) {
        UserCache.directory().ifPresent(directory -> {
            byte[] bytes = Arrays.copyOf(digest(binary, 0, binary.length), DIGEST + binary.length);
            System.arraycopy(binary, 0, bytes, DIGEST, binary.length);
            UserCache.write(file(directory, key), bytes);
            UserCache.prune(directory, ".bin", LIMIT);
        });
    }

    private static Path file(Path directory, String key) {
        return directory.resolve(key + ".bin");
    }

    private static byte[] digest(byte[] bytes, int from, int length) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            sha.update(bytes, from, length);
            return sha.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
