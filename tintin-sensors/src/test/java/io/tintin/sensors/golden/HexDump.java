package io.tintin.sensors.golden;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes written as hex digits, with blanks as one likes and comments from # to the end of line. */
public final class HexDump {
  private HexDump() {}

  /** Reads a file of {@code src/test/resources/golden}. */
  public static byte[] read(String file) {
    try (InputStream in = HexDump.class.getResourceAsStream("/golden/" + file)) {
      if (in == null) {
        throw new IllegalArgumentException("golden file must exist: " + file);
      }
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      text.lines()
          .map(line -> line.replaceAll("#.*", "").replaceAll("\\s", ""))
          .forEach(digits -> bytes.writeBytes(HexFormat.of().parseHex(digits)));
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
