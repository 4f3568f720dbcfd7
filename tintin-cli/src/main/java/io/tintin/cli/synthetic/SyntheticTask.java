package io.tintin.cli.synthetic;

import java.util.List;

/** A task whose examples come from places that differ: machines, channels. */
public interface SyntheticTask {
  /** Such as {@code motor}: what files and programs of it are called. */
  String name();

  /** What its labels mean; the first is that nothing is there. */
  List<String> classes();

  /** Features of an example. */
  int inputs();

  /** Places that there are. */
  int placeCount();

  /**
   * An example, the same for the same numbers; its class is drawn.
   *
   * @param place in [0, placeCount)
   * @param number any
   */
  Example example(int place, int number);
}
