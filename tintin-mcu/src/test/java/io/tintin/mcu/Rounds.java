package io.tintin.mcu;

import io.tintin.core.aggregate.Aggregation;
import io.tintin.core.aggregate.FedAvg;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Rounding;
import io.tintin.core.random.RandomSource;
import io.tintin.core.train.Checkpoint;
import io.tintin.core.train.Trainer;
import io.tintin.transport.node.NodeClient;
import java.util.ArrayList;
import java.util.List;

/** Federated rounds of three clients, one of which may be a node. */
final class Rounds {
  static final int ROUNDS = 4;

  /** Of each client in a round. */
  static final int STEPS = 9;

  private static final RandomSource AVERAGES = new RandomSource(77);

  /** One client's part in a round. */
  interface Client {
    ModelUpdate train(int round, Model model) throws Exception;
  }

  private Rounds() {}

  /** A client in Java with the examples of a node: those of {@code node.c} if number is 11. */
  static Client inJava(Checkpoint checkpoint, int number) {
    Trainer trainer = Trainer.resume(checkpoint);
    RandomSource ofExamples = new RandomSource(number);
    RandomSource ofLabels = new RandomSource(number + 1);
    int outputs = checkpoint.model().spec().output().size();
    byte[] features = new byte[checkpoint.model().spec().input().size()];
    int[] count = {0};
    return (round, model) -> {
      trainer.load(model);
      int before = count[0];
      for (int step = 0; step < STEPS; step++) {
        while (!trainer.isFull()) {
          int example = count[0]++;
          for (int i = 0; i < features.length; i++) {
            int bits = ofExamples.bits(example * features.length + i);
            features[i] = (byte) (Integer.remainderUnsigned(bits, 255) - 127);
          }
          trainer.add(features, Integer.remainderUnsigned(ofLabels.bits(example), outputs));
        }
        trainer.step();
      }
      return ModelUpdate.of(model.id(), trainer.model(), count[0] - before);
    };
  }

  static Client onNode(NodeClient node) {
    return (round, model) -> node.train(round, ROUNDS, 3, model);
  }

  /** The models after each round, of this client and two in Java. */
  static List<Model> run(Checkpoint checkpoint, Client client) throws Exception {
    List<Client> clients = List.of(inJava(checkpoint, 31), client, inJava(checkpoint, 41));
    List<Model> models = new ArrayList<>();
    Model model = checkpoint.model();
    for (int round = 1; round <= ROUNDS; round++) {
      Aggregation mean = new FedAvg(Rounding.STOCHASTIC).begin(model, AVERAGES.stream(round));
      for (Client each : clients) {
        mean.add(each.train(round, model));
      }
      model = mean.result();
      models.add(model);
    }
    return models;
  }
}
