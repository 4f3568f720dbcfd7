package io.tintin.nativekernels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tintin.core.internal.kernel.KernelProvider;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class NativeKernelProviderTest {
  private final KernelProvider provider = new NativeKernelProvider();

  @Test
  void isFoundByItsName() {
    assertThat(ServiceLoader.load(KernelProvider.class))
        .anyMatch(found -> found.name().equals("native"));
  }

  @Test
  void opensKernelsOfItsName() {
    try {
      assertThat(provider.open().name()).isEqualTo("native");
    } catch (UnsupportedOperationException e) {
      assertThat(e).hasMessageStartingWith("the native library is not built for ");
      assumeTrue(Boolean.getBoolean("tintin.requireNative"), "SKIPPED: " + e.getMessage());
      throw e;
    }
  }

  @Test
  void saysWhatVariantIsMissing() {
    try {
      NativeLibrary.require();
    } catch (UnsupportedOperationException e) {
      assumeTrue(false, "SKIPPED: " + e.getMessage());
    }
    assertThatThrownBy(() -> NativeKernels.variant("abacus"))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageEndingWith("no such variant for this machine: abacus");
    assertThatThrownBy(() -> NativeKernels.variant("a".repeat(99)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void foldersAreNamedBySystemAndArchitecture() {
    assertThat(NativeLibrary.platform()).matches("[a-z0-9-]+-[a-z0-9_]+").doesNotEndWith("amd64");
  }
}
