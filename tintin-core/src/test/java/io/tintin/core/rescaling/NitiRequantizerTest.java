package io.tintin.core.rescaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.tensor.Int32Buffer;
import io.tintin.core.tensor.Int8Buffer;
import org.junit.jupiter.api.Test;

class NitiRequantizerTest {
  private static Int8Buffer requantized(int... values) {
    Int32Buffer acc = new Int32Buffer(values.length);
    System.arraycopy(values, 0, acc.values, 0, values.length);
    acc.setScale(-9, 1, 2);
    Int8Buffer output = new Int8Buffer(values.length);
    Rescaling.NITI.newRequantizer().requantize(acc, 0, values.length, 1, output);
    return output;
  }

  @Test
  void upTo128NothingIsShifted() {
    Int8Buffer output = requantized(128, -127, 3);
    assertThat(output.values).containsExactly(127, -127, 3);
    assertThat(output.shift).isEqualTo(-9);
  }

  @Test
  void oneBitTooManyIsTakenForTwo() {
    // Dropping two bits: 129 = 32 * 4 + 1, and only 10 rounds up.
    Int8Buffer output = requantized(129, 130, -131, 256);
    assertThat(output.values).containsExactly(32, 33, -32, 64);
    assertThat(new int[] {output.shift, output.up, output.down}).containsExactly(-7, 1, 2);
  }

  @Test
  void furtherBitsAreDroppedAsTheyAre() {
    Int8Buffer output = requantized(1024, 513, 0);
    assertThat(output.values).containsExactly(127, 64, 0);
    assertThat(output.shift).isEqualTo(-6);
  }
}
