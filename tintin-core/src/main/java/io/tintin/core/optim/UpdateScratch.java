package io.tintin.core.optim;

import static io.tintin.core.internal.kernel.KernelChoice.KERNELS;

import io.tintin.core.internal.kernel.KernelScratch;

/** Memory that updates need for the length of a call. The parameters of a thread share one. */
public final class UpdateScratch {
  final KernelScratch kernels;

  /** Enough for a rule and parameters of any size. */
  public UpdateScratch(UpdateRule rule) {
    this.kernels =
        new KernelScratch(
            rule instanceof MomentumSgd
                ? KERNELS.momentumSize(Integer.MAX_VALUE)
                : KernelScratch.Size.NONE);
  }
}
