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
import java.util.Collections;
import java.util.List;

/** What training keeps besides the model: the update rule's memory, and tracked exponents. */
final class TrainingState {
  /** Most places of a model that requantise: some of each layer and of each of its inputs. */
  private static final int MAX_TRACKERS = 1 << 14;

  private static final int MAX_EXPONENT = 1 << 17;

  /** What a rule keeps of a parameter; of no length if it keeps nothing. */
  private static final class Memory {
    final byte[] fractions;
    final short[] moments;
    final int momentShift;

    Memory(byte[] fractions, short[] moments, int momentShift) {
      this.fractions = fractions;
      this.moments = moments;
      this.momentShift = momentShift;
    }

    static Memory zeros(UpdateRule rule, int size) {
      int count = rule.keepsState() ? size : 0;
      return new Memory(new byte[count], new short[count], 0);
    }

    static Memory of(Parameter parameter) {
      int count = parameter.state.length;
      Memory memory = new Memory(new byte[count], new short[count], parameter.momentShift);
      for (int i = 0; i < count; i++) {
        memory.fractions[i] = (byte) parameter.fraction(i);
        memory.moments[i] = (short) parameter.moment(i);
      }
      return memory;
    }

    Memory resizedTo(int size) {
      int count = fractions.length == 0 ? 0 : size;
      return new Memory(
          Arrays.copyOf(fractions, count), Arrays.copyOf(moments, count), momentShift);
    }

    void restore(Parameter parameter) {
      for (int i = 0; i < fractions.length; i++) {
        parameter.restore(i, fractions[i], moments[i]);
      }
      parameter.momentShift = momentShift;
    }

    void write(ByteWriter out) {
      out.writeBytes(fractions);
      if (fractions.length > 0) {
        out.writeInt(momentShift);
      }
      for (short value : moments) {
        out.writeByte(value).writeByte(value >> 8);
      }
    }
  }

  private final List<Memory> memories;
  private final List<TrackedExponent> trackers;

  private TrainingState(List<Memory> memories, List<TrackedExponent> trackers) {
    this.memories = memories;
    this.trackers = trackers;
  }

  static TrainingState capture(Parameter[] parameters, TrackedRequantizer[] trackers) {
    List<Memory> memories = new ArrayList<>();
    for (Parameter parameter : parameters) {
      memories.add(Memory.of(parameter));
    }
    List<TrackedExponent> tracked = new ArrayList<>();
    for (TrackedRequantizer tracker : trackers) {
      int shift = tracker.isSet() ? tracker.shift() : 0;
      tracked.add(new TrackedExponent(tracker.isSet(), shift, tracker.calmSteps()));
    }
    return new TrainingState(memories, tracked);
  }

  /** Before the first step: zeros, and no exponent set. */
  static TrainingState empty(ModelSpec spec, UpdateRule rule) {
    List<Memory> memories = new ArrayList<>();
    for (Shape shape : spec.parameterShapes()) {
      memories.add(Memory.zeros(rule, shape.size()));
    }
    return new TrainingState(memories, List.of());
  }

  /** See {@link Checkpoint#exponents}. */
  List<TrackedExponent> exponents() {
    return Collections.unmodifiableList(trackers);
  }

  /** See {@link Checkpoint#keepsMemory}. */
  boolean keepsMemory(int parameter) {
    return memories.get(parameter).fractions.length > 0;
  }

  /** See {@link Checkpoint#fraction}. */
  int fraction(int parameter, int i) {
    return memories.get(parameter).fractions[i];
  }

  /** See {@link Checkpoint#moment}. */
  int moment(int parameter, int i) {
    return memories.get(parameter).moments[i];
  }

  /** See {@link Checkpoint#momentShift}. */
  int momentShift(int parameter) {
    return memories.get(parameter).momentShift;
  }

  /** With zeros at the end of each parameter that is larger in this architecture. */
  TrainingState resizedTo(ModelSpec spec) {
    List<Memory> resized = new ArrayList<>();
    List<Shape> shapes = spec.parameterShapes();
    for (Memory memory : memories) {
      resized.add(memory.resizedTo(shapes.get(resized.size()).size()));
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
      memories.get(p).restore(parameters[p]);
    }
    for (int t = 0; t < trackers.size(); t++) {
      TrackedExponent tracked = trackers.get(t);
      if (tracked.isSet()) {
        requantizers[t].restore(tracked.exponent(), tracked.calmSteps());
      }
    }
  }

  void write(ByteWriter out) {
    for (Memory memory : memories) {
      memory.write(out);
    }
    out.writeInt(trackers.size());
    for (TrackedExponent tracked : trackers) {
      out.writeByte(tracked.isSet() ? 1 : 0)
          .writeInt(tracked.exponent())
          .writeInt(tracked.calmSteps());
    }
  }

  /** Reads what was written of a model of this architecture, trained by this rule. */
  static TrainingState read(ByteReader in, ModelSpec spec, UpdateRule rule)
      throws MalformedBytesException {
    List<Memory> memories = new ArrayList<>();
    for (Shape shape : spec.parameterShapes()) {
      memories.add(
          rule.keepsState() ? readMemory(in, shape.size()) : Memory.zeros(rule, shape.size()));
    }
    List<TrackedExponent> trackers = new ArrayList<>();
    int count = in.readInt("tracked exponent count", 0, MAX_TRACKERS);
    for (int t = 0; t < count; t++) {
      int isSet = in.readByte("tracked exponent flag");
      if (isSet != 0 && isSet != 1) {
        throw in.malformed("tracked exponent flag", "0 or 1", isSet);
      }
      int shift = in.readInt("tracked exponent", -MAX_EXPONENT, MAX_EXPONENT);
      int calmSteps = in.readInt("calm steps", 0, TrackedRequantizer.CALM_STEPS - 1);
      trackers.add(new TrackedExponent(isSet == 1, shift, calmSteps));
    }
    return new TrainingState(memories, trackers);
  }

  private static Memory readMemory(ByteReader in, int count) throws MalformedBytesException {
    byte[] fractions = in.readBytes("fraction", count);
    int momentShift = in.readInt("moment shift", -MAX_EXPONENT, MAX_EXPONENT);
    return new Memory(fractions, readMoments(in, count), momentShift);
  }

  private static short[] readMoments(ByteReader in, int count) throws MalformedBytesException {
    byte[] bytes = in.readBytes("moment", 2 * count);
    short[] moment = new short[count];
    for (int i = 0; i < count; i++) {
      moment[i] = (short) ((bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] << 8));
    }
    return moment;
  }
}
