package io.tintin.cli.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/** Files that may be gzipped. */
final class Inputs {
  private static final int BUFFER = 1 << 16;

  private Inputs() {}

  /** The content, unpacked when it begins as gzip does. */
  static InputStream open(Path file) throws IOException {
    InputStream in = new BufferedInputStream(Files.newInputStream(file), BUFFER);
    try {
      in.mark(2);
      boolean isGzip = in.read() == 0x1F && in.read() == 0x8B;
      in.reset();
      return isGzip ? new BufferedInputStream(new GZIPInputStream(in, BUFFER), BUFFER) : in;
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  /** Whether the content begins as IDX does: with two zero bytes. */
  static boolean isIdx(Path file) throws IOException {
    try (InputStream in = open(file)) {
      byte[] first = in.readNBytes(2);
      return first.length == 2 && first[0] == 0 && first[1] == 0;
    }
  }
}
