package io.tintin.samples.motes;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One of the eight wireless motes.
 *
 * @param name also its gateway's id
 * @param campaign 1 for single-hop, 2 for multi-hop two months later
 * @param number of the mote in its campaign
 * @param readings how many it made, one every five seconds
 * @param seesEvent whether steam was led to it
 */
public record Mote(String name, int campaign, int number, int readings, boolean seesEvent) {
  public static final List<Mote> ALL =
      List.of(
          new Mote("single-1", 1, 1, 4417, true),
          new Mote("single-2", 1, 2, 4417, false),
          new Mote("single-3", 1, 3, 5039, false),
          new Mote("single-4", 1, 4, 5041, true),
          new Mote("multi-1", 2, 1, 4690, true),
          new Mote("multi-2", 2, 2, 4690, false),
          new Mote("multi-3", 2, 3, 4690, true),
          new Mote("multi-4", 2, 4, 4690, false));

  /** Opens the recording of its campaign, which is among the resources. */
  public InputStream open() throws IOException {
    String file = campaign == 1 ? "single-hop.csv" : "multi-hop.csv";
    InputStream resource = Mote.class.getResourceAsStream(file);
    if (resource == null) {
      throw new IOException("resource must be in the jar: " + file);
    }
    return resource;
  }

  /** Midnight before its first reading, in nanoseconds since 1970: 9 May or 10 July 2010. */
  long startNanos() {
    return TimeUnit.DAYS.toNanos(campaign == 1 ? 14_738 : 14_800);
  }

  /** Number of the mote among all, from 0; its own random stream. */
  public int index() {
    return ALL.indexOf(this);
  }
}
