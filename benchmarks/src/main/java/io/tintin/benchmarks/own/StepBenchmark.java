package io.tintin.benchmarks.own;

import io.tintin.benchmarks.peer.Digits;
import io.tintin.benchmarks.peer.Net;
import io.tintin.core.train.Trainer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Whole steps of training, on random pixels. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class StepBenchmark {
  @Param({"lenet5-small", "lenet5", "mlp"})
  public String net = "";

  @Param({"1", "8", "64"})
  public int batch;

  private final Digits digits = Digits.random();
  private Trainer trainer = new Trainer(Models.initial(Net.MLP), Models.config(1));
  private int next;

  /** Builds the trainer. */
  @Setup
  public void setUp() {
    trainer = new Trainer(Models.initial(Net.of(net)), Models.config(batch));
  }

  /** A step with the examples that it needs. */
  @Benchmark
  public long step() {
    while (!trainer.isFull()) {
      trainer.add(digits.int8(next), digits.label(next));
      next = (next + 1) % Digits.COUNT;
    }
    return trainer.step();
  }
}
