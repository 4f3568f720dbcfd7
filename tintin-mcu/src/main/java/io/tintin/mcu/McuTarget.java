package io.tintin.mcu;

import java.util.List;
import java.util.Locale;

/**
 * A microcontroller core, and the emulated board that has it. Boards are QEMU's; cores without a
 * floating-point unit are compiled for and run as such.
 */
public enum McuTarget {
  /** Cortex-M0: the micro:bit, with 16 KB of RAM as shipped. */
  M0(
      "microbit",
      "-mcpu=cortex-m0 -mfloat-abi=soft",
      0,
      256 * 1024,
      0x2000_0000,
      16 * 1024,
      "TIMER_NRF51=0x40008000U",
      62_500),

  /** Cortex-M3. */
  M3("mps2-an385", "-mcpu=cortex-m3 -mfloat-abi=soft"),

  /** Cortex-M4 with its DSP instructions, but no floating-point unit. */
  M4("mps2-an386", "-mcpu=cortex-m4 -mfloat-abi=soft"),

  /** Cortex-M4 with a floating-point unit. */
  M4F("mps2-an386", "-mcpu=cortex-m4 -mfloat-abi=hard -mfpu=fpv4-sp-d16"),

  /** Cortex-M33 without a floating-point unit. */
  M33(
      "mps2-an505",
      "-mcpu=cortex-m33 -mfloat-abi=soft",
      0x1000_0000,
      4 * 1024 * 1024,
      0x3800_0000,
      2 * 1024 * 1024,
      "TIMER_CMSDK=0x50000000U",
      50_000);

  final String machine;
  private final String compilerOptions;
  final int codeOrigin;
  final int codeLength;
  final int dataOrigin;
  final int dataLength;

  /** A definition for {@code board.c}: which timer there is, and where. */
  final String timer;

  final int tickPicoseconds;

  /** A board of the MPS2 family. */
  McuTarget(String machine, String compilerOptions) {
    this(
        machine,
        compilerOptions,
        0,
        4 * 1024 * 1024,
        0x2000_0000,
        4 * 1024 * 1024,
        "TIMER_CMSDK=0x40000000U",
        40_000);
  }

  McuTarget(
      String machine,
      String compilerOptions,
      int codeOrigin,
      int codeLength,
      int dataOrigin,
      int dataLength,
      String timer,
      int tickPicoseconds) {
    this.machine = machine;
    this.compilerOptions = compilerOptions;
    this.codeOrigin = codeOrigin;
    this.codeLength = codeLength;
    this.dataOrigin = dataOrigin;
    this.dataLength = dataLength;
    this.timer = timer;
    this.tickPicoseconds = tickPicoseconds;
  }

  /**
   * The target of this name, in any case.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static McuTarget of(String name) {
    for (McuTarget target : values()) {
      if (target.name().equalsIgnoreCase(name)) {
        return target;
      }
    }
    throw new IllegalArgumentException("core must be one of m0, m3, m4, m4f, m33: " + name);
  }

  /** Its name as the command takes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** RAM of the board as shipped, in bytes. */
  public long ramBytes() {
    return dataLength;
  }

  /** Whether the emulator takes other sizes of memory for this board. */
  boolean canBeEnlarged() {
    return this == M0;
  }

  List<String> compilerOptions() {
    return List.of(compilerOptions.split(" ", -1));
  }
}
