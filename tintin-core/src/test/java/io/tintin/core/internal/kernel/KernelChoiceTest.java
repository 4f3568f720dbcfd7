package io.tintin.core.internal.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KernelChoiceTest {
  /** Time that goes on when a pass says so. */
  private final AtomicLong nanos = new AtomicLong();

  private final KernelChoice choice = new KernelChoice(new KernelProof(nanos::incrementAndGet));

  private record Offer(String name, Kernels kernels) implements KernelProvider {
    @Override
    public Kernels open() {
      return kernels;
    }
  }

  private record Absent(String name, String reason) implements KernelProvider {
    @Override
    public Kernels open() {
      throw new UnsupportedOperationException(reason);
    }
  }

  private Kernels taking(String name, long passNanos) {
    return AlteredKernels.of(
        name,
        (method, arguments) -> {
          nanos.addAndGet(passNanos);
          return null;
        });
  }

  private static Offer offer(Kernels kernels) {
    return new Offer(kernels.name(), kernels);
  }

  @Test
  void withoutAnyOfferPlainOnesAreTaken() {
    Kernels chosen = choice.choose(null, List.of());
    assertThat(chosen.name()).isEqualTo("plain");
    assertThat(choice.report(chosen)).isEqualTo("kernels: plain");
  }

  @Test
  void theFirstThatCanRunIsForcedByItsName() {
    Kernels second = AlteredKernels.named("second");
    List<KernelProvider> offers =
        List.of(new Absent("first", "needs more"), offer(second), new Absent("third", "no"));
    assertThat(choice.choose("second", offers)).isSameAs(second);
    assertThat(choice.report(second)).isEqualTo("kernels: second");
    assertThat(choice.choose("plain", offers).name()).isEqualTo("plain");
  }

  @Test
  void whatIsSlowerOrCannotRunIsRefusedWithTheReason() {
    Kernels slow = taking("slow", 50_000_000);
    Kernels chosen =
        choice.choose(null, List.of(new Absent("fast", "needs --an-option"), offer(slow)));
    assertThat(chosen.name()).isEqualTo("plain");
    assertThat(choice.report(chosen))
        .isEqualTo(
            "kernels: plain (fast: needs --an-option; slow: are not faster than plain ones)");
  }

  @Test
  void kernelsHaveTimeToBeCompiled() {
    Kernels plain = taking("plain", 500_000);
    AtomicLong runs = new AtomicLong();
    Kernels warm =
        AlteredKernels.of(
            "warm",
            (method, arguments) -> {
              nanos.addAndGet(runs.incrementAndGet() < 200 ? 1_000_000 : 1000);
              return null;
            });
    KernelProof proof = new KernelProof(nanos::incrementAndGet);
    assertThat(proof.isFaster(warm, plain)).isTrue();
    assertThat(runs.get()).isGreaterThan(200);
    assertThat(proof.isFaster(plain, warm)).isFalse();
  }

  @Test
  void aForcedOneMayBeSlowButNotWrong() {
    Kernels slow = taking("slow", 50_000_000);
    assertThat(choice.choose("slow", List.of(offer(slow)))).isSameAs(slow);
    Offer wrong = offer(AlteredKernels.wrong("relu"));
    assertThatThrownBy(() -> choice.choose("wrong", List.of(wrong)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tintin.kernels wrong: give other bits than plain ones");
    assertThatThrownBy(() -> choice.choose("fast", List.of(new Absent("fast", "no such option"))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tintin.kernels fast: no such option");
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> choice.choose("cuda", List.of(new Absent("vector", ""))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("tintin.kernels must be one of vector, plain: cuda");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "convForward",
        "convBackward",
        "convGradient",
        "denseForward",
        "denseBackward",
        "denseGradient",
        "maxPool",
        "maxPoolBackward",
        "relu",
        "reluBackward",
        "rowSums",
        "transpose",
        "add",
        "requantize",
        "momentum",
      })
  void oneWrongBitOfAnyPassIsSeen(String pass) {
    KernelProof proof = new KernelProof();
    Kernels plain = new PlainKernels();
    assertThat(proof.isEqual(AlteredKernels.named("equal"), plain)).isTrue();
    assertThat(proof.isEqual(AlteredKernels.wrong(pass), plain)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"convForward", "convBackward", "denseForward", "denseBackward"})
  void wrongBitsOfARangeAreSeen(String pass) {
    Kernels wrong =
        AlteredKernels.of(
            "wrong", (method, arguments) -> method.getName().equals(pass) ? (Object) 31 : null);
    assertThat(new KernelProof().isEqual(wrong, new PlainKernels())).isFalse();
  }
}
