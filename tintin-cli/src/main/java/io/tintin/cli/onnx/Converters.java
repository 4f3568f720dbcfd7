package io.tintin.cli.onnx;

import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Which kinds of layers can be exported, and by which converter. */
final class Converters {
  private static final Map<Class<? extends Layer>, Bound<?>> ALL = new HashMap<>();

  static {
    put(Conv2d.class, new Conv2dConverter());
    put(Dense.class, new DenseConverter());
    put(Flatten.class, new FlattenConverter());
    put(MaxPool2d.class, new MaxPool2dConverter());
    put(Relu.class, new ReluConverter());
  }

  private Converters() {}

  private static <L extends Layer> void put(Class<L> kind, Converter<L> converter) {
    ALL.put(kind, new Bound<>(kind, converter));
  }

  /** The converter of this layer, if layers of its kind can be exported. */
  static Optional<Bound<?>> of(Layer layer) {
    return Optional.ofNullable(ALL.get(layer.getClass()));
  }

  /** A converter and the kind of layers that it takes. */
  record Bound<L extends Layer>(Class<L> kind, Converter<L> converter) {
    long fanIn(Layer layer) {
      return converter.fanIn(kind.cast(layer));
    }

    Activation convert(Site site) {
      return converter.convert(kind.cast(site.layer()), site);
    }
  }
}
