package io.tintin.transport.node;

import com.google.protobuf.ByteString;
import io.tintin.core.aggregate.ModelUpdate;
import io.tintin.core.model.Model;
import io.tintin.core.quant.Scale;
import io.tintin.core.tensor.Int8Tensor;
import io.tintin.core.tensor.Shape;
import io.tintin.transport.internal.proto.Fetch;
import io.tintin.transport.internal.proto.Introduce;
import io.tintin.transport.internal.proto.NodeMessage;
import io.tintin.transport.internal.proto.NodeReceipt;
import io.tintin.transport.internal.proto.NodeStatus;
import io.tintin.transport.internal.proto.NodeUpdate;
import io.tintin.transport.internal.proto.TensorPart;
import io.tintin.transport.internal.proto.Train;
import io.tintin.transport.wire.MalformedMessageException;
import io.tintin.transport.wire.Receipt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A microcontroller that takes part in rounds, as its gateway sees it: the gateway hands it the
 * model of a round and gets its update, which it may aggregate itself or forward as its own. The
 * node's side is {@code tintin_node.h} of tintin-mcu.
 *
 * <p>Schema: {@code tintin/v1/node.proto}. For one thread.
 */
public final class NodeClient {
  private final NodeChannel channel;
  private final NodeCapability capability;

  private NodeClient(NodeChannel channel, NodeCapability capability) {
    this.channel = channel;
    this.capability = capability;
  }

  /**
   * Asks a node what it is.
   *
   * @throws IOException if it does not answer
   * @throws MalformedMessageException if its answer is none of this version
   */
  public static NodeClient open(NodeChannel channel)
      throws IOException, InterruptedException, MalformedMessageException {
    NodeMessage request =
        NodeMessage.newBuilder().setIntroduce(Introduce.getDefaultInstance()).build();
    NodeMessage answer = call(channel, request);
    if (!answer.hasCapability()) {
      throw NodeMessages.refusal(request, answer);
    }
    return new NodeClient(channel, NodeMessages.capability(answer.getCapability()));
  }

  /** What the node said of itself. */
  public NodeCapability capability() {
    return capability;
  }

