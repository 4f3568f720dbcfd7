package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ArenaTest {
  @Test
  void whatDoesNotLiveTogetherSharesMemory() {
    Arena.Block first = new Arena.Block(100, 0, 1);
    Arena.Block second = new Arena.Block(60, 1, 2);
    Arena.Block third = new Arena.Block(90, 2, 3);
    assertThat(Arena.place(List.of(first, second, third))).isEqualTo(160);
    assertThat(List.of(first.offset, second.offset, third.offset)).containsExactly(0L, 100L, 0L);
  }

  @Test
  void noTwoThatLiveTogetherOverlap() {
    SplittableRandom random = new SplittableRandom(1);
    for (int run = 0; run < 500; run++) {
      List<Arena.Block> blocks = new ArrayList<>();
      for (int b = 0; b < random.nextInt(1, 20); b++) {
        int from = random.nextInt(10);
        blocks.add(new Arena.Block(random.nextInt(1, 50), from, from + random.nextInt(4)));
      }
      long length = Arena.place(blocks);
      for (Arena.Block a : blocks) {
        assertThat(a.offset).isBetween(0L, length - a.size);
        for (Arena.Block b : blocks) {
          boolean isTogether = a != b && a.from <= b.to && b.from <= a.to;
          boolean overlaps = a.offset < b.offset + b.size && b.offset < a.offset + a.size;
          assertThat(isTogether && overlaps).isFalse();
        }
      }
    }
  }
}
