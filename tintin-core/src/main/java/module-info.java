/** Integer training: tensors, scales, layers, losses, update rules, trainer, aggregation. */
@SuppressWarnings("module") // the module of native kernels is compiled after this one
module io.tintin.core {
  requires static org.jspecify;

  exports io.tintin.core.aggregate;
  exports io.tintin.core.continual;
  exports io.tintin.core.layer;
  exports io.tintin.core.loss;
  exports io.tintin.core.model;
  exports io.tintin.core.optim;
  exports io.tintin.core.plan;
  exports io.tintin.core.quant;
  exports io.tintin.core.random;
  exports io.tintin.core.rescaling;
  exports io.tintin.core.tensor;
  exports io.tintin.core.train;
  exports io.tintin.core.internal.kernel to
      io.tintin.nativekernels;

  uses io.tintin.core.internal.kernel.KernelProvider;
}
