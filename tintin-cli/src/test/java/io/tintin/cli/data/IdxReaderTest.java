package io.tintin.cli.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.core.tensor.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdxReaderTest {
  private static final byte[] IMAGES =
      HexFormat.ofDelimiter(" ")
          .parseHex(
              "00 00 08 03 " // unsigned bytes, rank 3
                  + "00 00 00 02 00 00 00 01 00 00 00 02 " // 2 images of 1 x 2
                  + "00 ff 7f 80"); // pixels
  private static final byte[] LABELS =
      HexFormat.ofDelimiter(" ")
          .parseHex(
              "00 00 08 01 " // unsigned bytes, rank 1
                  + "00 00 00 02 " // 2 labels
                  + "03 00");

  @TempDir Path folder;

  private RawDataset read(byte[] images, byte[] labels) throws Exception {
    Path imageFile = Files.write(folder.resolve("images"), images);
    Path labelFile = Files.write(folder.resolve("labels"), labels);
    return IdxReader.read(imageFile, labelFile);
  }

  @Test
  void pixelsAndLabelsAreThoseOfTheFiles() throws Exception {
    RawDataset data = read(IMAGES, LABELS);
    assertThat(data.count()).isEqualTo(2);
    assertThat(data.shape()).isEqualTo(Shape.of(1, 2, 1));
    assertThat(data.classes()).containsExactly("0", "1", "2", "3");
    assertThat(data.label(0)).isEqualTo(3);
    assertThat(data.label(1)).isZero();
    assertThat(data.numbers().at(0, 1, 0)).isEqualTo(255);
    assertThat(data.numbers().at(1, 0, 0)).isEqualTo(127);
    assertThat(data.numbers().at(1, 1, 0)).isEqualTo(128);
  }

  @Test
  void gzippedFilesAreTheSame() throws Exception {
    RawDataset data = read(IdxFiles.gzip(IMAGES), IdxFiles.gzip(LABELS));
    assertThat(new Loaded(data, java.util.Optional.empty()).sha256())
        .isEqualTo(new Loaded(read(IMAGES, LABELS), java.util.Optional.empty()).sha256());
  }

  @Test
  void flatFeaturesAndChannelsAreRead() throws Exception {
    assertThat(read(IdxFiles.idx(new byte[6], 2, 3), LABELS).shape()).isEqualTo(Shape.of(3));
    assertThat(read(IdxFiles.idx(new byte[24], 2, 2, 2, 3), LABELS).shape())
        .isEqualTo(Shape.of(2, 2, 3));
  }

  /** Changes four bytes of the images' header. */
  @ParameterizedTest
  @CsvSource({
    "0, 00000801, magic must be 0x00000802 to 04: 0x00000801",
    "0, 00000d03, magic must be 0x00000802 to 04: 0x00000d03",
    "0, 504b0304, magic must be 0x00000802 to 04: 0x504b0304",
    "4, 00000000, extent 0 must be at least 1: 0",
    "4, ffffffff, extent 0 must be at least 1: -1",
    "4, 7fffffff, number of values must be at most 1073741824",
    "4, 20000000, number of values must be 1073741824: 4",
    "4, 00000003, number of values must be 6: 4",
    "4, 00000001, number of values must be 2: more",
    "8, 7fffffff, number of values must be at most 1073741824",
  })
  void wrongHeaderIsRefused(int at, String hex, String message) {
    byte[] images = IMAGES.clone();
    System.arraycopy(HexFormat.of().parseHex(hex), 0, images, at, 4);
    assertThatThrownBy(() -> read(images, LABELS))
        .isInstanceOf(MalformedDataException.class)
        .hasMessageStartingWith("images: " + message);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] packed = IdxFiles.gzip(IMAGES);
    for (int length = 0; length < IMAGES.length; length++) {
      byte[] part = Arrays.copyOf(IMAGES, length);
      assertThatThrownBy(() -> read(part, LABELS)).isInstanceOf(MalformedDataException.class);
    }
    for (int length = 0; length < packed.length; length++) {
      byte[] part = Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> read(part, LABELS)).isInstanceOf(MalformedDataException.class);
    }
  }

  @Test
  void everyFlippedByteOfAGzipIsReadOrRefused() throws IOException {
    byte[] packed = IdxFiles.gzip(IMAGES);
    for (int i = 0; i < packed.length; i++) {
      byte[] flipped = packed.clone();
      flipped[i] ^= 0x55;
      try {
        read(flipped, LABELS);
      } catch (MalformedDataException expected) {
        assertThat(expected).hasMessageStartingWith("images: ");
      } catch (Exception other) {
        throw new AssertionError("byte " + i, other);
      }
    }
  }

  @Test
  void otherNumberOfLabelsIsRefused() {
    assertThatThrownBy(() -> read(IMAGES, IdxFiles.idx(new byte[3], 3)))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage("labels: label count must be 2, as in images: 3");
  }

  @Test
  void imagesInPlaceOfLabelsAreRefused() {
    assertThatThrownBy(() -> read(IMAGES, IMAGES))
        .isInstanceOf(MalformedDataException.class)
        .hasMessage("labels: magic must be 0x00000801: 0x00000803");
  }
}
