package io.tintin.nativekernels;

import io.tintin.core.internal.kernel.KernelProvider;
import io.tintin.core.internal.kernel.Kernels;

/** Offers {@link NativeKernels} where the library has been built for this machine. */
public final class NativeKernelProvider implements KernelProvider {
  @Override
  public String name() {
    return NativeKernels.NAME;
  }

  @Override
  public Kernels open() {
    return NativeKernels.best();
  }
}
