package io.tintin.cli.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What both tasks promise. */
class TasksTest {
  static List<SyntheticTask> tasks() {
    return List.of(new BearingTask(1), new SpectrumTask(1));
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void examplesAreOfAllClassesWithinInt8(SyntheticTask task) {
    int[] counts = new int[task.classes().size()];
    for (int e = 0; e < 200; e++) {
      Example example = task.example(e % task.placeCount(), e);
      counts[example.label()]++;
      assertThat(example.features()).hasSize(task.inputs()).doesNotContain((byte) -128);
    }
    assertThat(counts).hasSize(4);
    for (int count : counts) {
      assertThat(count).isBetween(30, 70);
    }
  }

  @ParameterizedTest
  @MethodSource("tasks")
  void examplesDifferByPlaceAndNumberAlone(SyntheticTask task) {
    byte[] first = task.example(3, 5).features();
    assertThat(task.example(3, 5).features()).isEqualTo(first);
    assertThat(task.example(3, 6).features()).isNotEqualTo(first);
    assertThat(task.example(4, 5).features()).isNotEqualTo(first);
  }

  /** The figures of the page stand on these bits, on every machine. */
  @Test
  void bitsAreTheSameOnEveryMachine() {
    assertThat(hash(new BearingTask(1))).isEqualTo(-1_269_733_383);
    assertThat(hash(new SpectrumTask(1))).isEqualTo(-603_641_190);
  }

  private static int hash(SyntheticTask task) {
    int hash = 0;
    for (int e = 0; e < 40; e++) {
      Example example = task.example(e, e);
      hash = 31 * (31 * hash + Arrays.hashCode(example.features())) + example.label();
      hash = 31 * hash + example.classicalLabel(30);
    }
    return hash;
  }

  /** Two phases square to one: a line that four phases and many carriers do not have. */
  @Test
  void squaresOfTwoPhasesHaveALine() {
    SpectrumTask task = new SpectrumTask(1);
    int[] highest = new int[4];
    int[] counts = new int[4];
    for (int e = 0; e < 400; e++) {
      Example example = task.example(e % task.placeCount(), e);
      if (example.decibels() >= 8) {
        byte[] features = example.features();
        int most = 0;
        for (int i = 28; i < 56; i++) {
          most = Math.max(most, features[i]);
        }
        highest[example.label()] += most;
        counts[example.label()]++;
      }
    }
    int line = highest[1] / counts[1];
    assertThat(line).isGreaterThan(highest[2] / counts[2] + 8);
    assertThat(line).isGreaterThan(highest[3] / counts[3] + 8);
  }
}
