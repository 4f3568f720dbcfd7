package io.tintin.core.train;

import io.tintin.core.internal.codec.ByteReader;
import io.tintin.core.internal.codec.ByteWriter;
import io.tintin.core.internal.codec.MalformedBytesException;
import io.tintin.core.model.ModelSpec;
import io.tintin.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Saved form of what is trained: a tag, then its fields. */
final class TrainableCodec {
  private static final int ALL = 1;
  private static final int LAST_LAYERS = 2;
  private static final int ALL_BUT = 3;
  private static final int BIAS_ONLY = 4;
  private static final int CHANNELS = 5;

  private TrainableCodec() {}

  static void write(ByteWriter out, Trainable trainable) {
    if (trainable instanceof Trainable.LastLayers last) {
      out.writeByte(LAST_LAYERS).writeInt(last.count());
    } else if (trainable instanceof Trainable.AllBut frozen) {
      writeNumbers(out.writeByte(ALL_BUT), frozen.layers());
    } else if (trainable instanceof Trainable.BiasOnly) {
      out.writeByte(BIAS_ONLY);
    } else if (trainable instanceof Trainable.Channels channels) {
      writeNumbers(out.writeByte(CHANNELS).writeInt(channels.layer()), channels.channels());
    } else {
      out.writeByte(ALL);
    }
  }

  static Trainable read(ByteReader in) throws MalformedBytesException {
    int tag = in.readByte("trainable tag");
    return switch (tag) {
      case ALL -> Trainable.ALL;
      case LAST_LAYERS ->
          new Trainable.LastLayers(in.readInt("last layers", 1, ModelSpec.MAX_LAYERS));
      case ALL_BUT -> new Trainable.AllBut(readNumbers(in, "frozen layer", ModelSpec.MAX_LAYERS));
      case BIAS_ONLY -> new Trainable.BiasOnly();
      case CHANNELS -> {
        int layer = in.readInt("trained layer", 0, ModelSpec.MAX_LAYERS - 1);
        yield new Trainable.Channels(layer, readNumbers(in, "channel", Shape.MAX_SIZE));
      }
      default -> throw in.malformed("trainable tag", "in [1, 5]", tag);
    };
  }

  private static void writeNumbers(ByteWriter out, List<Integer> numbers) {
    out.writeInt(numbers.size());
    numbers.forEach(out::writeInt);
  }

  /** Numbers below the bound, which rise. */
  private static List<Integer> readNumbers(ByteReader in, String field, int bound)
      throws MalformedBytesException {
    List<Integer> numbers = new ArrayList<>();
    int count = in.readInt(field + " count", 0, bound);
    int least = 0;
    for (int i = 0; i < count; i++) {
      int number = in.readInt(field, least, bound - 1);
      numbers.add(number);
      least = number + 1;
    }
    return numbers;
  }
}
