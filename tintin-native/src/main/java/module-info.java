/** Kernels in C for the instructions of this machine; the same bits as those of the core. */
module io.tintin.nativekernels {
  requires io.tintin.core;
  requires static org.jspecify;

  provides io.tintin.core.internal.kernel.KernelProvider with
      io.tintin.nativekernels.NativeKernelProvider;
}