  /**
   * Has the node train on a model, and waits for its update.
   *
   * @param round at least 1
   * @param rounds how many the run has
   * @param participants how many clients share the round
   * @throws IllegalArgumentException if the model has not the node's number of parameters and
   *     values
   * @throws NodeRefusalException if the node did not do it, saying why
   * @throws IOException if it does not answer
   * @throws MalformedMessageException if an answer does not fit
   */
  public ModelUpdate train(int round, int rounds, int participants, Model model)
      throws IOException, InterruptedException, MalformedMessageException {
    checkModel(model);
    if (round < 1) {
      throw new IllegalArgumentException("round must be at least 1: " + round);
    }
    acknowledged(NodeMessages.offer(round, rounds, participants, model.id()));
    for (int p = 0; p < model.parameters().size(); p++) {
      send(round, p, model.parameters().get(p));
    }
    NodeMessage request =
        NodeMessage.newBuilder().setTrain(Train.newBuilder().setRound(round)).build();
    NodeMessage answer = call(channel, request);
    if (!answer.hasUpdate()) {
      throw NodeMessages.refusal(request, answer);
    }
    NodeUpdate update = answer.getUpdate();
    String base = HexFormat.of().formatHex(update.getBaseModelId().toByteArray());
    checkEqual("update round", round, update.getRound());
    if (!base.equals(model.id().sha256())) {
      throw NodeMessages.malformed("base_model_id must be " + model.id() + ": " + base);
    }
    List<Int8Tensor> tensors = new ArrayList<>();
    for (Int8Tensor parameter : model.parameters()) {
      tensors.add(fetch(round, tensors.size(), parameter.shape()));
    }
    try {
      return new ModelUpdate(model.id(), update.getExampleCount(), tensors);
    } catch (IllegalArgumentException e) {
      throw NodeMessages.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Tells the node what became of its update. */
  public void tell(Receipt receipt)
      throws IOException, InterruptedException, MalformedMessageException {
    int status =
        switch (receipt.status()) {
          case ACCEPTED -> 1;
          case LATE -> 2;
          case REFUSED -> 3;
        };
    NodeReceipt.Builder proto =
        NodeReceipt.newBuilder().setRound(receipt.round()).setStatus(status);
    acknowledged(NodeMessage.newBuilder().setReceipt(proto).build());
  }

  private void checkModel(Model model) {
    int values = 0;
    for (Int8Tensor parameter : model.parameters()) {
      values += parameter.shape().size();
    }
    if (model.parameters().size() != capability.tensorCount()
        || values != capability.valueCount()) {
      throw new IllegalArgumentException(
          "model must have the node's parameters, "
              + capability.tensorCount()
              + " of "
              + capability.valueCount()
              + " values: "
              + model.parameters().size()
              + " of "
              + values);
    }
  }

  private void send(int round, int number, Int8Tensor tensor)
      throws IOException, InterruptedException, MalformedMessageException {
    byte[] values = tensor.toArray();
    for (int from = 0; from < values.length; from += capability.maxValues()) {
      int to = (int) Math.min(values.length, (long) from + capability.maxValues());
      byte[] part = Arrays.copyOfRange(values, from, to);
      acknowledged(NodeMessages.part(round, number, tensor, from, part));
    }
  }

  private Int8Tensor fetch(int round, int number, Shape shape)
      throws IOException, InterruptedException, MalformedMessageException {
    byte[] values = new byte[shape.size()];
    Scale scale = Scale.UNIT;
    for (int from = 0; from < values.length; ) {
      Fetch.Builder fetch = Fetch.newBuilder().setRound(round).setTensor(number).setOffset(from);
      NodeMessage request = NodeMessage.newBuilder().setFetch(fetch).build();
      NodeMessage answer = call(channel, request);
      if (!answer.hasTensorPart()) {
        throw NodeMessages.refusal(request, answer);
      }
      TensorPart part = answer.getTensorPart();
      checkEqual("part round", round, part.getRound());
      checkEqual("part tensor", number, part.getTensor());
      checkEqual("part offset", from, part.getOffset());
      Scale ofPart = scale(part);
      if (from > 0 && !ofPart.equals(scale)) {
        throw NodeMessages.malformed("part scale must be " + scale + ": " + ofPart);
      }
      scale = ofPart;
      from = copy(part.getValues(), values, from);
    }
    try {
      return Int8Tensor.of(shape, scale, values);
    } catch (IllegalArgumentException e) {
      throw NodeMessages.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static int copy(ByteString part, byte[] values, int from)
      throws MalformedMessageException {
    int left = values.length - from;
    if (part.isEmpty() || part.size() > left) {
      throw NodeMessages.malformed("part size must be in [1, " + left + "]: " + part.size());
    }
    part.copyTo(values, from);
    return from + part.size();
  }

  private static Scale scale(TensorPart part) throws MalformedMessageException {
    try {
      return Scale.of(part.getShift(), part.getUp(), part.getDown());
    } catch (IllegalArgumentException e) {
      throw NodeMessages.malformed(String.valueOf(e.getMessage()));
    }
  }

  private static void checkEqual(String name, int expected, int actual)
      throws MalformedMessageException {
    if (expected != actual) {
      throw NodeMessages.malformed(
          name + " must be " + expected + ": " + Integer.toUnsignedString(actual));
    }
  }

  private void acknowledged(NodeMessage request)
      throws IOException, InterruptedException, MalformedMessageException {
    NodeMessage answer = call(channel, request);
    if (!answer.hasAck() || answer.getAck().getStatus() != NodeStatus.NODE_STATUS_DONE) {
      throw NodeMessages.refusal(request, answer);
    }
  }

  private static NodeMessage call(NodeChannel channel, NodeMessage request)
      throws IOException, InterruptedException, MalformedMessageException {
    return NodeMessages.parse(channel.call(request.toByteArray()));
  }
}
