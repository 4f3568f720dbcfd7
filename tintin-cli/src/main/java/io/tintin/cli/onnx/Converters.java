package io.tintin.cli.onnx;

import io.tintin.core.layer.Add;
import io.tintin.core.layer.AveragePool1d;
import io.tintin.core.layer.AveragePool2d;
import io.tintin.core.layer.Concat;
import io.tintin.core.layer.Conv1d;
import io.tintin.core.layer.Conv2d;
import io.tintin.core.layer.Dense;
import io.tintin.core.layer.Dropout;
import io.tintin.core.layer.Flatten;
import io.tintin.core.layer.GlobalAveragePool;
import io.tintin.core.layer.Layer;
import io.tintin.core.layer.LayerNorm;
import io.tintin.core.layer.LeakyRelu;
import io.tintin.core.layer.MaxPool1d;
import io.tintin.core.layer.MaxPool2d;
import io.tintin.core.layer.Relu;
import io.tintin.core.layer.Tanh;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** By which converter each kind of layer is exported; a test sees that none is missing. */
final class Converters {
  private static final Map<Class<? extends Layer>, Bound<?>> ALL = new HashMap<>();

  static {
    put(Add.class, new AddConverter());
    put(AveragePool1d.class, (pool, site) -> Pools.average(site, pool.stride(), pool.size()));
    put(
        AveragePool2d.class,
        (pool, site) -> Pools.average(site, pool.stride(), pool.size(), pool.size()));
    put(Concat.class, new ConcatConverter());
    put(Conv1d.class, new Conv1dConverter());
    put(Conv2d.class, new Conv2dConverter());
    put(Dense.class, new DenseConverter());
    put(Dropout.class, (layer, site) -> site.input()); // drops nothing where nothing is trained
    put(Flatten.class, new FlattenConverter());
    put(GlobalAveragePool.class, new GlobalAveragePoolConverter());
    put(LayerNorm.class, new LayerNormConverter());
    put(LeakyRelu.class, new TableConverter<>());
    put(MaxPool1d.class, (pool, site) -> Pools.max(site, pool.stride(), pool.size()));
    put(MaxPool2d.class, (pool, site) -> Pools.max(site, pool.stride(), pool.size(), pool.size()));
    put(Relu.class, new ReluConverter());
    put(Tanh.class, new TableConverter<>());
  }

  private Converters() {}

  private static <L extends Layer> void put(Class<L> kind, Converter<L> converter) {
    ALL.put(kind, new Bound<>(kind, converter));
  }

  /** The converter of this layer. */
  static Bound<?> of(Layer layer) {
    return Objects.requireNonNull(ALL.get(layer.getClass()), layer::toString);
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
