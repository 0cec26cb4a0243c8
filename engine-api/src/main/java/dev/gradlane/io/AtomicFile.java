package dev.gradlane.io;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.HexFormat;

/// A file that appears complete or not at all.
final class AtomicFile {
    private AtomicFile() {}

    interface Content {
        void writeTo(Sink sink) throws IOException;
    }

    /// Writes `content` to a new file beside `target`, which then takes the target's name.
    static void write(Path target, Content content) throws IOException {
        // a link keeps pointing at what it points at
        Path real = Files.isSymbolicLink(target) ? target.toRealPath() : target.toAbsolutePath();
        if (Files.isDirectory(real)) {
            throw new IOException(target + " is a directory");
        }
        byte[] unique = new byte[8];
        new SecureRandom().nextBytes(unique);
        Path beside = real.resolveSibling(
                "." + real.getFileName() + "." + HexFormat.of().formatHex(unique) + ".part");
        try {
            try (FileChannel channel =
                    FileChannel.open(beside, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                Sink sink = new Sink(channel);
                content.writeTo(sink);
                sink.flush();
                channel.force(true);
            }
            Files.move(beside, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /// The new file's end.
    static final class Sink extends OutputStream {
        private final FileChannel channel;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 18);

        private Sink(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            write(MemorySegment.ofArray(bytes).asSlice(offset, length));
        }

        /// All bytes of `data`, of whatever kind of memory.
        void write(MemorySegment data) throws IOException {
            for (long done = 0; done < data.byteSize(); ) {
                if (!buffer.hasRemaining()) {
                    flush();
                }
                int part = (int) Math.min(buffer.remaining(), data.byteSize() - done);
                MemorySegment.copy(data, done, MemorySegment.ofBuffer(buffer), 0, part);
                buffer.position(buffer.position() + part);
                done += part;
            }
        }

        @Override
        public void flush() throws IOException {
            buffer.flip();
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            buffer.clear();
        }
    }
}
