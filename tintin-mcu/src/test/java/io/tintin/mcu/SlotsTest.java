package io.tintin.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Relu;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.MomentumSgd;
import io.tintin.core.tensor.Shape;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.TrainerConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was learned survives power cuts in a simulated flash that can only clear bits. */
class SlotsTest {
  private static final Pattern COUNTS =
      Pattern.compile("old (\\d+) new (\\d+) mixes (\\d+) others (\\d+)\n");

  /** Has moments and fractions next to its parameters. */
  private static final TrainerConfig MOMENTUM =
      Programs.CONFIG.withRule(new MomentumSgd(2_000, 224)).withBatchSize(3);

  private static final Checkpoint PLAIN = Programs.untrained(Programs.MLP, Programs.CONFIG);

  private static Path plain;

  @TempDir private Path folder;

  @BeforeAll
  static void compilePlain(@TempDir Path ofAll) throws Exception {
    HostC.needsCompiler();
    plain = compile(ofAll, PLAIN);
  }

  private static Path compile(Path folder, Checkpoint checkpoint, String... options)
      throws Exception {
    Files.createDirectories(folder);
    return HostC.compile(folder, "slots.c", CExporter.export(checkpoint, "net"), options);
  }

  private String run(Path program, String what, int page, int block, int blocks) throws Exception {
    List<String> command =
        List.of(program.toString(), what, "" + page, "" + block, "" + blocks, "flash.bin");
    return Tool.run(command, folder, 120);
  }

  @ParameterizedTest
  @CsvSource({"1, 64, 62", "8, 2048, 2", "32, 1024, 5"})
  void cutAtAnyByteLeavesTheOldOrTheNewState(int page, int block, int blocks) throws Exception {
    Matcher counts = COUNTS.matcher(run(plain, "cuts", page, block, blocks));
    assertThat(counts.matches()).isTrue();
    assertThat(Integer.parseInt(counts.group(1))).isGreaterThan(2 * 1780); // erasure and write
    assertThat(Integer.parseInt(counts.group(2))).isPositive();
    assertThat(counts.group(3)).isEqualTo("0");
    assertThat(counts.group(4)).isEqualTo("0");
  }

  @Test
  void stateOfTheRuleIsKeptTooAndPiecesMayBeLarger() throws Exception {
    ModelSpec small = ModelSpec.of(Shape.of(5), new Dense(5, 7), new Relu(), new Dense(7, 2));
    Checkpoint checkpoint = Programs.untrained(small, MOMENTUM);
    Path program = compile(folder, checkpoint, "-DTINTIN_FLASH_PIECE=256");
    assertThat(run(program, "cuts", 256, 512, 4)).matches("old \\d+ new [1-9]\\d* mixes 0 .* 0\n");
  }

  @Test
  void cutAfterCutLosesNothing() throws Exception {
    Matcher counts = COUNTS.matcher(run(plain, "chain", 4, 2048, 2));
    assertThat(counts.matches()).isTrue();
    assertThat(Integer.parseInt(counts.group(1))).isGreaterThan(50);
    assertThat(Integer.parseInt(counts.group(2))).isGreaterThan(5);
    assertThat(counts.group(3)).isEqualTo("0");
    assertThat(counts.group(4)).isEqualTo("0");
  }

  /** Flips in what follows the state's bytes in a slot change nothing: those give the new one. */
  @Test
  void flippedBitGivesTheOlderStateAndTwoNone() throws Exception {
    String output = run(plain, "flips", 4, 2048, 2);
    Matcher counts =
        Pattern.compile("old (\\d+) new (\\d+) mixes 0 empty (\\d+) of 2048\n").matcher(output);
    assertThat(counts.matches()).as(output).isTrue();
    int old = Integer.parseInt(counts.group(1));
    assertThat(old).isBetween(24 + 1780 + 8, 2048 - 24);
    assertThat(Integer.parseInt(counts.group(2))).isEqualTo(2048 - old);
    assertThat(Integer.parseInt(counts.group(3))).isEqualTo(old);
  }

  @Test
  void trainingGoesOnWithTheSameBits() throws Exception {
    goesOn(plain, PLAIN);
    Checkpoint momentum = Programs.untrained(Programs.MLP, MOMENTUM);
    goesOn(compile(folder, momentum), momentum);
  }

  private void goesOn(Path program, Checkpoint checkpoint) throws Exception {
    assertThat(run(program, "goOn", 8, 4096, 4))
        .isEqualTo("hash %s\n", Integer.toUnsignedString(SelfTest.result(checkpoint, 20)));
  }

  @Test
  void slotsTakeTurns() throws Exception {
    assertThat(run(plain, "wear", 8, 512, 10)).isEqualTo("erased 50 to 50\n");
  }

  /** 0 done, 1 empty, 2 another model's, 3 too small, 4 pages or blocks that do not fit. */
  @Test
  void refusesWhatDoesNotFit() throws Exception {
    Path one = plain;
    Checkpoint otherSeed = Programs.untrained(Programs.MLP, Programs.CONFIG.withSeed(9));
    Path other = compile(folder.resolve("other"), otherSeed);
    Files.write(folder.resolve("flash.bin"), new byte[1 << 20]);
    assertThat(run(one, "load", 8, 2048, 2)).isEqualTo("load 1\n");
    assertThat(run(one, "save", 8, 2048, 2)).isEqualTo("save 0\n");
    assertThat(run(one, "load", 8, 2048, 2)).isEqualTo("load 0\n");
    assertThat(run(other, "load", 8, 2048, 2)).isEqualTo("load 2\n");
    assertThat(run(one, "need", 8, 512, 1)).isEqualTo("blocks 8\n");
    assertThat(run(one, "save", 8, 512, 7)).isEqualTo("save 3\n");
    assertThat(run(one, "save", 8, 512, 8)).isEqualTo("save 0\n");
    assertThat(run(one, "save", 24, 2048, 2)).isEqualTo("save 4\n");
    assertThat(run(one, "load", 8, 2049, 2)).isEqualTo("load 4\n");
  }

  @Test
  void fingerprintIsOfTheArchitectureAndTheTrainingNotOfWhatWasLearned() {
    assertThat(CExporter.fingerprint(Programs.trained(Programs.MLP, Programs.CONFIG, 3)))
        .isEqualTo(CExporter.fingerprint(PLAIN))
        .isNotEqualTo(
            CExporter.fingerprint(Programs.untrained(Programs.MLP, Programs.CONFIG.withSeed(9))));
  }
}
