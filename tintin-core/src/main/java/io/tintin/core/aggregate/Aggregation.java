package io.tintin.core.aggregate;

import io.tintin.core.model.Model;

/**
 * One round's sum. The order in which updates are added can't change a bit of the result. For one
 * thread.
 */
public interface Aggregation {
  /**
   * Adds one client's update. A refused update changes nothing. Who sent it is not looked at: a
   * client that is added twice counts twice.
   *
   * @throws MalformedUpdateException if the update does not fit the base model
   */
  void add(ModelUpdate update) throws MalformedUpdateException;

  /** Number of updates added. */
  int updateCount();

  /**
   * The next model, of the base's architecture. May be asked for again, and between updates.
   *
   * @throws IllegalStateException if no update was added
   */
  Model result();
}
