package io.tintin.core.internal.kernel;

/** Chooses the kernels of this process. */
public final class KernelChoice {
  /** System property that forces kernels by their name. */
  public static final String PROPERTY = "tintin.kernels";

  /** What all trainers of this process use. */
  public static final Kernels KERNELS = new PlainKernels();

  private KernelChoice() {}
}
