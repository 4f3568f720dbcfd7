package io.tintin.transport.internal.mqtt;

/** Hears the end of one publish; exactly one method is called, once. */
public interface PublishEnd {
  /** The broker answered; a code of 128 or more is a refusal. */
  void answered(int reasonCode);

  /** The connection ended first. */
  void lost(String reason);
}
