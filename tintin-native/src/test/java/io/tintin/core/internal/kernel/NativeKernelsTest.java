package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.nativekernels.NativeKernels;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The contracts of the core, for each variant that this machine runs. */
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("variants")
class NativeKernelsTest {
  @Parameter String variant;

  static Stream<String> variants() {
    return Stream.of("base", "avx2", "vnni", "neon").filter(NativeKernelsTest::runs);
  }

  private static boolean runs(String variant) {
    try {
      return NativeKernels.variant(variant).name().equals("native");
    } catch (UnsupportedOperationException e) {
      return false;
    }
  }

  @BeforeAll
  static void requireTheBaseline() {
    boolean isThere = runs("base");
    if (Boolean.getBoolean("tintin.requireNative")) {
      assertThat(isThere).as("native library is built, as gcc is installed").isTrue();
    }
    assumeTrue(isThere, "SKIPPED: the native library is not built, try apt install gcc");
  }

  @Nested
  class Convolutions extends ConvContract {
    @Override
    Kernels kernels() {
      return NativeKernels.variant(variant);
    }
  }

  @Nested
  class FullyConnected extends DenseContract {
    @Override
    Kernels kernels() {
      return NativeKernels.variant(variant);
    }
  }

  @Nested
  class Elements extends ElementsContract {
    @Override
    Kernels kernels() {
      return NativeKernels.variant(variant);
    }
  }

  @Nested
  class Hot extends HotLoops {
    @Override
    Kernels kernels() {
      return NativeKernels.variant(variant);
    }
  }
}
