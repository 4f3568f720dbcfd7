package io.tintin.cli;

import io.tintin.cli.floating.DivergedException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command {@code tintin}. */
@Command(
    name = "tintin",
    mixinStandardHelpOptions = true,
    version = Tintin.VERSION,
    synopsisSubcommandLabel = "COMMAND",
    description = "Trains int8 models with integers alone, and says how they do.",
    footer = {"", "Exit codes: 0 done, 1 the run failed, 2 wrong use or input."})
public final class Tintin {
  static final String VERSION = "Tin-Tin 0.1.0";

  private static final int FAILED = 1;
  private static final int USAGE = 2;

  private Tintin() {}

  /** Runs the command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    // Whatever the locale says, output is UTF-8.
    PrintStream out = utf8(FileDescriptor.out);
    String data = Optional.ofNullable(System.getenv("TINTIN_DATA")).orElse("data");
    Environment environment =
        new Environment(
            out,
            utf8(FileDescriptor.err),
            Boolean.getBoolean("tintin.terminal"),
            System::nanoTime,
            Path.of(data));
    System.exit(execute(environment, arguments));
  }

  private static PrintStream utf8(FileDescriptor to) {
    return new PrintStream(new FileOutputStream(to), true, StandardCharsets.UTF_8);
  }

  /**
   * Runs the command; an error is one line.
   *
   * @return the exit code
   */
  static int execute(Environment environment, String... arguments) {
    int code = run(environment, arguments);
    if (environment.out().checkError()) {
      return fail(environment, Math.max(code, FAILED), "output must be writable: it was cut off");
    }
    return code;
  }

  private static int run(Environment environment, String... arguments) {
    CommandLine command =
        new CommandLine(new Tintin())
            .addSubcommand(new TrainCommand(environment))
            .addSubcommand(new EvaluateCommand(environment))
            .addSubcommand(new SummaryCommand(environment))
            .addSubcommand(new ReproduceCommand(environment))
            .addSubcommand(new ExportCommand(environment))
            .addSubcommand(new ImportCommand(environment))
            .addSubcommand(new ExportCCommand(environment))
            .addSubcommand(new PlanCommand(environment))
            .addSubcommand(new McuCommand(environment));
    return command
        .setOut(new PrintWriter(environment.out(), true, StandardCharsets.UTF_8))
        .setParameterExceptionHandler(
            (wrong, args) -> {
              String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
              return fail(environment, USAGE, wrong.getMessage() + " (see " + name + " --help)");
            })
        .setExecutionExceptionHandler((failure, line, parsed) -> fail(environment, failure))
        .execute(arguments);
  }

  private static int fail(Environment environment, Exception failure) throws Exception {
    if (failure instanceof UsageException) {
      return fail(environment, USAGE, String.valueOf(failure.getMessage()));
    }
    if (failure instanceof IOException
        || failure instanceof RunFailedException
        || failure instanceof DivergedException) {
      return fail(environment, FAILED, describe(failure));
    }
    throw failure;
  }

  private static String describe(Exception failure) {
    return failure instanceof IOException io
        ? "file must be readable and writable: " + Errors.describe(io)
        : String.valueOf(failure.getMessage());
  }

  private static int fail(Environment environment, int code, String message) {
    environment.complain(message);
    return code;
  }
}
