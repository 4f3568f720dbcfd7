package io.tintin.core.internal.kernel;

import org.junit.jupiter.api.Nested;

class PlainKernelsTest {
  private static final Kernels KERNELS = new PlainKernels();

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
