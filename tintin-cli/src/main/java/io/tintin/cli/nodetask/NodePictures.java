package io.tintin.cli.nodetask;

import io.tintin.cli.chart.LinePicture;
import io.tintin.cli.synthetic.BearingTask;
import java.util.ArrayList;
import java.util.List;

/** The pictures of the page, as SVG. */
final class NodePictures {
  private static final int SAMPLES = 960;
  private static final int SAMPLES_PER_MILLI = 12;

  private NodePictures() {}

  /** Samples of each fault on one machine. */
  static String vibrations(BearingTask task) {
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      millis.add((double) i / SAMPLES_PER_MILLI);
    }
    List<LinePicture.Panel> panels = new ArrayList<>();
    for (int label = 0; label < task.classes().size(); label++) {
      List<Double> counts = new ArrayList<>();
      for (short count : task.waveform(0, label, SAMPLES)) {
        counts.add((double) count);
      }
      panels.add(
          new LinePicture.Panel(
              task.classes().get(label),
              "milliseconds",
              "counts",
              millis,
              List.of(new LinePicture.Line("", counts))));
    }
    return LinePicture.svg("SYNTHETIC vibration of one machine, strongest faults", panels, 130);
  }

  /** Accuracy against steps. */
  static String curves(List<TaskOutcome> outcomes) {
    List<LinePicture.Panel> panels = new ArrayList<>();
    for (TaskOutcome outcome : outcomes) {
      List<Double> steps = new ArrayList<>();
      for (int point = 1; point <= TaskStudy.CURVE_POINTS; point++) {
        steps.add((double) outcome.steps() * point / TaskStudy.CURVE_POINTS);
      }
      panels.add(
          new LinePicture.Panel(
              outcome.task().name() + ", SYNTHETIC",
              "steps",
              "accuracy, %",
              steps,
              List.of(
                  new LinePicture.Line("int8", outcome.curve(Method.INT8)),
                  new LinePicture.Line("float32", outcome.curve(Method.FLOAT32)),
                  new LinePicture.Line("int8, momentum", outcome.curve(Method.INT8_MOMENTUM)))));
    }
    return LinePicture.svg(
        "Accuracy on unseen machines and channels, mean of three seeds", panels, 260);
  }
}
