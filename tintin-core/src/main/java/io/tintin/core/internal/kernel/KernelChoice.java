package io.tintin.core.internal.kernel;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the kernels of this process: the first of those that a {@link KernelProvider} offers,
 * then those on the Vector API, that {@linkplain KernelProof prove} themselves; else the plain
 * ones. The choice is logged once, with why the others were not taken.
 */
public final class KernelChoice {
  /** System property that forces kernels by their name. */
  public static final String PROPERTY = "tintin.kernels";

  /** What all trainers of this process use. */
  public static final Kernels KERNELS;

  private static final AtomicReference<@Nullable String> REPORT = new AtomicReference<>();

  static {
    KernelChoice choice = new KernelChoice(new KernelProof());
    KERNELS = choice.choose(System.getProperty(PROPERTY), providers());
    REPORT.set(choice.report(KERNELS));
  }

  private final KernelProof proof;
  private final List<String> refusals = new ArrayList<>();

  KernelChoice(KernelProof proof) {
    this.proof = proof;
  }

  /**
   * Logs the choice if nobody did so before. For after a first step: a logging system takes longer
   * to begin than that.
   */
  public static void log() {
    String report = REPORT.getAndSet(null);
    if (report != null) {
      System.getLogger("io.tintin.core").log(Level.INFO, report);
    }
  }

  /** Fastest first. */
  private static List<KernelProvider> providers() {
    List<KernelProvider> providers = new ArrayList<>();
    for (KernelProvider provider :
        ServiceLoader.load(KernelProvider.class, KernelChoice.class.getClassLoader())) {
      providers.add(provider);
    }
    providers.add(new VectorKernelProvider());
    return providers;
  }

  /**
   * The first that proves itself.
   *
   * @param forced name of the only ones to consider; null for all
   * @throws IllegalStateException if those are not known, cannot run here, or give other bits
   */
  Kernels choose(@Nullable String forced, List<KernelProvider> providers) {
    Kernels plain = new PlainKernels();
    for (KernelProvider provider : providers) {
      if (forced == null || forced.equals(provider.name())) {
        Kernels kernels = proven(provider, plain, forced == null);
        if (kernels != null) {
          return kernels;
        }
        checkNotForced(forced);
      }
    }
    if (forced != null && !forced.equals(plain.name())) {
      StringBuilder names = new StringBuilder();
      for (KernelProvider provider : providers) {
        names.append(provider.name()).append(", ");
      }
      throw new IllegalStateException(
          PROPERTY + " must be one of " + names + plain.name() + ": " + forced);
    }
    return plain;
  }

  private void checkNotForced(@Nullable String forced) {
    if (forced != null) {
      throw new IllegalStateException(PROPERTY + " " + refusals.get(refusals.size() - 1));
    }
  }

  private @Nullable Kernels proven(KernelProvider provider, Kernels plain, boolean hasToBeFaster) {
    String reason;
    try {
      Kernels kernels = provider.open();
      if (!proof.isEqual(kernels, plain)) {
        reason = "give other bits than plain ones";
      } else if (hasToBeFaster && !proof.isFaster(kernels, plain)) {
        reason = "are not faster than plain ones";
      } else {
        return kernels;
      }
    } catch (UnsupportedOperationException e) {
      reason = String.valueOf(e.getMessage());
    }
    refusals.add(provider.name() + ": " + reason);
    return null;
  }

  /** One line: the choice, and why the others were not taken. */
  String report(Kernels chosen) {
    String others = refusals.isEmpty() ? "" : " (" + String.join("; ", refusals) + ")";
    return "kernels: " + chosen.name() + others;
  }
}
