package io.tintin.cli.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tintin.cli.onnx.read.MalformedOnnxException;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.Tanh;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.random.RandomSequence;
import io.tintin.core.random.RandomSource;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.FrozenModel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that was exported gives its model back; one that was damaged says so. */
class OnnxImportTest {
  private static final ModelSpec SMALL =
      ModelSpec.of(
          Shape.of(3, 3, 2),
          new Conv2d(2, 2, 2),
          new LayerNorm(2),
          new Tanh(),
          new Flatten(),
          new Dense(8, 2));

  static Stream<String> names() {
    return Models.specs().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void everyExportGivesItsModelBack(String name) throws Exception {
    FrozenModel frozen = Models.frozen(Models.specs().get(name), 3, -1);
    byte[] bytes = OnnxExport.of(frozen).with("classes", "a\nb").toBytes();

    OnnxImport read = OnnxImport.of(bytes);

    assertThat(read.frozen()).contains(frozen);
    assertThat(read.model().id()).isEqualTo(frozen.model().id());
    assertThat(read.metadata("classes")).contains("a\nb");
    assertThat(OnnxExport.of(read.frozen().orElseThrow()).with("classes", "a\nb").toBytes())
        .isEqualTo(bytes);
  }

  /** A part of a file may be a file, without the metadata at its end. */
  @Test
  void everyTruncationIsMalformedOrNoExport() {
    byte[] bytes = OnnxExport.of(Models.frozen(SMALL, 3, 0)).toBytes();
    for (int size = 0; size < bytes.length; size++) {
      byte[] part = Arrays.copyOf(bytes, size);
      assertThatThrownBy(() -> OnnxImport.of(part))
          .as("%s bytes", size)
          .isInstanceOf(MalformedOnnxException.class)
          .hasMessageMatching("(?s).+ must be .+");
    }
  }

  /** One changed byte never gives another model, or another graph. */
  @Test
  void everyChangedByteIsFoundOrDecidesNothing() {
    FrozenModel frozen = Models.frozen(SMALL, 3, 0);
    byte[] bytes = OnnxExport.of(frozen).toBytes();
    RandomSequence draws = new RandomSequence(new RandomSource(5), 0);
    int found = 0;
    for (int at = 0; at < bytes.length; at++) {
      byte[] changed = bytes.clone();
      changed[at] ^= (byte) (at % 2 == 0 ? 1 << draws.nextBelow(8) : 1 + draws.nextBelow(255));
      found += isFound(changed, frozen) ? 1 : 0;
    }
    assertThat(found).isGreaterThan(bytes.length * 9 / 10);
  }

  private static boolean isFound(byte[] bytes, FrozenModel frozen) {
    try {
      FrozenModel read = OnnxImport.of(bytes).frozen().orElseThrow();
      // The shift of a layer that does not requantise may have changed.
      assertThat(read.model()).isEqualTo(frozen.model());
      assertThat(OnnxExport.of(read).graphBytes()).isEqualTo(OnnxExport.of(frozen).graphBytes());
      return false;
    } catch (MalformedOnnxException e) {
      assertThat(e.getMessage()).contains(" must be ");
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Dense[inputs=8, |Dense[inputs=9, |metadata layer 4: dense input size must be 9: 8",
        "hasBias=true] 4|hasBias=maybe 4 |metadata layer must be Name[name=value, …] inputs: Dense",
        "Tanh[] 2       |Tonh[] 2        |metadata layer must be a known one: Tonh",
        "Tanh[] 2       |Tanh[] 9        |metadata layer 2: input must be a value in [0, 2]: 9",
        "tintin.shifts  |tintin.shirts   |metadata tintin.shifts must be there: absent",
        "(5/4)^         |(5/7)^          |metadata scale must be 2^a (5/4)^b (13/16)^c: 2^",
        "LayerNorm[feat |LayerNorm[fest  |metadata LayerNorm value must be features=…: fest",
      })
  void changedTextIsNamed(String from, String to, String message) {
    String text =
        new String(
            OnnxExport.of(Models.frozen(SMALL, 3, 0)).toBytes(), StandardCharsets.ISO_8859_1);
    String old = from.strip();
    String changed = (to.strip() + " ".repeat(old.length())).substring(0, old.length());
    assertThat(text).contains(old);

    assertThatThrownBy(
            () -> OnnxImport.of(text.replace(old, changed).getBytes(StandardCharsets.ISO_8859_1)))
        .isInstanceOf(MalformedOnnxException.class)
        .hasMessageStartingWith(message);
  }
}
