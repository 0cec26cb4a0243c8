package dev.gradlane.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.function.Consumer;

/// Where results go: to a file, whole or not at all, or to the standard output.
final class Output {
    private Output() {}

    static void write(Optional<Path> file, Terminal terminal, Consumer<OutputStream> writer) {
        if (file.isEmpty()) {
            var buffered = new BufferedOutputStream(terminal.out(), 1 << 16);
            writer.accept(buffered);
            try {
                buffered.flush();
            } catch (IOException e) {
                throw new Failure(Failure.BAD_FILE, "the standard output cannot be written: " + reason(e));
            }
            return;
        }
        Path target = file.get().toAbsolutePath();
        Path temporary = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            if (Files.isDirectory(target)) {
                throw new Failure(Failure.BAD_FILE, "--out " + file.get() + " is a folder");
            }
            try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(temporary), 1 << 16)) {
                writer.accept(stream);
            }
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(Failure.BAD_FILE, "--out " + file.get() + " cannot be written: " + reason(e));
        } finally {
            try {
                Files.deleteIfExists(temporary);
            } catch (IOException e) {
                terminal.err().println("gradlane: " + temporary + " is left over: " + e.getMessage());
            }
        }
    }

    private static String reason(Exception e) {
        return switch (e) {
            case NoSuchFileException _ -> "its folder does not exist";
            case AccessDeniedException _ -> "permission denied";
            default -> String.valueOf(e.getMessage());
        };
    }
}
