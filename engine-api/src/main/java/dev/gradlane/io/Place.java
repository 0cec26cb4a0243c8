package dev.gradlane.io;

import java.nio.file.Path;

/// Where a reader is, for its messages: a file and, in an archive, a member.
record Place(Path file, String member) {
    static Place in(Path file) {
        return new Place(file, "");
    }

    Place member(String name) {
        return new Place(file, "member '" + name + "', ");
    }

    FormatException error(long offset, String message) {
        return new FormatException(file, member + "byte " + offset, message);
    }

    FormatException error(String where, String message) {
        return new FormatException(file, member + where, message);
    }
}
