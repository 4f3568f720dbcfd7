package io.tintin.mcu;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Places blocks in one range of bytes, so that no two that live at the same time overlap: the
 * largest first, each at the lowest place that is free for as long as it lives.
 */
final class Arena {
  /** What lives from one moment to another, both included. */
  static final class Block {
    final long size;
    int from;
    int to;
    long offset = -1;

    Block(long size, int from, int to) {
      this.size = size;
      this.from = from;
      this.to = to;
    }

    /** Lives at this moment too. */
    void use(int moment) {
      from = Math.min(from, moment);
      to = Math.max(to, moment);
    }

    private boolean lives(Block other) {
      return from <= other.to && other.from <= to;
    }

    private long end() {
      return offset + size;
    }
  }

  private Arena() {}

  /** Sets all offsets and returns how long the range is. */
  static long place(List<Block> blocks) {
    List<Block> bySize = new ArrayList<>(blocks);
    bySize.sort(Comparator.comparingLong((Block block) -> -block.size));
    List<Block> placed = new ArrayList<>();
    long length = 0;
    for (Block block : bySize) {
      block.offset = lowest(block, placed);
      length = Math.max(length, block.end());
      placed.add(block);
      placed.sort(Comparator.comparingLong(b -> b.offset));
    }
    return length;
  }

  /** The lowest offset at which a block meets none of those placed, which are sorted. */
  private static long lowest(Block block, List<Block> placed) {
    long offset = 0;
    for (Block other : placed) {
      if (block.lives(other)) {
        if (offset + block.size <= other.offset) {
          return offset;
        }
        offset = Math.max(offset, other.end());
      }
    }
    return offset;
  }
}
