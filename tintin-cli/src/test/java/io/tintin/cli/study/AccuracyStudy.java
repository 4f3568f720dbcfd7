package io.tintin.cli.study;

import static io.tintin.cli.study.Figure.percent;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The figures of docs/accuracy.md and what they must reach, on the full test sets after the last
 * epoch. Profile {@code accuracy} alone runs it, for hours; the tables are written to
 * target/accuracy/tables.md.
 */
@TestInstance(Lifecycle.PER_CLASS)
class AccuracyStudy {
  private static final String DIGITS = "train --data mnist";
  private static final String CLOTHES = "train --data fashion";
  private static final String STEPS = " --epochs 1 --validate 2000 --evaluate-every 25";
  private static final Path FOLDER = Path.of("target", "accuracy");

  /** NITI's mu: what it ships with is 0. */
  private static final List<Integer> MUS = List.of(0, 2, 3, 4, 5);

  private final Study study = new Study(data(), FOLDER);

  private final Figure lenet5 = study.figure(DIGITS + " --net lenet5 --epochs 10");
  private final Figure small = study.figure(DIGITS + " --net lenet5-small --epochs 10");
  private final Figure oneByOne = study.figure(DIGITS + " --net lenet5 --batch 1 --epochs 1");
  private final Figure smallOneByOne =
      study.figure(DIGITS + " --net lenet5-small --batch 1 --epochs 1");
  private final Figure mlp = study.figure(DIGITS + " --net mlp:784-100-50-10 --epochs 30");
  private final Figure clothesMlp =
      study.figure(CLOTHES + " --net mlp:784-200-100-50-10 --epochs 15 --decay 0.0005");
  private final Figure clothesLenet5 = study.figure(CLOTHES + " --net lenet5 --epochs 10");

  private final List<Figure> choices = choices();

  private final Figure steps = study.figure(DIGITS + " --net lenet5" + STEPS);
  private final List<Figure> nitiSteps = nitiSteps("lenet5");
  private final Figure smallSteps = study.figure(DIGITS + " --net lenet5-small" + STEPS);
  private final List<Figure> nitiSmallSteps = nitiSteps("lenet5-small");

  private final Figure mlpFloat = study.figure(mlp.arguments() + " --rule float");
  private final Figure clothesMlpFloat = study.figure(clothesMlp.arguments() + " --rule float");
  private final Figure smallFloat = study.figure(small.arguments() + " --rule float");
  private final Figure lenet5Float = study.figure(lenet5.arguments() + " --rule float");
  private final Figure clothesLenet5Float =
      study.figure(clothesLenet5.arguments() + " --rule float");

  AccuracyStudy() throws IOException {}

  private static Path data() {
    return Optional.ofNullable(System.getenv("TINTIN_DATA"))
        .map(Path::of)
        .orElse(Path.of("..", "data"));
  }

  private List<Figure> nitiSteps(String net) {
    List<Figure> all = new ArrayList<>();
    for (int mu : MUS) {
      String rule = " --net src/test/nets/" + net + "-nobias.net --rule niti --mu " + mu;
      all.add(study.figure(DIGITS + rule + STEPS));
    }
    return all;
  }

  /** What the defaults were chosen from. */
  private List<Figure> choices() {
    String base = CLOTHES + " --net lenet5-small --limit 20000 --epochs 3 --validate 10000";
    List<String> others =
        List.of(
            "",
            " --rescaling dynamic",
            " --rescaling compound",
            " --rounding nearest",
            " --rounding pseudo",
            " --momentum 0 --rate 0.24",
            " --rule int8",
            " --rule int8 --rounding nearest",
            " --rule int8 --rounding pseudo",
            " --rule lion",
            " --rule float");
    return others.stream().map(other -> study.figure(base + other)).toList();
  }

  @Test
  void digitsByLenet5() {
    assertThat(lenet5.mean()).isGreaterThanOrEqualTo(99_20);
    assertIsWithin(10, lenet5, lenet5Float);
  }

  @Test
  void digitsByTheSmallLenet5() {
    assertThat(small.mean()).isGreaterThanOrEqualTo(99_00);
    assertIsWithin(10, small, smallFloat);
  }

  @Test
  void digitsOneByOne() {
    assertThat(oneByOne.least()).isGreaterThanOrEqualTo(98_00);
    assertThat(smallOneByOne.least()).isGreaterThanOrEqualTo(98_00);
  }

  @Test
  void digitsByThePerceptron() {
    assertThat(mlp.mean()).isGreaterThanOrEqualTo(97_80);
    assertThat(mlpFloat.mean()).isPositive();
  }

  @Test
  void clothesByThePerceptron() {
    assertThat(clothesMlp.mean()).isGreaterThanOrEqualTo(89_30);
    assertThat(clothesMlpFloat.mean()).isPositive();
  }

  @Test
  void clothesByLenet5() {
    assertIsWithin(50, clothesLenet5, clothesLenet5Float);
  }

  @Test
  void fewerStepsThanNitiWithAnyMu() {
    assertNeedsFewerSteps(steps, nitiSteps);
    assertNeedsFewerSteps(smallSteps, nitiSmallSteps);
  }

  /** In hundredths of a percent, of the means. */
  private static void assertIsWithin(int most, Figure integers, Figure floats) {
    assertThat(floats.sum() - integers.sum()).isLessThanOrEqualTo(most * Study.SEEDS);
  }

  private static void assertNeedsFewerSteps(Figure ours, List<Figure> theirs) {
    for (int percent : List.of(97, 98)) {
      for (int run = 0; run < Study.SEEDS; run++) {
        int own = ours.stepsTo(run, percent).orElseThrow();
        for (Figure niti : theirs) {
          assertThat(own).isLessThan(niti.stepsTo(run, percent).orElse(Integer.MAX_VALUE));
        }
      }
    }
  }

  @AfterAll
  void writeTables() throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add("| command | seeds 1, 2, 3 | mean | least |");
    lines.add("|---|---|---:|---:|");
    study.figures().stream()
        .filter(f -> !f.arguments().contains("--validate"))
        .map(Figure::row)
        .forEach(lines::add);
    lines.add("");
    lines.add("| command | steps to 97 %, seeds 1, 2, 3 | steps to 98 % |");
    lines.add("|---|---:|---:|");
    study.figures().stream()
        .filter(f -> f.arguments().contains("--evaluate-every"))
        .map(f -> "| `" + f.arguments() + "` | " + stepsTo(f, 97) + " | " + stepsTo(f, 98) + " |")
        .forEach(lines::add);
    lines.add("");
    lines.add("| command | mean of 10,000 held out |");
    lines.add("|---|---:|");
    choices.stream()
        .map(f -> "| `" + f.arguments() + "` | " + percent(f.heldOut()) + " |")
        .forEach(lines::add);
    Files.write(FOLDER.resolve("tables.md"), lines);
    study.close();
  }

  private static String stepsTo(Figure figure, int percent) {
    List<String> all = new ArrayList<>();
    for (int run = 0; run < Study.SEEDS; run++) {
      OptionalInt steps = figure.stepsTo(run, percent);
      all.add(steps.isPresent() ? String.valueOf(steps.getAsInt()) : "-");
    }
    return String.join(", ", all);
  }
}
