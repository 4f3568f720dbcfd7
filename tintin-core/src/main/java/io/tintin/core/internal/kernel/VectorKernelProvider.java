package io.tintin.core.internal.kernel;

import java.util.Locale;
import java.util.Optional;

/**
 * Opens {@code VectorKernels}, which use the incubating Vector API. This class does not link to it,
 * so that core runs without.
 */
public final class VectorKernelProvider implements KernelProvider {
  static final String NAME = "vector";

  private static final String API = "jdk.incubator.vector";
  private static final String KERNELS = "io.tintin.core.internal.kernel.VectorKernels";
  private static final String LANES = "io.tintin.core.internal.kernel.VectorLanes";

  /** The versions of Java on which all tests ran. */
  private static final int OLDEST = 17;

  private static final int NEWEST = 25;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Kernels open() {
    int version = Runtime.version().feature();
    if (version < OLDEST || version > NEWEST) {
      throw new UnsupportedOperationException(
          "is tested on Java " + OLDEST + " to " + NEWEST + ", not " + version);
    }
    requireCompiler();
    Optional<Module> api = ModuleLayer.boot().findModule(API);
    if (api.isEmpty()) {
      throw new UnsupportedOperationException("needs the option --add-modules " + API);
    }
    Module core = VectorKernelProvider.class.getModule();
    if (core.isNamed()) {
      core.addReads(api.get());
    }
    return load();
  }

  /** Without C2 each vector would be an object. */
  private static void requireCompiler() {
    String machine = System.getProperty("java.vm.name", "");
    String info = System.getProperty("java.vm.info", "").toLowerCase(Locale.ROOT);
    boolean isHotSpot = machine.contains("HotSpot") || machine.contains("OpenJDK");
    boolean isForeign = System.getProperty("java.vm.version", "").contains("jvmci");
    if (!isHotSpot || !machine.contains("Server") || isForeign) {
      throw new UnsupportedOperationException(
          "needs the server compiler of HotSpot, not " + machine);
    }
    if (!info.startsWith("mixed mode") || info.contains("emulated")) {
      throw new UnsupportedOperationException("needs all tiers of the compiler, not " + info);
    }
  }

  private static Kernels load() {
    try {
      int bits = (int) Class.forName(LANES).getDeclaredMethod("bits").invoke(null);
      if (bits < 256) {
        throw new UnsupportedOperationException("needs vectors of at least 256 bits: " + bits);
      }
      Class<? extends Kernels> kernels = Class.forName(KERNELS).asSubclass(Kernels.class);
      return kernels.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new UnsupportedOperationException("did not load: " + e, e);
    }
  }
}
