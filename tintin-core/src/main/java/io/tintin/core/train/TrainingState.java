package io.tintin.core.train;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.optim.Parameter;
import io.tintin.core.optim.UpdateRule;
import io.tintin.core.rescaling.TrackedRequantizer;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What training keeps besides the model: the update rule's memory, and tracked exponents. */
final class TrainingState {
  /** Most places of a model that requantise: some of each layer and of each of its inputs. */
  private static final int MAX_TRACKERS = 1 << 14;

  private static final int MAX_EXPONENT = 1 << 17;

  private static final class Memory {
    final byte[] fraction;
    final short[][] moments;
    final int[] momentShifts;

    Memory(byte[] fraction, short[][] moments, int[] momentShifts) {
      this.fraction = fraction;
      this.moments = moments;
      this.momentShifts = momentShifts;
    }
  }

  private record Tracked(boolean isSet, int shift, int calmSteps) {}

  private final List<Memory> memories;
  private final List<Tracked> trackers;

  private TrainingState(List<Memory> memories, List<Tracked> trackers) {
    this.memories = memories;
    this.trackers = trackers;
  }

  static TrainingState capture(Parameter[] parameters, TrackedRequantizer[] trackers) {
    List<Memory> memories = new ArrayList<>();
    for (Parameter parameter : parameters) {
      short[][] moments =
          Arrays.stream(parameter.moments).map(m -> m.clone()).toArray(short[][]::new);
      memories.add(new Memory(parameter.fraction.clone(), moments, parameter.momentShifts.clone()));
    }
    List<Tracked> tracked = new ArrayList<>();
    for (TrackedRequantizer tracker : trackers) {
      int shift = tracker.isSet() ? tracker.shift() : 0;
      tracked.add(new Tracked(tracker.isSet(), shift, tracker.calmSteps()));
    }
    return new TrainingState(memories, tracked);
  }

  /** Before the first step: zeros, and no exponent set. */
  static TrainingState empty(ModelSpec spec, UpdateRule rule) {
    List<Memory> memories = new ArrayList<>();
    for (Shape shape : spec.parameterShapes()) {
      byte[] fraction = new byte[rule.hasFraction() ? shape.size() : 0];
      int moments = rule.momentCount();
      memories.add(new Memory(fraction, new short[moments][shape.size()], new int[moments]));
    }
    return new TrainingState(memories, List.of());
  }

  /** With zeros at the end of each parameter that is larger in this architecture. */
  TrainingState resizedTo(ModelSpec spec) {
    List<Memory> resized = new ArrayList<>();
    List<Shape> shapes = spec.parameterShapes();
    for (Memory memory : memories) {
      int size = shapes.get(resized.size()).size();
      byte[] fraction = Arrays.copyOf(memory.fraction, memory.fraction.length == 0 ? 0 : size);
      short[][] moments =
          Arrays.stream(memory.moments).map(m -> Arrays.copyOf(m, size)).toArray(short[][]::new);
      resized.add(new Memory(fraction, moments, memory.momentShifts));
    }
    return new TrainingState(resized, trackers);
  }

  /**
   * Puts everything back; nothing of the exponents if there are none.
   *
   * @throws IllegalArgumentException if it was taken from another architecture
   */
  void restore(Parameter[] parameters, TrackedRequantizer[] requantizers) {
    if (!trackers.isEmpty() && trackers.size() != requantizers.length) {
      throw new IllegalArgumentException(
          "tracked exponents must be " + requantizers.length + ": " + trackers.size());
    }
    if (memories.size() != parameters.length) {
      throw new IllegalArgumentException(
          "parameters in training must be " + parameters.length + ": " + memories.size());
    }
    for (int p = 0; p < parameters.length; p++) {
      Memory memory = memories.get(p);
      System.arraycopy(memory.fraction, 0, parameters[p].fraction, 0, memory.fraction.length);
      for (int m = 0; m < memory.moments.length; m++) {
        short[] moment = memory.moments[m];
        System.arraycopy(moment, 0, parameters[p].moments[m], 0, moment.length);
        parameters[p].momentShifts[m] = memory.momentShifts[m];
      }
    }
    for (int t = 0; t < trackers.size(); t++) {
      Tracked tracked = trackers.get(t);
      if (tracked.isSet) {
        requantizers[t].restore(tracked.shift, tracked.calmSteps);
      }
    }
  }

  void write(ByteWriter out) {
    for (Memory memory : memories) {
      out.writeBytes(memory.fraction);
      for (int m = 0; m < memory.moments.length; m++) {
        out.writeInt(memory.momentShifts[m]);
        for (short value : memory.moments[m]) {
          out.writeByte(value).writeByte(value >> 8);
        }
      }
    }
    out.writeInt(trackers.size());
    for (Tracked tracked : trackers) {
      out.writeByte(tracked.isSet ? 1 : 0).writeInt(tracked.shift).writeInt(tracked.calmSteps);
    }
  }

  /** Reads what was written of a model of this architecture, trained by this rule. */
  static TrainingState read(ByteReader in, ModelSpec spec, UpdateRule rule)
      throws MalformedBytesException {
    List<Memory> memories = new ArrayList<>();
    for (Shape shape : spec.parameterShapes()) {
      byte[] fraction = in.readBytes("fraction", rule.hasFraction() ? shape.size() : 0);
      short[][] moments = new short[rule.momentCount()][];
      int[] momentShifts = new int[moments.length];
      for (int m = 0; m < moments.length; m++) {
        momentShifts[m] = in.readInt("moment shift", -MAX_EXPONENT, MAX_EXPONENT);
        moments[m] = readMoment(in, shape.size());
      }
      memories.add(new Memory(fraction, moments, momentShifts));
    }
    List<Tracked> trackers = new ArrayList<>();
    int count = in.readInt("tracked exponent count", 0, MAX_TRACKERS);
    for (int t = 0; t < count; t++) {
      int isSet = in.readByte("tracked exponent flag");
      if (isSet != 0 && isSet != 1) {
        throw in.malformed("tracked exponent flag", "0 or 1", isSet);
      }
      int shift = in.readInt("tracked exponent", -MAX_EXPONENT, MAX_EXPONENT);
      int calmSteps = in.readInt("calm steps", 0, TrackedRequantizer.CALM_STEPS - 1);
      trackers.add(new Tracked(isSet == 1, shift, calmSteps));
    }
    return new TrainingState(memories, trackers);
  }

  private static short[] readMoment(ByteReader in, int count) throws MalformedBytesException {
    byte[] bytes = in.readBytes("moment", 2 * count);
    short[] moment = new short[count];
    for (int i = 0; i < count; i++) {
      moment[i] = (short) ((bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] << 8));
    }
    return moment;
  }
}
