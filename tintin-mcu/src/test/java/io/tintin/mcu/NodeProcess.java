package io.tintin.mcu;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A node that runs: the firmware of {@code node.c} on this machine, or on an emulated board. */
final class NodeProcess implements AutoCloseable {
  /** What a program on a board needs. */
  static final List<String> TOOLS = List.of("arm-none-eabi-gcc", "qemu-system-arm");

  private final Process process;

  private NodeProcess(List<String> command) throws IOException {
    this.process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
  }

  /** Compiles the firmware for this machine; gives the command that runs it. */
  static List<String> onHost(Path folder, CProgram program, int steps) throws Exception {
    Path firmware =
        HostC.compile(folder, "node.c", program, "-DHOST", "-DSTEPS=" + steps, blocks(program));
    return List.of(firmware.toString());
  }

  /** Compiles it for a Cortex-M3; gives the command that runs it, its serial line in and out. */
  static List<String> onM3(Path folder, CProgram program, int steps) throws Exception {
    program.writeTo(folder);
    Files.writeString(folder.resolve("node.c"), HostC.text("node.c"));
    Files.writeString(folder.resolve("board.ld"), Library.text("boards/board.ld"));
    Path image = folder.resolve("node.elf");
    List<String> command =
        new ArrayList<>(
            List.of(
                "arm-none-eabi-gcc",
                "-std=c99",
                "-Os",
                "-mcpu=cortex-m3",
                "-mthumb",
                "-Wall",
                "-Wextra",
                "-Wconversion",
                "-Werror",
                "-ffreestanding",
                "-ffunction-sections",
                "-fdata-sections",
                "-DNO_MAIN",
                "-DSTEPS=" + steps,
                blocks(program),
                "-nostdlib",
                "-Wl,--gc-sections",
                "-T",
                "board.ld",
                "-Wl,--defsym=__code_origin=0",
                "-Wl,--defsym=__code_length=0x400000",
                "-Wl,--defsym=__data_origin=0x20000000",
                "-Wl,--defsym=__data_length=0x400000",
                "node.c"));
    program.files().keySet().stream().filter(f -> f.endsWith(".c")).forEach(command::add);
    command.addAll(List.of("-lgcc", "-o", image.toString()));
    Tool.run(command, folder, 120);
    return List.of(
        "qemu-system-arm",
        "-M",
        "mps2-an385",
        "-display",
        "none",
        "-monitor",
        "none",
        "-nic",
        "none",
        "-chardev",
        "stdio,id=line,signal=off",
        "-serial",
        "chardev:line",
        "-kernel",
        image.toString());
  }

  /** Blocks of 1,024 bytes that hold a state: more than enough. */
  private static String blocks(CProgram program) {
    return "-DFLASH_BLOCKS=" + (program.memory().total() / 1024 + 2);
  }

  static NodeProcess start(List<String> command) throws IOException {
    return new NodeProcess(command);
  }

  /** What the node sends. */
  InputStream in() {
    return process.getInputStream();
  }

  /** What it gets. */
  OutputStream out() {
    return process.getOutputStream();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
