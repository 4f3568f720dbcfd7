/** Integer training: tensors, scales, layers, losses, update rules, trainer, aggregation. */
module io.tintin.core {
  requires static org.jspecify;

  exports io.tintin.core.quant;
  exports io.tintin.core.random;
}
