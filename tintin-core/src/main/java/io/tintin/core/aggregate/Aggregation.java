package io.tintin.core.aggregate;

import io.tintin.core.model.Model;

/** One round's sum. The order in which updates are added can't change a bit of the result. */
public interface Aggregation {
  /**
   * Adds one client's update. A refused update changes nothing.
   *
   * @throws MalformedUpdateException if the update does not fit the base model
   */
  void add(ModelUpdate update) throws MalformedUpdateException;

  /** Number of updates added. */
  int updateCount();

  /**
   * The next model.
   *
   * @throws IllegalStateException if no update was added
   */
  Model result();
}
