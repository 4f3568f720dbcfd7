package io.tintin.broker;

import io.tintin.transport.testing.TestBroker;
import java.net.URI;

/** An {@link EmbeddedBroker} without a journal, for the contracts. */
final class RestartableBroker implements TestBroker {
  private volatile EmbeddedBroker broker;

  RestartableBroker() throws BrokerException {
    broker = EmbeddedBroker.start();
  }

  @Override
  public URI uri() {
    return broker.uri();
  }

  @Override
  public void restart() throws BrokerException {
    broker.close();
    broker = EmbeddedBroker.start(BrokerOptions.DEFAULT.withPort(broker.port()));
  }

  @Override
  public void close() {
    broker.close();
  }
}
