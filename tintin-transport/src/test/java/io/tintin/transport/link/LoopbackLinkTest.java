package io.tintin.transport.link;

import io.tintin.transport.testing.MessageLinkContract;
import org.junit.jupiter.api.AfterEach;

class LoopbackLinkTest extends MessageLinkContract {
  private final LoopbackHub hub = LoopbackHub.plain();

  @Override
  protected MessageLink open(String name) {
    return hub.link(name);
  }

  @AfterEach
  void closeHub() {
    hub.close();
  }
}
