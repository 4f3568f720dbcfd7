package io.tintin.samples.motes;

import io.tintin.core.model.ModelCodec;
import io.tintin.core.model.ModelId;
import io.tintin.transport.federation.FederatedResult;
import io.tintin.transport.federation.ServerStats;
import io.tintin.transport.link.LinkStats;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What the main run made: both models, and the gateways with their scores.
 *
 * @param steam of the event federation
 */
public record MotesResult(
    FederatedResult steam,
    FederatedResult forecast,
    List<Gateway> gateways,
    ServerStats steamStats,
    ServerStats forecastStats,
    LinkStats serverLink) {

  /** SHA-256 over the saved forms of both models, the event's first. */
  public ModelId globalModelId() {
    ByteArrayOutputStream both = new ByteArrayOutputStream();
    both.writeBytes(ModelCodec.encode(steam.model()));
    both.writeBytes(ModelCodec.encode(forecast.model()));
    return ModelId.of(both.toByteArray());
  }
}
