package io.tintin.benchmarks.report;

/** The words between the tables. */
final class Texts {
  static final String HEAD =
      """
      # Benchmarks

      Written by `bin/bench`, which measures all of it again; `bin/bench --report` writes the page of saved results. Peers are processes of their own. In each cell, a net, a batch size, they are
      started and warmed up one after another; then, round by round, each works for one window while the others wait. Speeds are medians over the rounds. A ratio is formed within each round, of
      windows that were seconds apart; the median of these ratios is given with the least and the largest.

      ![Examples a second at the largest batch on one thread](benchmarks.svg)

      What is compared is these programs, on these small nets. It is not that integers are faster than floats: int8 in Java is not faster than float32 in Java by arithmetic, as the loops that JVMs of today
      compile do not reach the int8 dot products of a processor; only C does. The rows *float32* show it: they are ours, with the same layout and the same kind of loops. Where Tin-Tin is faster than other
      trainers, it is by layout, by passes that are joined, and by what it does not do for each operation. That weighs much as these nets are small; in large nets it would weigh little.

      """;

  static final String TRAINING =
      """

      ## Training

      An example is an image of 28 x 28. *lenet5-small* is 6c5-16c5-120-84-10, *lenet5* is 20c5-50c5-120-84-10, both with 2x2 maximum pools and ReLUs, *mlp* is 784-100-50-10. A step is all that a user
      asks for: examples go in, weights come out changed. The last columns are of the largest batch: examples in a second of processor time, which a busy machine disturbs less, and GOP/s, which counts
      the products of the step, two operations each, whatever a peer computes besides.
      """;

  static final String THREADS =
      """

      ## Threads

      *Busy*: another process keeps one processor at work. Then a second thread has less than a processor left to it.

      """;

  static final String STARTS =
      """

      ## Start and memory

      Seconds count from the start of the JVM, on one thread; those of the first step are a median over several starts, and reading the examples is in them. Full speed is the median of the rounds; what is given is the end of the first window of 0.1 s that had 95 % of it, if one had while the process warmed up. Peak memory is what was
      resident at most. Bytes are those on the Java heap; memory that natives take is not among them. All JVMs run with `-XX:+UseSerialGC` and no other setting.
      """;

  static final String PREDICTING =
      """

      ## Predicting

      `Predictor` with a frozen model beside ONNX Runtime with the export of the same model, on one thread. The export keeps ONNX Runtime from its own int8 kernels on purpose, as these may saturate on
      processors without VNNI (see [ONNX](onnx.md)): so it is int8 in and out, with float operators between.
      """;

  static final String PEAKS =
      """

      ## The machine's peak

      One core, registers alone, by `benchmarks/src/main/c/peak.c`; only instructions that the processor has.

      """;

  static final String KERNELS =
      """

      ## Kernels

      By JMH, packing and widening included; `conv` is outputs x taps x pixels, `dense` inputs x outputs. The share is that of the largest peak of integers above.

      """;

  static final String DIFFERENCES =
      """

      ## What differs between the peers

      | | Tin-Tin | float32 in Java | DJL PyTorch | DL4J |
      |---|---|---|---|---|
      | data type | int8, sums int32 | float32 | float32 | float32 |
      | rule | momentum 0.875, stochastic rounding, tracked scales: the defaults of `bin/tintin train`, at a constant rate | descent, momentum 0.875 | descent, momentum 0.9; without where it says so | descent, Nesterov momentum 0.9 |
      | biases | all layers | all layers | all layers | all layers |
      | loss | cross-entropy in integers | softmax cross-entropy | softmax cross-entropy | negative log-likelihood of a softmax |
      | loading | each example added in the step: checked, copied, transposed | each example transposed in the step | an array of floats becomes an NDArray in each step | arrays made once and kept |
      | memory of a step | none | none | a manager for each step, closed after it | workspaces |
      | threads | an executor | one alone | intra-op set, inter-op one | OMP_NUM_THREADS |
      | natives | none, but for *native* | none | MKL, oneDNN | OpenBLAS, the classifier avx2 |

      - *malloc raised*: `MALLOC_MMAP_THRESHOLD_` and `MALLOC_TRIM_THRESHOLD_` at 1 GB in the environment, so that glibc does not give memory back after each step. It is no default, but fair to ask for.
      - All peers see the same examples in the same order. Pixels are normalised once, before they are added.
      - *plain*, *vector* and *native* are the kernels that `-Dtintin.kernels` asks for; *vector* needs `--add-modules jdk.incubator.vector`.
      """;

  private Texts() {}
}
