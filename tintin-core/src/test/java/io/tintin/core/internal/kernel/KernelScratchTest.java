package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KernelScratchTest {
  @Test
  void theLargerOfTwoSizesServesBoth() {
    KernelScratch.Size size =
        new KernelScratch.Size(3, 20, 7).max(new KernelScratch.Size(4, 10, 9));
    assertThat(size).isEqualTo(new KernelScratch.Size(4, 20, 9));
    KernelScratch scratch = new KernelScratch(size);
    assertThat(scratch.rows).hasDimensions(4, 20);
    assertThat(scratch.flat).hasSize(9);
  }

  @Test
  void aPredictionOfOneExampleNeedsNothing() {
    assertThat(DenseKernels.forwardSize(1000, 400, 1)).isEqualTo(KernelScratch.Size.NONE);
    assertThat(DenseKernels.forwardSize(2000, 400, 1)).isEqualTo(KernelScratch.Size.NONE);
  }

  @Test
  void aLargeBatchOfALeNetNeedsRowsOfOneBlock() {
    ConvGeometry second = new ConvGeometry(12, 12, 20, 50, 5, 5, 1, 0, 1, 1);
    assertThat(Conv2dKernels.forwardSize(second, 64))
        .isEqualTo(new KernelScratch.Size(55, 1087, 20 * 144 * 64));
    assertThat(Conv2dKernels.trainingSize(second, 64))
        .isEqualTo(new KernelScratch.Size(82, 1087, 20 * 144 * 64));
    assertThat(DenseKernels.forwardSize(500, 800, 64))
        .isEqualTo(new KernelScratch.Size(69, 800, 0));
    assertThat(DenseKernels.trainingSize(500, 800, 64))
        .isEqualTo(new KernelScratch.Size(97, 800, 0));
  }
}
