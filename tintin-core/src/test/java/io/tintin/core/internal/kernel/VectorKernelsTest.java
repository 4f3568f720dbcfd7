package io.tintin.core.internal.kernel;

import org.junit.jupiter.api.Nested;

/** Needs the option {@code --add-modules jdk.incubator.vector}, which the build gives. */
class VectorKernelsTest {
  private static final Kernels KERNELS = new VectorKernelProvider().open();

  @Nested
  class Convolutions extends ConvContract {
    @Override
    Kernels kernels() {
      return KERNELS;
    }
  }

  @Nested
  class FullyConnected extends DenseContract {
    @Override
    Kernels kernels() {
      return KERNELS;
    }
  }

  @Nested
  class Elements extends ElementsContract {
    @Override
    Kernels kernels() {
      return KERNELS;
    }
  }

  @Nested
  class Hot extends HotLoops {
    @Override
    Kernels kernels() {
      return KERNELS;
    }
  }
}
