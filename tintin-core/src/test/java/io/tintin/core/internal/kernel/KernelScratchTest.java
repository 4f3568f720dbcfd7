package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelScratchTest {
  @Test
  void theLargerOfTwoSizesServesBoth() {
    KernelScratch.Size size =
        new KernelScratch.Size(3, 20, 7, 11, 5, 6, 2, 8)
            .max(new KernelScratch.Size(4, 10, 9, 2, 1, 8, 4, 3));
    assertThat(size).isEqualTo(new KernelScratch.Size(4, 20, 9, 11, 5, 8, 4, 8));
    KernelScratch scratch = new KernelScratch(size);
    assertThat(scratch.rows).hasDimensions(4, 20);
    assertThat(scratch.ints).hasSize(9);
    assertThat(scratch.bytes).hasSize(11);
    assertThat(scratch.byteRows).hasDimensions(5, 8);
    assertThat(scratch.longRows).hasDimensions(4, 8);
  }
}
