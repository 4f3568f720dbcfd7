package io.tintin.core.continual;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.golden.GoldenCase;
import io.tintin.core.random.RandomSource;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class ReplayGoldenTest {
  // Where the fields of a snapshot are: docs/formats.md.
  private static final int OFFERED_AT = 28;
  private static final int POSITION_AT = 32;
  private static final int FEATURES_AT = 36;

  @Test
  void whatIsKeptAndDrawnIsThatOfTheReference() throws Exception {
    List<GoldenCase> cases = GoldenCase.of("replay.txt", "replay");
    assertThat(cases).hasSizeGreaterThan(40);
    for (GoldenCase c : cases) {
      int capacity = c.input(0).integer();
      RandomSource random = new RandomSource(c.input(1).key());
      ReplayBuffer buffer = new ReplayBuffer(1, 1, capacity, random);
      buffer.restore(state(buffer, capacity, c.input(2).integer(), c.input(3).integer()));
      assertThat(results(buffer, c.input(4).words()))
          .as("%s", c)
          .containsExactly(c.output(0).ints());
      ByteBuffer after = ByteBuffer.wrap(buffer.snapshot()).order(ByteOrder.LITTLE_ENDIAN);
      int[] labels = new int[capacity];
      for (int slot = 0; slot < capacity; slot++) {
        labels[slot] = after.getInt(FEATURES_AT + capacity + 4 * slot);
      }
      assertThat(labels).as("%s", c).containsExactly(c.output(1).ints());
      assertThat(after.getInt(OFFERED_AT)).as("%s", c).isEqualTo(c.output(2).integer());
      assertThat(after.getInt(POSITION_AT)).as("%s", c).isEqualTo(c.output(3).integer());
    }
  }

  /** A snapshot of a buffer that has seen that much, with a label of its own in each slot. */
  private static byte[] state(ReplayBuffer empty, int capacity, int offered, int position) {
    byte[] bytes = empty.snapshot();
    ByteBuffer out = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(OFFERED_AT, offered).putInt(POSITION_AT, position);
    for (int slot = 0; slot < capacity && offered > 0; slot++) {
      out.putInt(FEATURES_AT + capacity + 4 * slot, -1 - slot);
    }
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, bytes.length - 4);
    out.putInt(bytes.length - 4, (int) crc.getValue());
    return bytes;
  }

  private static int[] results(ReplayBuffer buffer, String[] operations) {
    List<Integer> results = new ArrayList<>();
    byte[] features = {0};
    int[] drawn = {0};
    int label = 0;
    for (String operation : operations) {
      if (operation.equals("o")) {
        label++;
        results.add(buffer.offer(features, label) ? 1 : 0);
      } else {
        buffer.draw(features, drawn);
        results.add(drawn[0]);
      }
    }
    return results.stream().mapToInt(Integer::intValue).toArray();
  }
}
