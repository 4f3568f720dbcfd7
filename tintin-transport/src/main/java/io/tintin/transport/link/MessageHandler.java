package io.tintin.transport.link;

/** Takes the messages of a subscription, one at a time. */
@FunctionalInterface
public interface MessageHandler {
  /**
   * Makes the effect of a message. Only when this returns is the message acknowledged; after an
   * exception it is handed over again, later.
   *
   * @param topic where it was published
   * @param payload the handler's own copy
   * @throws Exception if the effect could not be made now
   */
  void handle(String topic, byte[] payload) throws Exception;
}
