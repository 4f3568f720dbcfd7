package io.tintin.transport.wire;

/**
 * Whom a message concerns.
 *
 * @param fleet the federation, equal to the topic's
 * @param gateway the client it is from or for, equal to the topic's
 * @param session drawn by the client when it joins and repeated by the server, so that what was
 *     meant for an earlier life of the gateway is not taken for news
 * @param run drawn by the server when it starts; 0 while the sender does not know it
 */
public record Header(String fleet, String gateway, long session, long run) {
  /** Checks the names. */
  public Header {
    Names.check("fleet", fleet);
    Names.check("gateway", gateway);
  }
}
