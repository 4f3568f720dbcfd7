package io.tintin.device;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Facts of a device's hardware, by which a training plan is chosen instead of failing. What is not
 * known is empty; a known number is at least 1.
 *
 * <pre>{@code
 * Capabilities mote = Capabilities.UNKNOWN.withIsa(Isa.ARMV6_M).withRamBytes(32 * 1024);
 * }</pre>
 *
 * @param isa instruction set of the main core
 * @param coreMhz clock of a core in MHz
 * @param cores number of cores
 * @param cpuFeatures those known to be there; one that is missing here may be absent or unknown
 * @param ramBytes memory of the whole device
 * @param flashBytes storage of the whole device
 * @param eraseBlockBytes smallest part of the storage that can be erased
 * @param eraseCycles erasures that a block is specified for
 * @param linkMtuBytes longest message that the device's link carries in one piece
 */
public record Capabilities(
    Optional<Isa> isa,
    OptionalInt coreMhz,
    OptionalInt cores,
    Set<CpuFeature> cpuFeatures,
    OptionalLong ramBytes,
    OptionalLong flashBytes,
    OptionalInt eraseBlockBytes,
    OptionalLong eraseCycles,
    OptionalInt linkMtuBytes) {

  /** Nothing is known. */
  public static final Capabilities UNKNOWN =
      new Capabilities(
          Optional.empty(),
          OptionalInt.empty(),
          OptionalInt.empty(),
          Set.of(),
          OptionalLong.empty(),
          OptionalLong.empty(),
          OptionalInt.empty(),
          OptionalLong.empty(),
          OptionalInt.empty());

  /** Copies the set; {@link IllegalArgumentException} when a known number is below 1. */
  public Capabilities {
    requirePositive("coreMhz", coreMhz.orElse(1));
    requirePositive("cores", cores.orElse(1));
    requirePositive("ramBytes", ramBytes.orElse(1));
    requirePositive("flashBytes", flashBytes.orElse(1));
    requirePositive("eraseBlockBytes", eraseBlockBytes.orElse(1));
    requirePositive("eraseCycles", eraseCycles.orElse(1));
    requirePositive("linkMtuBytes", linkMtuBytes.orElse(1));
    cpuFeatures = Set.copyOf(cpuFeatures);
  }

  public boolean has(CpuFeature feature) {
    return cpuFeatures.contains(feature);
  }

  public Capabilities withIsa(Isa known) {
    return new Capabilities(
        Optional.of(known),
        coreMhz,
        cores,
        cpuFeatures,
        ramBytes,
        flashBytes,
        eraseBlockBytes,
        eraseCycles,
        linkMtuBytes);
  }

  /** With the number of cores and the clock of each. */
  public Capabilities withCores(int count, int mhz) {
    return new Capabilities(
        isa,
        OptionalInt.of(mhz),
        OptionalInt.of(count),
        cpuFeatures,
        ramBytes,
        flashBytes,
        eraseBlockBytes,
        eraseCycles,
        linkMtuBytes);
  }

  /** With exactly these features. */
  public Capabilities withCpuFeatures(CpuFeature... features) {
    return new Capabilities(
        isa,
        coreMhz,
        cores,
        Set.of(features),
        ramBytes,
        flashBytes,
        eraseBlockBytes,
        eraseCycles,
        linkMtuBytes);
  }

  public Capabilities withRamBytes(long bytes) {
    return new Capabilities(
        isa,
        coreMhz,
        cores,
        cpuFeatures,
        OptionalLong.of(bytes),
        flashBytes,
        eraseBlockBytes,
        eraseCycles,
        linkMtuBytes);
  }

  /** With the storage's size, the size of an erase block and the erasures a block is made for. */
  public Capabilities withFlash(long bytes, int blockBytes, long cycles) {
    return new Capabilities(
        isa,
        coreMhz,
        cores,
        cpuFeatures,
        ramBytes,
        OptionalLong.of(bytes),
        OptionalInt.of(blockBytes),
        OptionalLong.of(cycles),
        linkMtuBytes);
  }

  public Capabilities withLinkMtuBytes(int bytes) {
    return new Capabilities(
        isa,
        coreMhz,
        cores,
        cpuFeatures,
        ramBytes,
        flashBytes,
        eraseBlockBytes,
        eraseCycles,
        OptionalInt.of(bytes));
  }

  private static void requirePositive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be at least 1: " + value);
    }
  }
}
