package io.tintin.device;

/** Instruction set of a device's main core, as far as it decides what code runs there. */
public enum Isa {
  ARMV6_M(32),
  ARMV7_M(32),
  ARMV8_M(32),
  ARMV7_A(32),
  AARCH64(64),
  RISCV32(32),
  RISCV64(64),
  XTENSA(32),
  X86_64(64);

  private final int wordBits;

  Isa(int wordBits) {
    this.wordBits = wordBits;
  }

  /** Width of a general register: 32 or 64. */
  public int wordBits() {
    return wordBits;
  }
}
