package io.tintin.transport.federation;

import com.google.common.collect.ImmutableMap;
import io.tintin.transport.wire.MalformedMessageException;
import io.tintin.transport.wire.MalformedMessageException.Reason;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts malformed messages by reason and logs the first of each peer. */
final class Malformations {
  private static final Logger LOG = LoggerFactory.getLogger(Malformations.class);
  private static final int MAX_PEERS = 1024;

  private final Map<Reason, LongAdder> counts = new ConcurrentHashMap<>();
  private final Set<String> logged = new HashSet<>();

  void count(String topic, MalformedMessageException malformed) {
    counts.computeIfAbsent(malformed.reason(), reason -> new LongAdder()).increment();
    if (isFirst(topic)) {
      LOG.warn("malformed message on {}: {}; more are only counted", topic, malformed.getMessage());
    }
  }

  ImmutableMap<Reason, Long> counts() {
    ImmutableMap.Builder<Reason, Long> result = ImmutableMap.builder();
    for (Reason reason : Reason.values()) {
      LongAdder count = counts.get(reason);
      if (count != null) {
        result.put(reason, count.sum());
      }
    }
    return result.buildOrThrow();
  }

  private synchronized boolean isFirst(String topic) {
    return logged.size() < MAX_PEERS && logged.add(topic);
  }
}
