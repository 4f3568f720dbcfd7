package io.tintin.mcu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an emulated board made of the self-test of a program.
 *
 * @param target the core
 * @param steps how many it made
 * @param hash of the parameters after them, and of predictions on the way
 * @param firstInstructions of the first step, as far as the emulator counts: a few of each step are
 *     those that read the timer
 * @param leastInstructions of the step with the fewest
 * @param mostInstructions of that with the most
 * @param allInstructions of all steps
 * @param codeBytes of instructions and constants
 * @param dataBytes of memory with a first value, which flash holds too
 * @param zeroBytes of memory without
 * @param stackBytes at its deepest
 */
public record McuRun(
    McuTarget target,
    int steps,
    int hash,
    long firstInstructions,
    long leastInstructions,
    long mostInstructions,
    long allInstructions,
    long codeBytes,
    long dataBytes,
    long zeroBytes,
    long stackBytes) {
  /** Its compiler, linker and emulator, as the path finds them. */
  public static final List<String> TOOLS =
      List.of("arm-none-eabi-gcc", "arm-none-eabi-size", "qemu-system-arm");

  private static final long COMPILE_SECONDS = 120;
  private static final int LARGE = 4 * 1024 * 1024;

  /** More than the deepest stack. */
  private static final long STACK_ROOM = 2048;

  private static final Pattern SIZES = Pattern.compile("(?m)^\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)\\s");
  private static final Pattern LINE = Pattern.compile("tintin (\\w+) (\\d+)");

  /** The tools that the path lacks; empty if a run is possible. */
  public static List<String> missingTools() {
    List<String> missing = new ArrayList<>();
    for (String tool : TOOLS) {
      if (!Tool.isPresent(tool)) {
        missing.add(tool);
      }
    }
    return missing;
  }

  /**
   * Compiles a program and runs its self-test.
   *
   * @param steps at least 1
   * @param optimization of the compiler, such as {@code -O2}
   * @param folder for what is made on the way; its files of the same names are replaced
   * @param seconds that the emulator has
   * @throws IOException if a tool is missing, reports an error or takes too long
   */
  public static McuRun of(
      CProgram program, McuTarget target, int steps, String optimization, Path folder, long seconds)
      throws IOException, InterruptedException {
    program.writeTo(folder);
    for (String file : List.of("board.c", "board.ld")) {
      Files.writeString(folder.resolve(file), Library.text("boards/" + file));
    }
    boolean isEnlarged =
        target == McuTarget.M0 && program.memory().total() + STACK_ROOM > target.ramBytes();
    Path image = folder.resolve(program.name() + ".elf");
    Tool.run(
        compiler(program, target, steps, optimization, isEnlarged, image), folder, COMPILE_SECONDS);
    String sizes =
        Tool.run(List.of("arm-none-eabi-size", image.toString()), folder, COMPILE_SECONDS);
    String output = Tool.run(emulator(target, isEnlarged, image), folder, seconds);
    return parsed(target, steps, sizes, output);
  }

  private static List<String> compiler(
      CProgram program,
      McuTarget target,
      int steps,
      String optimization,
      boolean isEnlarged,
      Path image)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("arm-none-eabi-gcc", "-std=c99", optimization));
    command.addAll(target.compilerOptions());
    command.addAll(
        List.of(
            "-mthumb", "-ffreestanding", "-ffunction-sections", "-fdata-sections", "-DNO_MAIN"));
    command.add("-DBOARD_TICKS=boardTicks");
    command.add("-DPROGRAM_STEP=" + program.name() + "SelfTestStep");
    command.add("-DPROGRAM_HASH=" + program.name() + "SelfTestHash");
    command.add("-DSTEPS=" + steps);
    command.add("-D" + target.timer);
    command.add("-DTICK_PICOSECONDS=" + target.tickPicoseconds);
    command.addAll(List.of("-nostdlib", "-Wl,--gc-sections", "-T", "board.ld"));
    define(command, "code", target.codeOrigin, isEnlarged ? LARGE : target.codeLength);
    define(command, "data", target.dataOrigin, isEnlarged ? LARGE : target.dataLength);
    command.add("board.c");
    program.files().keySet().stream().filter(f -> f.endsWith(".c")).forEach(command::add);
    command.addAll(List.of("-lgcc", "-o", image.toString()));
    return command;
  }

  private static void define(List<String> command, String name, int origin, int length) {
    command.add(CText.of("-Wl,--defsym=__%s_origin=0x%x", name, origin));
    command.add(CText.of("-Wl,--defsym=__%s_length=0x%x", name, length));
  }

  private static List<String> emulator(McuTarget target, boolean isEnlarged, Path image) {
    List<String> command = new ArrayList<>(List.of("qemu-system-arm", "-M", target.machine));
    if (isEnlarged) {
      command.addAll(List.of("-global", "nrf51-soc.sram-size=" + LARGE));
      command.addAll(List.of("-global", "nrf51-soc.flash-size=" + LARGE));
    }
    command.addAll(List.of("-display", "none", "-serial", "null", "-monitor", "none"));
    command.addAll(List.of("-nic", "none", "-icount", "shift=10,sleep=off,align=off"));
    command.addAll(List.of("-chardev", "stdio,id=text", "-semihosting-config"));
    command.add("enable=on,target=native,chardev=text");
    command.addAll(List.of("-kernel", image.toString()));
    return command;
  }

  private static McuRun parsed(McuTarget target, int steps, String sizes, String output)
      throws IOException {
    Matcher size = SIZES.matcher(sizes);
    if (!size.find()) {
      throw new IOException("sizes of the image must be three numbers: " + sizes);
    }
    return new McuRun(
        target,
        steps,
        (int) value("hash", output),
        value("first", output),
        value("least", output),
        value("most", output),
        value("all", output),
        Long.parseLong(size.group(1)),
        Long.parseLong(size.group(2)),
        Long.parseLong(size.group(3)),
        value("stack", output));
  }

  private static long value(String name, String output) throws IOException {
    Matcher matcher = LINE.matcher(output);
    while (matcher.find()) {
      if (matcher.group(1).equals(name)) {
        return Long.parseLong(matcher.group(2));
      }
    }
    throw new IOException(CText.of("the board must print its %s: %s", name, output));
  }

  /** RAM with the stack, in bytes. */
  public long ramBytes() {
    return dataBytes + zeroBytes + stackBytes;
  }

  /** Flash: code, constants and first values, in bytes. */
  public long flashBytes() {
    return codeBytes + dataBytes;
  }

  /** Instructions of a step in the mean, rounded down. */
  public long meanInstructions() {
    return allInstructions / steps;
  }

  @Override
  public String toString() {
    return CText.of(
        "%s: hash %08x, %,d instructions a step (first %,d, least %,d, most %,d), RAM %,d, flash %,d bytes",
        target.word(),
        hash,
        meanInstructions(),
        firstInstructions,
        leastInstructions,
        mostInstructions,
        ramBytes(),
        flashBytes());
  }
}
