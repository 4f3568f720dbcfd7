package io.tintin.cli.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Writes a file beside its place and then renames it: readers see the old content or the new. */
public final class AtomicFile {
  private final Path target;
  private final Path temporary;

  private AtomicFile(Path target) {
    this.target = target;
    String name = "." + target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
    this.temporary = target.resolveSibling(name);
  }

  /**
   * A file that can be written; finds out by writing an empty one beside it, which is deleted.
   *
   * @throws IOException if the folder is not there or can't be written, or something that is no
   *     regular file has the name
   */
  public static AtomicFile at(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    // Renaming would put a file in the place of a device or a link.
    Path target = Files.exists(absolute) ? absolute.toRealPath() : absolute;
    if (target.getFileName() == null || (Files.exists(target) && !Files.isRegularFile(target))) {
      throw new IOException("it is no regular file");
    }
    AtomicFile file = new AtomicFile(target);
    file.writeTemporary(new byte[0]);
    Files.delete(file.temporary);
    return file;
  }

  /** Writes the content, in one piece for every reader and across a power cut. */
  public void write(byte[] content) throws IOException {
    // A run that is interrupted leaves nothing behind.
    temporary.toFile().deleteOnExit();
    try {
      writeTemporary(content);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private void writeTemporary(byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            temporary,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    }
  }
}
