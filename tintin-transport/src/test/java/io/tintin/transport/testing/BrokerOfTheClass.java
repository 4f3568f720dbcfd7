package io.tintin.transport.testing;

import java.net.URI;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One broker for all tests of a class, registered there as a static extension. */
public final class BrokerOfTheClass implements BeforeAllCallback, AfterAllCallback {
  private final TestBroker.Starter starter;
  private TestBroker broker;

  public BrokerOfTheClass(TestBroker.Starter starter) {
    this.starter = starter;
  }

  public URI uri() {
    return broker.uri();
  }

  public void restart() throws Exception {
    broker.restart();
  }

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    broker = starter.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    if (broker != null) {
      broker.close();
    }
  }
}
