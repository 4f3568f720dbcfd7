package io.tintin.mcu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles programs for an emulated board and runs them there. */
final class Board {
  /** Bytes of flash and RAM that an image takes. */
  record Sizes(long code, long data, long zero) {}

  /** An image and what the board printed. */
  record Outcome(boolean isEnlarged, Sizes sizes, String output) {}

  private static final long COMPILE_SECONDS = 120;

  /** Bytes of RAM, and of flash, of a board that is given more than it has. */
  private static final int LARGE = 4 * 1024 * 1024;

  /** Less than any stack: a board with less room for it is not tried as it is. */
  private static final long LEAST_STACK = 256;

  /** What flash is erased by, as in {@code board.c}. */
  private static final long ERASED_BYTES = 1024;

  private static final Pattern SIZES = Pattern.compile("(?m)^\\s*(\\d+)\\s+(\\d+)\\s+(\\d+)\\s");

  private final McuTarget target;
  private final Path folder;
  private final long seconds;

  /**
   * A board.
   *
   * @param folder for what is made on the way; its files of the same names are replaced
   * @param seconds that the emulator has
   */
  Board(McuTarget target, Path folder, long seconds) {
    this.target = target;
    this.folder = folder;
    this.seconds = seconds;
  }

  /**
   * Runs the self-test of a program: on the board as it is, or with more memory where that is too
   * small for the program or its stack.
   */
  Outcome run(CProgram program, int steps, String optimization)
      throws IOException, InterruptedException {
    program.writeTo(folder);
    for (String file : List.of("board.c", "board.ld")) {
      Files.writeString(folder.resolve(file), Library.text("boards/" + file));
    }
    Tool.run(compiler(program, steps, optimization), folder, COMPILE_SECONDS);
    if (!target.canBeEnlarged()) {
      return runLinked(program, false);
    }
    Sizes sizes = link(program, true);
    boolean fits =
        sizes.data + sizes.zero + LEAST_STACK <= target.dataLength
            && sizes.code + sizes.data <= target.codeLength;
    if (fits) {
      try {
        return runLinked(program, false);
      } catch (IOException e) {
        // Its stack had no room, or else it fails with more memory too.
      }
    }
    return runLinked(program, true);
  }

  private Outcome runLinked(CProgram program, boolean isEnlarged)
      throws IOException, InterruptedException {
    Sizes sizes = link(program, isEnlarged);
    String output = Tool.run(emulator(image(program), isEnlarged), folder, seconds);
    return new Outcome(isEnlarged, sizes, output);
  }

  private Path image(CProgram program) {
    return folder.resolve(program.name() + ".elf");
  }

  private static List<String> sources(CProgram program) {
    List<String> sources = new ArrayList<>(List.of("board.c"));
    program.files().keySet().stream().filter(f -> f.endsWith(".c")).forEach(sources::add);
    return sources;
  }

  private Sizes link(CProgram program, boolean isEnlarged)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("arm-none-eabi-gcc", "-mthumb"));
    command.addAll(target.compilerOptions());
    command.addAll(List.of("-nostdlib", "-Wl,--gc-sections", "-T", "board.ld"));
    sources(program).forEach(source -> command.add(source.replaceFirst("c$", "o")));
    command.addAll(List.of("-lgcc", "-o", image(program).toString()));
    define(command, "code", target.codeOrigin, isEnlarged ? LARGE : target.codeLength);
    define(command, "data", target.dataOrigin, isEnlarged ? LARGE : target.dataLength);
    Tool.run(command, folder, COMPILE_SECONDS);
    String image = image(program).toString();
    String text = Tool.run(List.of("arm-none-eabi-size", image), folder, COMPILE_SECONDS);
    Matcher size = SIZES.matcher(text);
    if (!size.find()) {
      throw new IOException("sizes of the image must be three numbers: " + text);
    }
    // The linker counts what stands for flash as memory without a first value.
    long pages = (program.step().pageBytes() + ERASED_BYTES - 1) / ERASED_BYTES * ERASED_BYTES;
    return new Sizes(
        Long.parseLong(size.group(1)),
        Long.parseLong(size.group(2)),
        Long.parseLong(size.group(3)) - pages);
  }

  private List<String> compiler(CProgram program, int steps, String optimization) {
    List<String> command = new ArrayList<>(List.of("arm-none-eabi-gcc", "-std=c99"));
    command.addAll(List.of(optimization.split(" ", -1)));
    command.addAll(target.compilerOptions());
    command.addAll(
        List.of(
            "-mthumb", "-ffreestanding", "-ffunction-sections", "-fdata-sections", "-DNO_MAIN"));
    command.add("-DBOARD_TICKS=boardTicks");
    command.add("-DPROGRAM_STEP=" + program.name() + "SelfTestStep");
    command.add("-DPROGRAM_HASH=" + program.name() + "SelfTestHash");
    command.add("-DPROGRAM_HITS=" + program.name() + "SelfTestHits");
    command.add("-DSTEPS=" + steps);
    command.add("-DPAGE_BYTES=" + program.step().pageBytes());
    command.add("-D" + target.timer);
    command.add("-DTICK_PICOSECONDS=" + target.tickPicoseconds);
    command.add("-c");
    command.addAll(sources(program));
    return command;
  }

  private static void define(List<String> command, String name, int origin, int length) {
    command.add(CText.of("-Wl,--defsym=__%s_origin=0x%x", name, origin));
    command.add(CText.of("-Wl,--defsym=__%s_length=0x%x", name, length));
  }

  private List<String> emulator(Path image, boolean isEnlarged) {
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
}
