package io.tintin.transport.federation;

import com.google.common.base.Splitter;
import io.tintin.transport.wire.Envelope;
import io.tintin.transport.wire.Header;
import io.tintin.transport.wire.MalformedMessageException;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.util.List;

/** The topics of version 1: {@code tt/v1/{fleet}/{gateway}/up/…} and {@code …/down/…}. */
final class Topics {
  private static final String ROOT = "tt/v1/";
  private static final Splitter LEVELS = Splitter.on('/');
  private static final int FLEET = 2;
  private static final int GATEWAY = 3;

  private Topics() {}

  static String hello(String fleet, String gateway) {
    return ROOT + fleet + "/" + gateway + "/up/hello";
  }

  static String update(String fleet, String gateway) {
    return ROOT + fleet + "/" + gateway + "/up/update";
  }

  static String task(String fleet, String gateway) {
    return ROOT + fleet + "/" + gateway + "/down/task";
  }

  static String receipt(String fleet, String gateway) {
    return ROOT + fleet + "/" + gateway + "/down/receipt";
  }

  /** All that the gateways of a fleet say. */
  static String allUp(String fleet) {
    return ROOT + fleet + "/+/up/+";
  }

  /** All that is for one gateway. */
  static String allDown(String fleet, String gateway) {
    return ROOT + fleet + "/" + gateway + "/down/+";
  }

  /** The gateway of a topic that matched one of the filters above. */
  static String gateway(String topic) {
    return LEVELS.splitToList(topic).get(GATEWAY);
  }

  /** A broker's access list guards the topic, so what the message says of itself must agree. */
  static void checkAddress(String topic, Envelope envelope) throws MalformedMessageException {
    List<String> levels = LEVELS.splitToList(topic);
    Header header = envelope.header();
    if (!header.fleet().equals(levels.get(FLEET))
        || !header.gateway().equals(levels.get(GATEWAY))) {
      throw new MalformedMessageException(
          Reason.ADDRESS,
          "fleet and gateway must be those of topic "
              + topic
              + ": "
              + header.fleet()
              + ", "
              + header.gateway());
    }
  }
}
